"""What one visit shows of the skin, laid on the first visit."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from uvphoto.longitudinal.registration import Registration
from uvphoto.spots.detect import Detection

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Sighting:
    """The spots of one visit in the frame of the first.

    Attributes:
        day: since the first visit.
        device: what took it.
        labels: (H, W) int32, each spot by its number from 1.
        absorbance: (H, W) float32, log10 of light of the skin around over that of the pixel.
        skin: (H, W), where the visit shows skin, and surely that which lies there.

    """

    day: float
    device: str
    labels: NDArray[np.int32] = field(repr=False)
    absorbance: NDArray[np.float32] = field(repr=False)
    skin: Mask = field(repr=False)


def brought(detection: Detection, skin: Mask, registration: Registration, *, day: float, device: str) -> Sighting:
    """Bring the spots of a visit into the frame of the first.

    Args:
        detection: of the visit.
        skin: (H', W') of the visit.
        registration: of the visit on the first one.
        day: of the visit, since the first.
        device: what took it.

    Raises:
        ValueError: the registration has a problem.

    """
    if registration.problem:
        raise ValueError(f"a visit that cannot be laid on the first cannot be followed: {registration.problem}")
    labels = registration.bring(detection.labels.astype(np.float32), nearest=True)  # whole up to 2^24
    seen = (registration.bring(skin.astype(np.float32), nearest=True) > 0.5) & registration.bring_sure()
    return Sighting(
        day, device, np.rint(labels).astype(np.int32) * seen, registration.bring(detection.absorbance) * seen, seen
    )

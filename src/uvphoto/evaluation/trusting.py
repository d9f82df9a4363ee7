"""What a user would have been told of a photo to be judged: whether to believe it, and within which interval."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.calibration import Calibration
from uvphoto.analysis.ensemble import find_spread
from uvphoto.analysis.findings import Severity
from uvphoto.analysis.trust import assess
from uvphoto.conversion.converter import Converter
from uvphoto.evaluation.faces import Face
from uvphoto.skin.face_finding import find_face

LEVEL = 0.9  # of the intervals


@dataclass(frozen=True)
class TrustRecord:
    """What is said of a photo.

    Attributes:
        refusals: why it gives no numbers; empty where it does.
        intervals: of LEVEL, in which the true UV photo's spot ratio would lie, by area.

    """

    refusals: tuple[str, ...]
    intervals: Mapping[str, tuple[float, float]]


def trust_of(
    face: Face, uv: NDArray[np.float32], ratios: Mapping[str, float], converter: Converter, calibration: Calibration
) -> TrustRecord:
    """Say how far to trust a photo.

    Args:
        face: the photo.
        uv: (H, W), its synthetic UV photo.
        ratios: spot ratio found in it, by area.
        converter: that made it.
        calibration: of that converter.

    Raises:
        SettingsError: the photo would be too large at the converter's scale.
        WeightsError: the network does not take its tiles.

    """
    scale = face.mm_per_pixel
    trust = assess(
        face.colour, face.skin, face.regions, find_face(face.colour),
        uv=uv, spread=find_spread(face.colour, uv, converter, face.skin, mm_per_pixel=scale), mm_per_pixel=scale,
        ratios=ratios, calibration=calibration,
    )  # fmt: skip
    refusals = tuple(one.message for one in trust.findings if one.severity is Severity.REFUSE)
    return TrustRecord(refusals, {area: levels[LEVEL] for area, levels in trust.intervals.items()})

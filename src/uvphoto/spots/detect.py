"""Find pigment spots in a UV photo."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from uvphoto.spots import plain_detector

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]

ALGORITHM = "uvphoto-spots 1"


@dataclass(frozen=True)
class DetectorSettings:
    """What counts as a spot."""


@dataclass(frozen=True)
class Detection:
    """The spots of a photo.

    Attributes:
        labels: (H, W) int32, each spot by its number from 1, 0 elsewhere.
        absorbance: (H, W) float32, log10 of light of the skin around over that of the pixel: what a pixel absorbs more
            than the bare skin around it; 0 outside the skin.
        mm_per_pixel: of the photo.
        settings: that were used.
        algorithm: name and version.

    """

    labels: Labels
    absorbance: Picture
    mm_per_pixel: float
    settings: DetectorSettings
    algorithm: str = ALGORITHM

    @property
    def mask(self) -> Mask:
        """(H, W), true on spots."""
        return self.labels > 0


def detect_spots(uv: Picture, skin: Mask, mm_per_pixel: float, settings: DetectorSettings | None = None) -> Detection:
    """Find the spots in a UV photo.

    Args:
        uv: (H, W) in [0, 1], sRGB-encoded.
        skin: (H, W).
        mm_per_pixel: of the photo.
        settings: what counts; None: the usual.

    """
    mask = plain_detector.detect_spots(uv, skin, mm_per_pixel)
    labels = ndimage.label(mask, np.ones((3, 3)))[0].astype(np.int32)
    return Detection(labels, np.zeros_like(uv), mm_per_pixel, settings or DetectorSettings())


def detect_spots_in_colour(
    colour: NDArray[np.float32], skin: Mask, mm_per_pixel: float, settings: DetectorSettings | None = None
) -> Detection:
    """Find the spots in a colour photo (H, W, 3), along its pigment axis."""
    return detect_spots(np.ascontiguousarray(colour[..., 2]), skin, mm_per_pixel, settings)

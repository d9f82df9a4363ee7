"""The scale of a photo, and the size in which it is converted.

A network learned at one size of skin, so photos are brought to its working scale.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import SettingsError
from uvphoto.picture import MAX_PIXELS
from uvphoto.skin.pupils import PUPIL_DISTANCE_MM, Pupils, find_pupils

SHORTER_SIDE_MM = 240.0  # a face with some room around it
CLOSE_ENOUGH = 0.03  # of the working scale, within which a photo is converted as it is


class ScaleSource(StrEnum):
    """How the scale of a photo is known, in words."""

    GIVEN = "given"
    PUPILS = "from the pupils, assumed 63 mm apart"
    FACE = "from the size of the face, as no eyes were seen; pupils assumed 63 mm apart"
    SHORTER_SIDE = "assumed: no face found, so the shorter side counts as 240 mm"


@dataclass(frozen=True)
class Scale:
    """The scale of a photo.

    Attributes:
        mm_per_pixel: of the photo.
        source: how it is known.

    Raises:
        SettingsError: it is not above 0.

    """

    mm_per_pixel: float
    source: ScaleSource

    def __post_init__(self) -> None:
        if not 0 < self.mm_per_pixel < math.inf:
            raise SettingsError(f"{self.mm_per_pixel} mm per pixel is no scale; give a number above 0.")

    def __str__(self) -> str:
        return f"{format_scale(self.mm_per_pixel)} mm per pixel ({self.source})"


def find_scale(colour: NDArray[np.float32], mm_per_pixel: float | None = None) -> Scale:
    """Return the scale of a photo: as given, else from the pupils, else assumed.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        mm_per_pixel: where it is known.

    Raises:
        SettingsError: the scale that is given is not above 0.

    """
    if mm_per_pixel is not None:
        return Scale(mm_per_pixel, ScaleSource.GIVEN)
    return scale_by_pupils(find_pupils(colour), colour.shape)


def scale_by_pupils(pupils: Pupils | None, shape: tuple[int, ...]) -> Scale:
    """Return the scale of a photo whose pupils were looked for already.

    Args:
        pupils: None where no face was found.
        shape: of the photo; rows and columns first.

    """
    if pupils is None:
        return Scale(SHORTER_SIDE_MM / min(shape[:2]), ScaleSource.SHORTER_SIDE)
    return Scale(PUPIL_DISTANCE_MM / pupils.distance, ScaleSource.PUPILS if pupils.is_measured else ScaleSource.FACE)


def working_size(shape: tuple[int, ...], mm_per_pixel: float, working: float) -> tuple[int, int]:
    """Return the rows and columns of a photo at the working scale; its own where the two scales are close.

    Args:
        shape: of the photo; rows and columns first.
        mm_per_pixel: the photo's scale.
        working: the working scale in mm per pixel.

    Raises:
        SettingsError: at the working scale the photo would be larger than any that is read.

    """
    zoom = mm_per_pixel / working
    height, width = shape[:2]
    if abs(zoom - 1) <= CLOSE_ENOUGH:
        return height, width
    if height * width * zoom * zoom > MAX_PIXELS:
        raise SettingsError(
            f"At {mm_per_pixel:.3g} mm per pixel the photo would have to be enlarged {zoom:.3g} times, to "
            f"{height * width * zoom * zoom / 1e6:.0f} megapixels. Crop it to the face, or give its true scale."
        )
    return max(1, round(height * zoom)), max(1, round(width * zoom))


def format_scale(mm_per_pixel: float) -> str:
    """Return a scale with as many digits as make sense."""
    return f"{mm_per_pixel:.5g}"


def guess_working_pixels(shape: tuple[int, ...], mm_per_pixel: float | None, working: float) -> float:
    """Return about how many pixels a photo has at the working scale, before anybody has looked for its scale."""
    height, width = shape[:2]
    scale = mm_per_pixel if mm_per_pixel is not None else SHORTER_SIDE_MM / min(height, width)
    return height * width * (scale / working) ** 2

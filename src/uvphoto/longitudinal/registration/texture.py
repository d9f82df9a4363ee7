"""What two photos of one skin have alike whatever took them: its fine relief, free of light, level and contrast."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]

WORKING_MM = 0.4  # per pixel: spots of 1 mm are still seen, and a face has some 500 pixels a side
LIMIT = 3.0  # local standard deviations at which a texture is cut

_NOISE_MM = 0.4  # standard deviation of the Gaussian that takes noise out
_LIGHT_MM = 5.0  # of the one that follows light and shade
_CONTRAST_MM = 8.0  # of the one that follows the contrast
_FAINTEST = 0.03  # natural logarithm of light: contrast below it is noise, and stays faint
_DARKEST = 0.02  # sRGB-encoded


def texture_of(uv: Picture, mm_per_pixel: float) -> Picture:
    """Return the texture of a UV photo at the working scale.

    The logarithm of the photo less its own blur, over the standard deviation of that in the neighbourhood: local
    contrast normalisation (Jarrett et al. 2009, ICCV). So a clinic's UV photo and one made from a phone's compare.

    Args:
        uv: (H, W) float32 in [0, 1].
        mm_per_pixel: its scale.

    Returns:
        (h, w) float32 in [-3, 3], of WORKING_MM per pixel.

    """
    size = tuple(max(1, round(side * mm_per_pixel / WORKING_MM)) for side in uv.shape[::-1])
    how = cv2.INTER_AREA if mm_per_pixel < WORKING_MM else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(uv, size, interpolation=how), np.float32)
    light = _blurred(np.log(np.maximum(small, np.float32(_DARKEST))), _NOISE_MM)
    relief = light - _blurred(light, _LIGHT_MM)
    contrast = np.sqrt(_blurred(relief * relief, _CONTRAST_MM) + np.float32(_FAINTEST**2))
    return np.clip(relief / contrast, -LIMIT, LIMIT)


def as_levels(texture: Picture) -> NDArray[np.uint8]:
    """Return a texture as levels of 8 bits, which features and flow take."""
    return ((texture + LIMIT) * np.float32(255 / (2 * LIMIT))).round().clip(0, 255).astype(np.uint8)


def _blurred(picture: Picture, sigma_mm: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma_mm / WORKING_MM), np.float32)

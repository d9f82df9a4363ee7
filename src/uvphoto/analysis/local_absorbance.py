"""What skin absorbs more than the skin around it: what spots are made of, and the exposure is not."""

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.view import blurred_within
from uvphoto.simulate.camera.colorimetry import decode_srgb

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]

_SMOOTHING_MM = 0.3  # standard deviation of the Gaussian that takes away what is finer than spots
_AROUND_MM = 3.0  # of the one that says what is around
_DARKEST = 1e-3  # linear light


def local_absorbance(uv: Pixels, skin: Mask, mm_per_pixel: float) -> Pixels:
    """Return A - mean of A around, A = -log10 of the light, smoothed within the skin.

    Args:
        uv: (H, W) in [0, 1], sRGB-encoded.
        skin: (H, W).
        mm_per_pixel: of the picture.

    Returns:
        (H, W) float32; 0.05 is 11 % less light than around.

    """
    light = blurred_within(decode_srgb(uv), skin, _SMOOTHING_MM / mm_per_pixel)
    absorbance = -np.log10(np.maximum(light, _DARKEST), dtype=np.float32)
    return absorbance - blurred_within(absorbance, skin, _AROUND_MM / mm_per_pixel)

"""Nostrils, which the classes of face parsers count as nose."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

# Shares of the nose's height.
_LOWER = 0.4  # where nostrils are
_WIDEST = 0.25  # of a hole; what is dark over more than that is shade
_RIM = 0.02  # the dim rim round a hole

_DARK = 0.65  # of the level of red round about, sRGB-encoded: a hole; melanin and blood absorb little red


def find_nostrils(upright: Picture, nose: Picture) -> Mask:
    """Find the dark holes in the lower part of a nose.

    Args:
        upright: (side, side, 3) float32 in [0, 1], sRGB-encoded.
        nose: (side, side) float32: how likely each pixel is nose.

    Returns:
        (side, side), all false without a nose.

    """
    is_nose = nose > 0.5
    rows = np.flatnonzero(is_nose.any(1))
    if rows.size == 0:
        return is_nose
    height = rows[-1] + 1 - rows[0]
    is_low = np.arange(len(nose))[:, None] >= rows[-1] + 1 - _LOWER * height
    red = upright[..., 0]
    dark = is_nose & is_low & (red < _DARK * cv2.morphologyEx(red, cv2.MORPH_CLOSE, _disc(_WIDEST * height)))
    return np.asarray(cv2.dilate(dark.astype(np.uint8), _disc(2 * _RIM * height))).astype(np.bool_) & is_nose


def _disc(width: float) -> NDArray[np.uint8]:
    size = 2 * round(width / 2) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)

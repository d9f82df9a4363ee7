"""The skin of a photo, cropped and at a scale that is no finer than it need be."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.window import window_around

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]

_ROOM_MM = 5.0  # beyond the skin


@dataclass(frozen=True)
class SkinView:
    """Part of a photo around its skin.

    Attributes:
        colour: (h, w, 3) float32 in [0, 1], sRGB-encoded.
        skin: (h, w).
        mm_per_pixel: of the view.

    """

    colour: Pixels
    skin: Mask
    mm_per_pixel: float

    @classmethod
    def of(cls, colour: Pixels, skin: Mask, mm_per_pixel: float, finest: float) -> "SkinView":
        """Crop a photo to its skin, and reduce it to ``finest`` mm per pixel where it is finer.

        Raises:
            ValueError: there is no skin, or shapes or the scale make no sense.

        """
        if colour.ndim != 3 or colour.shape != (*skin.shape, 3):
            raise ValueError(f"photo and skin have shapes (H, W, 3) and (H, W), not {colour.shape} and {skin.shape}")
        if not 0 < mm_per_pixel < np.inf:
            raise ValueError(f"{mm_per_pixel} mm per pixel is no scale")
        if not skin.any():
            raise ValueError("there is no skin to look at")
        window = window_around(skin, _ROOM_MM / mm_per_pixel)
        colour, skin = colour[window], skin[window]
        if mm_per_pixel >= finest:
            return cls(colour, skin, mm_per_pixel)
        factor = mm_per_pixel / finest
        size = max(1, round(skin.shape[0] * factor)), max(1, round(skin.shape[1] * factor))
        small = resized(skin.astype(np.float32), size) > 0.5
        return cls(resized(colour, size), small if small.any() else resized(skin.astype(np.float32), size) > 0, finest)


def resized(picture: Pixels, size: tuple[int, ...]) -> Pixels:
    """Resize a picture to (rows, columns): by areas where it shrinks, linearly where it grows."""
    if picture.shape[:2] == tuple(size[:2]):
        return np.ascontiguousarray(picture)
    how = cv2.INTER_AREA if size[0] < picture.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (size[1], size[0]), interpolation=how), np.float32)


def blurred_within(values: Pixels, mask: Mask, sigma: float) -> Pixels:
    """Gaussian of what lies within the mask, in pixels (normalised convolution, Knutsson and Westin 1993)."""
    weight = mask.astype(np.float32)
    over = cv2.GaussianBlur(values * weight, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    under = cv2.GaussianBlur(weight, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(over / np.maximum(under, 1e-6), np.float32)

"""Maps of the skin to the scale at which a picture is forecast, and what was forecast back to the photo's own."""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORKING_MM = 0.4  # per pixel: the smallest spots are two pixels wide, and visits are laid on each other no better


def working_shape(shape: tuple[int, ...], mm_per_pixel: float) -> tuple[int, int]:
    """Return (h, w) of a photo (H, W) at WORKING_MM per pixel.

    Raises:
        ValueError: a scale that is none.

    """
    if not 0 < mm_per_pixel < np.inf:
        raise ValueError(f"the scale is a positive number of mm per pixel, not {mm_per_pixel}")
    height, width = (max(1, round(side * mm_per_pixel / WORKING_MM)) for side in shape)
    return height, width


def to_working(values: Picture, skin: Mask, shape: tuple[int, int]) -> tuple[Picture, Mask]:
    """Average a map (H, W) over the skin of each working pixel.

    Args:
        values: of each pixel; those off the skin do not count.
        skin: (H, W).
        shape: (h, w).

    Returns:
        The means (h, w), 0 off the skin, and the skin (h, w): pixels of which at least half is skin.

    """
    total, share = (_resized(one, shape) for one in (np.where(skin, values, 0), skin))
    small = share > 0.5
    return np.where(small, total / np.maximum(share, np.float32(1e-6)), 0).astype(np.float32), small


def mask_to_working(mask: Mask, shape: tuple[int, int]) -> Mask:
    """Return where at least half of a working pixel is true."""
    return _resized(mask, shape) > 0.5


def labels_to_working(labels: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the label at the middle of each working pixel."""
    return np.asarray(cv2.resize(labels, shape[::-1], interpolation=cv2.INTER_NEAREST_EXACT), np.uint8)


def to_own(values: Picture, shape: tuple[int, ...]) -> Picture:
    """Bring a map (h, w) back to a photo's size (H, W)."""
    return np.asarray(cv2.resize(values, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)


def spread(values: Picture, known: Mask) -> Picture:
    """Give each pixel (h, w) of which nothing is known the value of the nearest one that is known; 0 without any."""
    if not known.any():
        return np.zeros_like(values)
    rows, columns = distance_transform_edt(~known, return_distances=False, return_indices=True)
    return np.asarray(values[rows, columns], np.float32)


def _resized(values: Picture | Mask, shape: tuple[int, int]) -> Picture:
    finer = shape[0] < values.shape[0]
    how = cv2.INTER_AREA if finer else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values.astype(np.float32), shape[::-1], interpolation=how), np.float32)

"""Photos to the resolution at which spots are looked for, and what was found back to the photo's own."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]

WORKING_MM = 0.25  # per pixel; a photo with larger pixels stays as it is


def working_shape(shape: tuple[int, int], mm_per_pixel: float) -> tuple[int, int]:
    """Return (h, w) of a photo (H, W) at the working resolution, never larger than its own."""
    factor = min(mm_per_pixel / WORKING_MM, 1.0)
    return max(round(shape[0] * factor), 1), max(round(shape[1] * factor), 1)


def to_working(picture: Picture, shape: tuple[int, int]) -> Picture:
    """Average a picture (H, W) of linear light, or a mask as 0 and 1, down to (h, w)."""
    if picture.shape == shape:
        return picture
    return np.asarray(cv2.resize(picture, shape[::-1], interpolation=cv2.INTER_AREA), np.float32)


def to_own(picture: Picture, shape: tuple[int, int]) -> Picture:
    """Bring a smooth picture (h, w) back to (H, W)."""
    if picture.shape == shape:
        return picture
    return np.asarray(cv2.resize(picture, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def labels_to_own(labels: Labels, outline: Mask) -> Labels:
    """Bring labels (h, w) back to the size of ``outline`` (H, W), which says where spots end.

    A pixel within the outline belongs to the spot that lies on it or beside it by one working pixel at most.
    """
    if labels.shape == outline.shape:
        return np.where(outline, labels, 0).astype(np.int32)
    # Numbers are whole, and float32 holds those up to 2^24.
    grown = cv2.dilate(labels.astype(np.float32), np.ones((3, 3), np.uint8))
    near = np.where(labels > 0, labels, grown).astype(np.float32)
    large = cv2.resize(near, outline.shape[::-1], interpolation=cv2.INTER_NEAREST_EXACT)
    return np.where(outline, large, 0).astype(np.int32)

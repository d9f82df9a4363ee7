"""From a soft map of a small copy to a mask of the whole photo with smooth edges."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

_STRIP = 512  # rows that are made at once, so that memory stays small


def to_full_size(soft: NDArray[np.float32], to_photo: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Bring a soft map to a photo's size, bicubically, and cut it at one half.

    Args:
        soft: (h, w), 0-1.
        to_photo: (2, 3) from (column, row, 1) of the map to (column, row) of the photo.
        shape: (H, W) of the photo.

    Returns:
        (H, W) bool, false outside the map; it takes no more memory than that, whatever the photo's size.

    """
    to_map = np.asarray(cv2.invertAffineTransform(to_photo), np.float64)
    height, width = shape
    down, across = soft.shape
    corners = to_photo @ np.array([[-0.5, across, -0.5, across], [-0.5, -0.5, down, down], [1] * 4])
    first, last = max(math.floor(corners[1].min()), 0), min(math.ceil(corners[1].max()) + 1, height)
    mask = np.zeros((height, width), bool)
    for top in range(first, last, _STRIP):
        rows = min(_STRIP, last - top)
        part = to_map.copy()
        part[:, 2] += to_map[:, 1] * top
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        strip = cv2.warpAffine(soft, part, (width, rows), flags=flags, borderMode=cv2.BORDER_CONSTANT)
        mask[top : top + rows] = strip > 0.5
    return mask

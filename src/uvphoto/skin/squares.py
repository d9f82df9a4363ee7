"""A square laid on a face: cut out upright."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Square:
    """A square in pixels of the photo."""

    row: float  # of its centre
    column: float
    width: float
    lean: float  # degrees; positive leans clockwise in the photo


def copy_upright(colour: Picture, square: Square, side: int) -> tuple[Picture, Matrix]:
    """Copy a square out of a photo, upright; what lies beyond the photo's edge repeats the edge.

    Args:
        colour: (H, W, 3) float32.
        square: its centre lies in the photo.
        side: of the copy in pixels.

    Returns:
        The copy (side, side, 3), and the matrix (2, 3) from its (column, row, 1) to the photo's (column, row).

    """
    half = math.ceil(0.75 * square.width) + 1  # a leaning square reaches out to 0.71
    top, left = (max(math.floor(middle) - half, 0) for middle in (square.row, square.column))
    part = colour[top : math.floor(square.row) + half + 1, left : math.floor(square.column) + half + 1]
    size = tuple(max(round(length * side / square.width), 1) for length in part.shape[1::-1])  # (W, H)
    method = cv2.INTER_AREA if size[0] < part.shape[1] else cv2.INTER_LINEAR
    resized = cv2.resize(part, size, interpolation=method)
    scale = np.array([part.shape[1] / size[0], part.shape[0] / size[1]])  # photo's pixels per pixel of the copy
    corner = np.array([left, top]) + 0.5 * scale - 0.5
    lean = math.radians(square.lean)
    turn = np.array([[math.cos(lean), -math.sin(lean)], [math.sin(lean), math.cos(lean)]])
    centre = (np.array([square.column, square.row]) - corner) / scale
    to_part = np.column_stack([turn, centre - turn @ [(side - 1) / 2, (side - 1) / 2]])
    upright = cv2.warpAffine(
        resized, to_part, (side, side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    to_photo = scale[:, None] * to_part
    to_photo[:, 2] += corner
    return np.asarray(upright, np.float32), to_photo

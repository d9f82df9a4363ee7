"""The face's own frame, in mm: origin midway between the pupils, x along their line to the picture's right, y down."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.pupils import PUPIL_DISTANCE_MM, Point, Pupils

Image = NDArray[np.float32]
Matrix = NDArray[np.float64]
Numbers = NDArray[np.floating]

TOP_MM, BOTTOM_MM = -124.0, 148.0  # of the part of the frame that is looked at: a face with some room about it
SIDE_MM = 104.0


@dataclass(frozen=True)
class FaceFrame:
    """How the face's frame lies in a photo.

    Attributes:
        origin: row and column in pixels, midway between the pupils.
        right: unit vector (row, column) from the person's right pupil to the left one: to the right of the picture.
        mm_per_pixel: of the photo, with 63 mm between the pupils.

    """

    origin: Point
    right: Point
    mm_per_pixel: float

    @classmethod
    def of(cls, pupils: Pupils) -> "FaceFrame":
        """Return the frame that two pupils set up."""
        (left_row, left_column), (right_row, right_column) = pupils.left, pupils.right
        across = (left_row - right_row) / pupils.distance, (left_column - right_column) / pupils.distance
        middle = (left_row + right_row) / 2, (left_column + right_column) / 2
        return cls(middle, across, PUPIL_DISTANCE_MM / pupils.distance)

    @property
    def roll(self) -> float:
        """Degrees that the pupils' line leans, positive clockwise in the photo."""
        return math.degrees(math.atan2(self.right[0], self.right[1]))

    def to_mm(self, rows: Numbers | float, columns: Numbers | float) -> tuple[Numbers, Numbers]:
        """Return y (down) and x (to the right of the picture) in mm of pixels, in the precision of the arguments."""
        down, across = np.asarray(rows) - self.origin[0], np.asarray(columns) - self.origin[1]
        x = (down * self.right[0] + across * self.right[1]) * self.mm_per_pixel
        y = (down * self.right[1] - across * self.right[0]) * self.mm_per_pixel
        return y, x

    def matrix(self, mm_per_pixel: float) -> Matrix:
        """Return (2, 3) from (column, row, 1) of an upright copy at a scale to (column, row) of the photo."""
        step = mm_per_pixel / self.mm_per_pixel
        sine, cosine = self.right
        turn = step * np.array([[cosine, -sine], [sine, cosine]])
        corner = turn @ [-SIDE_MM / mm_per_pixel, TOP_MM / mm_per_pixel]  # of the copy, from the origin
        return np.column_stack([turn, corner + np.array(self.origin)[::-1]])


@dataclass(frozen=True)
class UprightFace:
    """A copy of a face, upright, at one scale.

    Attributes:
        colour: (h, w, 3) float32 in [0, 1], sRGB-encoded; beyond the photo its rim goes on.
        is_photo: (h, w), false beyond the photo.
        y: (h, 1) mm down from the pupils' line.
        x: (1, w) mm to the right of the picture.
        to_photo: (2, 3) from (column, row, 1) of the copy to (column, row) of the photo.
        mm_per_pixel: of the copy.

    """

    colour: Image
    is_photo: NDArray[np.bool_]
    y: Image
    x: Image
    to_photo: Matrix
    mm_per_pixel: float


def upright_copy(colour: Image, frame: FaceFrame, mm_per_pixel: float) -> UprightFace:
    """Copy a face out of a photo.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        frame: of the face.
        mm_per_pixel: of the copy.

    """
    height, width = (round(side / mm_per_pixel) + 1 for side in (BOTTOM_MM - TOP_MM, 2 * SIDE_MM))
    to_photo = frame.matrix(mm_per_pixel)
    part, to_part = _part_of_similar_size(colour, to_photo, (height, width))
    size, flags = (width, height), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    copy = cv2.warpAffine(part, to_part, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    columns, rows = (to_photo @ _grid(height, width)).reshape(2, height, width)
    inside = (rows > -0.5) & (rows < colour.shape[0] - 0.5) & (columns > -0.5) & (columns < colour.shape[1] - 0.5)
    y = (TOP_MM + mm_per_pixel * np.arange(height, dtype=np.float32))[:, None]
    x = (-SIDE_MM + mm_per_pixel * np.arange(width, dtype=np.float32))[None]
    return UprightFace(np.asarray(copy, np.float32), inside, y, x, to_photo, mm_per_pixel)


def _grid(height: int, width: int) -> Matrix:
    """Return (column, row, 1) of all pixels, (3, height * width)."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([columns.ravel(), rows.ravel(), np.ones(rows.size)])


def _part_of_similar_size(colour: Image, to_photo: Matrix, shape: tuple[int, int]) -> tuple[Image, Matrix]:
    """Cut out what a copy needs, averaged down to about the copy's scale, and the matrix from the copy to it."""
    corners = to_photo @ np.array([[0, shape[1], 0, shape[1]], [0, 0, shape[0], shape[0]], [1, 1, 1, 1]])
    limits = np.array(colour.shape[1::-1])
    low = np.clip(np.floor(corners.min(axis=1)).astype(int) - 2, 0, limits - 1)
    high = np.clip(np.ceil(corners.max(axis=1)).astype(int) + 3, low + 1, limits)
    part = colour[low[1] : high[1], low[0] : high[0]]
    step = float(np.hypot(*to_photo[:, 0]))  # photo's pixels per pixel of the copy
    scale = np.ones(2)
    if step > 1:
        size = np.maximum(np.round(np.array(part.shape[1::-1]) / step).astype(int), 1)
        scale = np.array(part.shape[1::-1]) / size
        part = np.asarray(cv2.resize(part, (int(size[0]), int(size[1])), interpolation=cv2.INTER_AREA), np.float32)
    to_part = to_photo.copy()
    to_part[:, 2] -= low
    to_part[:, 2] += 0.5 - 0.5 * scale
    return part, to_part / scale[:, None]

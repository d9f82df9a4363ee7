"""Faces in a photo, upright or leaning a little, as squares."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.cascades import Box, detect_boxes, load_cascade

Picture = NDArray[np.float32]

_SEARCHED_SIDE = 560  # longest side in pixels of the copy that is searched
_MARGIN = 56  # pixels added round it: faces are found only with some room about them
_SMALLEST = 0.12  # side of a face, as a share of the longest side
# Lean of the faces in degrees (the cascades see those up to about 15) and factor between one size and the next.
_LOOKS = ((0.0, 1.1), (0.0, 1.05), (-22.0, 1.1), (22.0, 1.1))
# The two draw squares of different sizes round the same face.
_CASCADES = {"haarcascade_frontalface_alt2": 1.0, "haarcascade_frontalface_default": 0.945}


@dataclass(frozen=True)
class Face:
    """A square on a face, in pixels of the photo."""

    row: float  # of its centre
    column: float
    width: float
    lean: float  # degrees; positive leans clockwise in the photo
    votes: float  # 0 where one cascade found it alone, else the hits of the less sure one: 25 and more for most faces

    @property
    def is_agreed(self) -> bool:
        """Whether two cascades found it, which were trained apart."""
        return self.votes > 0


def find_faces(colour: Picture) -> Iterator[Face]:
    """Search a photo for faces, as far as the caller asks on: upright ones, more finely, then leaning ones.

    Each search yields the largest first; what one found another may find again.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.

    Raises:
        FileError: OpenCV is installed without its cascades.

    """
    grey = _reduced_grey(colour)
    cascades = [(load_cascade(name), factor) for name, factor in _CASCADES.items()]
    scale = np.array(colour.shape[:2]) / (np.array(grey.shape) - 2 * _MARGIN)  # photo's pixels per pixel of the copy
    centre = (grey.shape[1] - 1) / 2, (grey.shape[0] - 1) / 2
    for lean, step in _LOOKS:
        turn = cv2.getRotationMatrix2D(centre, lean, 1.0)  # the face gets upright
        upright = cv2.warpAffine(grey, turn, grey.shape[::-1], borderMode=cv2.BORDER_REPLICATE) if lean else grey
        back = cv2.invertAffineTransform(turn)
        for box, votes in _squares(cascades, np.asarray(upright, np.uint8), step):
            column, row = (float(value) for value in back @ [box.column, box.row, 1.0])
            row = float((row - _MARGIN + 0.5) * scale[0] - 0.5)
            column = float((column - _MARGIN + 0.5) * scale[1] - 0.5)
            if 0 <= row < colour.shape[0] and 0 <= column < colour.shape[1]:  # else in the margin
                yield Face(row, column, float(box.side * scale[1]), lean, votes)


def _reduced_grey(colour: Picture) -> NDArray[np.uint8]:
    """Return the grey levels of the copy that is searched, with its margin."""
    height, width = colour.shape[:2]
    factor = min(1.0, _SEARCHED_SIDE / max(height, width))
    if factor < 1:
        size = max(round(width * factor), 1), max(round(height * factor), 1)
        colour = np.asarray(cv2.resize(colour, size, interpolation=cv2.INTER_AREA), np.float32)
    grey = np.rint(255 * np.clip(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), 0, 1)).astype(np.uint8)
    return np.asarray(cv2.copyMakeBorder(grey, *(_MARGIN,) * 4, cv2.BORDER_REPLICATE), np.uint8)


def _squares(
    cascades: list[tuple[cv2.CascadeClassifier, float]], grey: NDArray[np.uint8], step: float
) -> list[tuple[Box, float]]:
    """Squares on faces, the largest first, each with the votes of a ``Face``."""
    smallest, largest = _SMALLEST * (max(grey.shape) - 2 * _MARGIN), float(min(grey.shape))
    found: list[list[Box]] = []
    for cascade, factor in cascades:
        boxes = detect_boxes(cascade, grey, smallest / factor, largest, step=step, votes=3)
        found.append([box._replace(side=box.side * factor) for box in boxes])
    first, second = found
    hits = math.log(step) / math.log(_LOOKS[0][1])  # finer steps give more hits
    squares = []
    for box in first:
        others = [other.votes for other in second if _overlap(box, other)]
        squares.append((box, hits * min(box.votes, max(others, default=0))))
    squares += [(box, 0.0) for box in second if not any(_overlap(box, other) for other in first)]
    return sorted(squares, key=lambda square: -square[0].side)


def _overlap(one: Box, other: Box) -> bool:
    """Whether two squares lie on the same face."""
    apart = max(abs(one.row - other.row), abs(one.column - other.column))
    return apart < 0.25 * max(one.side, other.side) and 0.7 < one.side / other.side < 1.4

"""The points of a face mesh, as learned landmarks give them: the contract between those and who uses them.

Numbering of the 468 points is MediaPipe's (Kartynnik et al. 2019, Real-time facial surface geometry from monocular
video on mobile GPUs, arXiv:1907.06724). Left and right are the person's own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

POINTS = 468

FOREHEAD_TOP = 10  # on the midline, near the hairline
NOSE_BRIDGE = 168  # on the midline, between the eyes
NOSE_TIP = 1
NOSE_BASE = 2  # where the septum meets the upper lip
LEFT_NOSE_WING, RIGHT_NOSE_WING = 358, 129
LEFT_BROW, RIGHT_BROW = 334, 105  # upper rim, at its arch
LEFT_MOUTH_CORNER, RIGHT_MOUTH_CORNER = 291, 61
UPPER_LIP, LOWER_LIP = 13, 14  # inner rims, on the midline: the seam of a closed mouth lies between
CHIN = 152
LEFT_SIDE, RIGHT_SIDE = 454, 234  # the face's widest points, before the ears


@dataclass(frozen=True)
class Landmarks:
    """The points of one face.

    Attributes:
        points: (468, 3) float32: row, column and depth in pixels of the photo, depth larger away from the viewer.
        confidence: that there is a face, 0 to 1.

    Raises:
        ValueError: other than 468 points.

    """

    points: NDArray[np.float32]
    confidence: float

    def __post_init__(self) -> None:
        if self.points.shape != (POINTS, 3):
            raise ValueError(f"a face mesh has the shape ({POINTS}, 3), not {self.points.shape}")

    def place(self, number: int) -> tuple[float, float]:
        """Row and column of a point."""
        row, column, _ = self.points[number]
        return float(row), float(column)

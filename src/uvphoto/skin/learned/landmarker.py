"""Points of the face found by a network (Kartynnik et al. 2019, see ``skin.landmarks``)."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import WeightsError
from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.landmarks import POINTS, Landmarks
from uvphoto.skin.learned.network import Network, grey_picture
from uvphoto.skin.learned.parser import square_below
from uvphoto.skin.squares import Square, copy_upright

Picture = NDArray[np.float32]

_SIDE = 3.6  # of the first square, in distances between the pupils
_BELOW = 0.4  # of them the square's centre lies below the eyes
_ROOM = 1.5  # side of the second square, in those of the points that were found in the first
_EYES = ((33, 133), (362, 263))  # corners of the person's right eye and of the left


class Landmarker:
    """A network that finds the 468 points of a face mesh.

    Args:
        network: that takes levels in [0, 1] and gives 1404 numbers (column, row, depth in pixels of its input) and one
            more, the logit of there being a face.

    Raises:
        WeightsError: the network gives something else for a picture.

    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.name = network.name
        self._run(grey_picture(network.side))  # try it before it is used

    def find(self, colour: Picture, finding: FaceFinding) -> Landmarks:
        """Find the points of the face that was found.

        The network is shown the square that the pupils give, then the one that the points of that give.

        Args:
            colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, upright.
            finding: what was found of faces in it, with ``pupils`` that are not None.

        Raises:
            ValueError: no face was found.
            WeightsError: the network cannot be run.

        """
        if finding.pupils is None:
            raise ValueError("landmarks are found where a face was found, and there is none")
        first = self._find_in(colour, square_below(finding.pupils, _SIDE, _BELOW))
        centre_row, centre_column = (first.points[:, :2].min(0) + first.points[:, :2].max(0)) / 2
        if not (0 <= centre_row < colour.shape[0] and 0 <= centre_column < colour.shape[1]):
            return first
        second = self._find_in(colour, _square_round(first))
        return max(first, second, key=lambda found: found.confidence)

    def _find_in(self, colour: Picture, square: Square) -> Landmarks:
        upright, to_photo = copy_upright(colour, square, self.network.side)
        points, confidence = self._run(upright)
        places = np.column_stack([points[:, :2] - 0.5, np.ones(POINTS)])  # there, the corner's edges are at 0
        columns, rows = to_photo @ places.T
        depth = points[:, 2] * square.width / self.network.side
        return Landmarks(np.column_stack([rows, columns, depth]).astype(np.float32), confidence)

    def _run(self, upright: Picture) -> tuple[NDArray[np.float64], float]:
        outputs = self.network.run(upright)
        points, logit = (_only(outputs, size) for size in (3 * POINTS, 1))
        if points is None or logit is None or not (np.isfinite(points).all() and np.isfinite(logit).all()):
            shapes = ", ".join(" x ".join(map(str, output.shape)) for output in outputs)
            remedy = f"Give a network that gives {3 * POINTS} numbers and 1, as MediaPipe's face_landmark.tflite"
            raise WeightsError(self.network.path, f"gives {shapes} numbers for a picture, no face mesh", remedy)
        return points.reshape(POINTS, 3).astype(np.float64), float(1 / (1 + math.exp(-float(logit[0]))))


def _only(outputs: list[NDArray[Any]], size: int) -> NDArray[Any] | None:
    return next((output.ravel() for output in outputs if output.size == size), None)


def _square_round(landmarks: Landmarks) -> Square:
    """Return a square round all points, upright to the line of the eyes."""
    places = landmarks.points[:, :2].astype(np.float64)
    right, left = (places[list(corners)].mean(0) for corners in _EYES)
    lean = math.atan2(left[0] - right[0], left[1] - right[1])
    down = np.array([math.cos(lean), -math.sin(lean)])
    across = np.array([math.sin(lean), math.cos(lean)])
    along = np.column_stack([places @ down, places @ across])
    low, high = along.min(0), along.max(0)
    row, column = (low + high)[0] / 2 * down + (low + high)[1] / 2 * across
    return Square(float(row), float(column), float(_ROOM * (high - low).max()), math.degrees(lean))

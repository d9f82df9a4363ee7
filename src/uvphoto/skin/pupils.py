"""The pupils of a face: where they are, and how many pixels lie between them, which gives a photo its scale."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.cascades import Box, detect_boxes, load_cascade
from uvphoto.skin.faces import find_faces
from uvphoto.skin.squares import Square, copy_upright

Picture = NDArray[np.float32]
Matrix = NDArray[np.float64]
Point = tuple[float, float]  # row, column

PUPIL_DISTANCE_MM = 63.0  # between the pupils of adults: mean of Dodgson 2004, Proc. SPIE 5291:36

# Shares of the face's width, as the cascade draws it.
_BETWEEN = 0.383  # between the pupils: 0.38, with a spread of 0.03 from photo to photo
_EYE_ROW = 0.40  # from the upper side
_ROWS = (0.28, 0.52)  # where eyes may be
_EYE_SIDES = (0.13, 0.37)  # side of an eye's square
_DISTANCES = (0.29, 0.50)
_TILT = 15.0  # degrees that the line of the eyes may deviate from the square's
_IRIS_RADIUS = 0.0355  # an iris is 11.7 mm wide, 63 mm are between the pupils

_EYE_CASCADES = ("haarcascade_eye", "haarcascade_eye_tree_eyeglasses")
_USUAL = 0.06  # strangeness of a pair of eyes that alone proves a face of which one cascade only is sure
_LARGE = 0.2  # share of the photo's longest side that a face without visible eyes must have to count
_SURE = 10.0  # votes that it must have: plain ovals have up to 9, most faces 25 and more

_SIDE = 300  # pixels of the upright copy of a face in which eyes are sought
_REACH = 0.045  # of the face's width: how far from the middle of an eye's square the pupil may be
_CENTRED = 0.15  # standard deviations of the light that an iris at that distance must have more in contrast


@dataclass(frozen=True)
class Pupils:
    """The centres of both pupils in pixels of the photo, the person's own left and right."""

    left: Point  # row, column; the further right in the picture
    right: Point
    face_width: float  # side of the square that the cascade draws, pixels; about 16 cm
    is_measured: bool  # False where the eyes were not seen: their places are guessed from the face's

    @property
    def distance(self) -> float:
        """Pixels between the pupils' centres."""
        return math.dist(self.left, self.right)


def find_pupils(colour: Picture) -> Pupils | None:
    """Find the pupils of the largest face.

    Faces and eyes are found by OpenCV's cascades; the iris is then the circle of about the right size, near the middle
    of the eye, that is dark against the white of the eye on either side of it, where lids do not cover it (after the
    integro-differential operator of Daugman 1993, IEEE Trans. Pattern Anal. Mach. Intell. 15:1148). It is sought in
    red light, which skin reflects and irises of all colours absorb.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded and upright.

    Returns:
        The pupils; guessed from the place of the face, with ``is_measured`` false, where no eyes are seen (shades,
        closed eyes), but two cascades agree on a large upright face; None without a face. One turned far to the side is
        none, and one turned a little has a distance that is shorter by the cosine of its turn.

    Raises:
        ValueError: no colour photo.
        FileError: OpenCV is installed without its cascades.

    """
    if colour.ndim != 3 or colour.shape[2] != 3 or colour.size == 0:
        raise ValueError(f"a colour photo has the shape (H, W, 3), not {colour.shape}")
    cascades = [load_cascade(name) for name in _EYE_CASCADES]
    guess: Pupils | None = None
    for face in find_faces(colour):
        if guess is not None and face.lean != 0:
            break
        square = Square(face.row, face.column, face.width, face.lean)
        upright, to_photo = copy_upright(colour, square, _SIDE)
        eyes = _find_eyes(cascades, upright)
        if eyes is not None and (face.is_agreed or _strangeness(eyes) < _USUAL):
            right, left = (_to_photo(to_photo, _find_iris(upright[..., 0], eye)) for eye in eyes)
            return Pupils(left, right, face.width, is_measured=True)
        is_plain = face.votes >= _SURE and face.lean == 0 and face.width > _LARGE * max(colour.shape)
        if guess is None and is_plain:
            right, left = (_to_photo(to_photo, place) for place in _expected())
            guess = Pupils(left, right, face.width, is_measured=False)
    return guess


def _expected() -> tuple[Point, Point]:
    """Where in the upright copy the pupils usually are: that on the left of the picture, that on the right."""
    middle, half = (_SIDE - 1) / 2, _BETWEEN / 2 * _SIDE
    return (_EYE_ROW * _SIDE, middle - half), (_EYE_ROW * _SIDE, middle + half)


def _to_photo(matrix: Matrix, point: Point) -> Point:
    column, row = matrix @ [point[1], point[0], 1.0]
    return float(row), float(column)


def _find_eyes(cascades: Sequence[cv2.CascadeClassifier], upright: Picture) -> tuple[Box, Box] | None:
    """Return the likeliest pair of eyes in an upright copy, that on the left of the picture first, or None."""
    grey = cv2.cvtColor(upright[: round((_ROWS[1] + _EYE_SIDES[1] / 2) * _SIDE)], cv2.COLOR_RGB2GRAY)
    levels = np.rint(255 * np.clip(grey, 0, 1)).astype(np.uint8)
    smallest, largest = (share * _SIDE for share in _EYE_SIDES)
    boxes: list[Box] = []
    for cascade in cascades:
        boxes += detect_boxes(cascade, levels, smallest, largest, step=1.05, votes=3)
    inside = [box for box in boxes if _ROWS[0] < box.row / _SIDE < _ROWS[1]]
    return min(_pairs(inside), key=_strangeness, default=None)


def _pairs(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Yield the pairs that can be two eyes, that on the left of the picture first."""
    middle = (_SIDE - 1) / 2
    for one, other in itertools.product(boxes, boxes):
        down, across = other.row - one.row, other.column - one.column
        is_apart = _DISTANCES[0] * _SIDE < math.hypot(down, across) < _DISTANCES[1] * _SIDE
        is_level = abs(math.degrees(math.atan2(down, across))) < _TILT
        if one.column < middle < other.column and is_apart and is_level:
            yield one, other


def _strangeness(pair: tuple[Box, Box]) -> float:
    """How far a pair of eyes is from the usual places, and how unlike their sizes are."""
    away = sum(math.dist(eye[:2], place) for eye, place in zip(pair, _expected(), strict=True))
    return away / _SIDE + 0.1 * abs(math.log(pair[0].side / pair[1].side))


def _find_iris(red: Picture, eye: Box) -> Point:
    """Centre of the iris in the square of an eye."""
    reach = round(_REACH * _SIDE)
    margin = 2 * reach + 4  # room for the largest circle
    row, column = round(eye.row), round(eye.column)
    rows, columns = (np.clip(np.arange(middle - margin, middle + margin + 1), 0, _SIDE - 1) for middle in (row, column))
    part = red[np.ix_(rows, columns)]
    part = part / max(float(part.std()), 1e-6)
    radii = _IRIS_RADIUS * _SIDE * np.linspace(0.85, 1.2, 6)
    contrast = np.max([cv2.filter2D(part, cv2.CV_32F, _iris_kernel(radius)) for radius in radii], axis=0)
    away = np.arange(-margin, margin + 1) / (_REACH * _SIDE)
    likely = contrast - _CENTRED * (away[:, None] ** 2 + away**2)
    near = slice(margin - reach, margin + reach + 1)
    i, j = (int(k) + margin - reach for k in np.unravel_index(int(likely[near, near].argmax()), (2 * reach + 1,) * 2))
    return (
        row - margin + i + _peak(likely[i - 1 : i + 2, j]),
        column - margin + j + _peak(likely[i, j - 1 : j + 2]),
    )


def _iris_kernel(radius: float) -> Picture:
    """Kernel: what is just outside a circle on either side, less what is just inside it, less half the disc."""
    reach = math.ceil(radius) + 3
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance = np.hypot(rows, columns)
    on_side = np.abs(rows) <= 0.8 * np.abs(columns)
    outer = on_side & (distance > radius + 0.5) & (distance <= radius + 3)
    inner = on_side & (distance < radius - 0.5) & (distance >= radius - 3)
    disc = distance <= radius - 0.5
    return (outer / outer.sum() - inner / inner.sum() - 0.5 * disc / disc.sum()).astype(np.float32)


def _peak(values: Picture) -> float:
    """Place of the maximum of the parabola through three values at -1, 0 and 1, of which that at 0 is the largest."""
    before, at, after = (float(value) for value in values)
    bend = before - 2 * at + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < 0 else 0.0

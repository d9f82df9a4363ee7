"""The outline of a face in a photo: the closed curve between a mean shape and the edges that are seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter

from uvphoto.skin.closed_path import closed_path, path_cost
from uvphoto.skin.frame import SIDE_MM, TOP_MM, UprightFace

Image = NDArray[np.float32]
Values = NDArray[np.float64]

CENTRE_Y = 30.0  # mm: about the nose, from where the outline is seen at every angle
ANGLES = 2 * np.pi * np.arange(180) / 180  # 0 to the right of the picture, then clockwise
RADII = np.arange(18.0, 140.0)  # mm
MEAN_CHIN = 113.0

# Half widths of the bare face of an adult, mm, down from the pupils' line (after Farkas 1994): the hairline, the
# cheekbones, the jaw, the chin.
_MEAN_Y = np.array([-78.0, -74.0, -62.0, -40.0, -10.0, 20.0, 62.0, 90.0, 106.0, MEAN_CHIN])
_MEAN_HALF = np.array([0.0, 28.0, 46.0, 60.0, 67.0, 67.0, 59.0, 42.0, 20.0, 0.0])

_BELOW = np.abs(ANGLES - np.pi / 2) < np.radians(52)  # where the neck lies
_SIDEWAYS = np.minimum(np.abs(np.cos(ANGLES) - 1), np.abs(np.cos(ANGLES) + 1)) < 1 - np.cos(np.radians(38))  # the ears
_ABOVE = np.sin(ANGLES) < -0.45  # the hair, which may hang low or be gone
# Spread of the outline about the mean shape in mm, outwards and inwards: ears lie just outside.
_OUTWARDS = np.where(_ABOVE, 14.0, np.where(_SIDEWAYS, 5.0, 8.0))[:, None]
_INWARDS = np.where(_ABOVE, 16.0, np.where(_SIDEWAYS, 9.0, 8.0))[:, None]
SHIFTS = (-27.0, -18.0, -9.0, 0.0, 9.0, 18.0, 27.0)  # mm that a turned face lies to the side of its pupils
_SHIFT_COST = 5.0  # of 10 mm, squared
_SKIN_COST = 0.12  # per mm and unit of likelihood left out or taken in
_LIKE_SKIN = 0.2  # how much the colour of neck and ears counts: it says nothing of where the face ends
_EDGE_COST = 3.0
_EDGE = 0.08  # change over 1 mm, in log units, of a full edge
_BEND = 0.15


@dataclass(frozen=True)
class FaceOutline:
    """A closed curve in the face's frame.

    Attributes:
        radii: (180,) mm from (CENTRE_Y, 0) at ANGLES.
        shift: mm that the mean shape was moved to the right of the picture to fit.

    """

    radii: Values
    shift: float

    @cached_property
    def places(self) -> tuple[Values, Values]:
        """(y, x) in mm of its points."""
        return CENTRE_Y + self.radii * np.sin(ANGLES), self.radii * np.cos(ANGLES)

    def distance_inside(self, face: UprightFace) -> Image:
        """Return how far inside it each pixel lies, mm, (h, w); negative outside."""
        y, x = self.places
        points = np.stack([x + SIDE_MM, y - TOP_MM], axis=1) / face.mm_per_pixel
        filled = np.zeros(face.is_photo.shape, np.uint8)
        cv2.fillPoly(filled, [np.rint(points * 16).astype(np.int32)], 1, shift=4)
        inside = distance_transform_edt(filled) - distance_transform_edt(1 - filled)
        return np.asarray(inside * face.mm_per_pixel, np.float32)


def mean_outline(chin: float, shift: float = 0.0) -> FaceOutline:
    """Return the mean shape.

    Args:
        chin: mm below the pupils' line.
        shift: mm to the right of the picture.

    """
    rows = np.where(_MEAN_Y > 20, 20 + (_MEAN_Y - 20) * (chin - 20) / (MEAN_CHIN - 20), _MEAN_Y)
    y = np.linspace(rows[0], rows[-1], 1000)
    half = np.interp(y, rows, _MEAN_HALF)
    y, x = np.concatenate([y, y]) - CENTRE_Y, np.concatenate([half, -half]) + shift
    return FaceOutline(np.interp(ANGLES, *_by_angle(y, x), period=2 * np.pi), shift)


def _by_angle(y: Values, x: Values) -> tuple[Values, Values]:
    angles = np.arctan2(y, x) % (2 * np.pi)
    order = np.argsort(angles)
    return angles[order], np.hypot(y, x)[order]


def relative_distance(face: UprightFace, outline: FaceOutline) -> Image:
    """Return how far outside an outline each pixel lies, as a share of the outline's radius there; negative inside."""
    down, across = face.y - CENTRE_Y, face.x
    radii = np.interp(np.arctan2(down, across), ANGLES, outline.radii, period=2 * np.pi)
    return np.asarray(np.hypot(down, across) / radii - 1, np.float32)


def find_outline(
    face: UprightFace, likeness: Image, colours: Image, chin: float, shifts: Sequence[float] = SHIFTS
) -> FaceOutline:
    """Find the curve that holds what is like skin, follows edges, and is not far from the mean shape.

    Args:
        face: the copy in which it is sought.
        likeness: (h, w) log likelihood ratio of skin.
        colours: (h, w, 3) of ``log_colours``.
        chin: mm below the pupils' line where it is expected.
        shifts: of the mean shape to the right of the picture, mm, among which the best is taken.

    """
    likely, edges = _rays(face, likeness), _edges(face, colours)
    best, least = mean_outline(chin), np.inf
    for shift in shifts:
        mean = mean_outline(chin, shift)
        away = RADII - mean.radii[:, None]
        beyond = RADII / mean.radii[:, None]
        is_vague = (likely > 0) & ((_BELOW[:, None] & (beyond > 0.88)) | (_SIDEWAYS[:, None] & (beyond > 0.95)))
        costs = -_SKIN_COST * np.cumsum(np.where(is_vague, _LIKE_SKIN * likely, likely), axis=1) - _EDGE_COST * edges
        costs = costs + 0.5 * (away / np.where(away > 0, _OUTWARDS, _INWARDS)) ** 2
        path = closed_path(costs, _BEND)
        cost = path_cost(costs, path, _BEND) + _SHIFT_COST * (shift / 10) ** 2
        if cost < least:
            best, least = FaceOutline(RADII[path], shift), cost
    return best


def _rays(face: UprightFace, image: Image) -> Values:
    """Return the values of a picture along the rays, (angles, radii)."""
    y = CENTRE_Y + RADII * np.sin(ANGLES)[:, None]
    x = RADII * np.cos(ANGLES)[:, None]
    rows, columns = (((one - low) / face.mm_per_pixel).astype(np.float32) for one, low in ((y, TOP_MM), (x, -SIDE_MM)))
    return np.asarray(cv2.remap(image, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float64)


def _edges(face: UprightFace, colours: Image) -> Values:
    """Return how much like an edge of a face a place on a ray is, 0-1, (angles, radii).

    The face ends where it gets darker outwards, or changes colour; less likely where it gets lighter, least so below,
    where that is the far side of the shadow under the chin.
    """
    darker, lighter = np.full((3, len(ANGLES)), [[1.0], [1.3], [0.8]]), np.full((3, len(ANGLES)), [[0.6], [1.3], [0.8]])
    lighter[0, _BELOW] = 0.35
    strongest = np.zeros((len(ANGLES), len(RADII)))
    for channel in range(3):
        along = _rays(face, gaussian_filter(colours[..., channel], 1.6 / face.mm_per_pixel))
        change = np.zeros_like(along)
        change[:, 2:-2] = (along[:, 4:] - along[:, :-4]) / 4
        strongest = np.maximum(
            strongest, np.maximum(-darker[channel, :, None] * change, lighter[channel, :, None] * change)
        )
    return np.minimum(strongest / _EDGE, 1.0)

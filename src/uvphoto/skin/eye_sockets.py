"""The skin in the sockets of the eyes: lids, lashes and their shade, where no spot can be told."""

import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.frame import FaceFrame
from uvphoto.skin.pupils import Pupils

Mask = NDArray[np.bool_]

_ACROSS_MM, _DOWN_MM = (
    21.0,
    12.0,
)  # half axes of an ellipse: from the inner to beyond the outer corner, lid to tear trough
_BELOW_MM = 0.5  # of its middle, below the pupil


def without_eye_sockets(skin: Mask, pupils: Pupils) -> Mask:
    """Return a skin mask without an ellipse of 42 x 24 mm round each pupil.

    Args:
        skin: (H, W).
        pupils: of the face.

    """
    frame = FaceFrame.of(pupils)
    kept = skin.copy()
    reach = int(np.ceil(_ACROSS_MM / frame.mm_per_pixel)) + 1
    for row, column in (pupils.left, pupils.right):
        rows = np.arange(max(int(row) - reach, 0), max(min(int(row) + reach + 1, skin.shape[0]), 0))
        columns = np.arange(max(int(column) - reach, 0), max(min(int(column) + reach + 1, skin.shape[1]), 0))
        y, x = frame.to_mm(rows[:, None].astype(np.float64), columns[None].astype(np.float64))
        middle_y, middle_x = frame.to_mm(row, column)
        outside = ((x - middle_x) / _ACROSS_MM) ** 2 + ((y - middle_y - _BELOW_MM) / _DOWN_MM) ** 2 > 1
        kept[np.ix_(rows, columns)] &= outside
    return kept

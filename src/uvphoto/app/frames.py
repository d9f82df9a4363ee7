"""What can be told of the face in a small copy of what a camera sees, while somebody stands before it."""

import math
from typing import TypedDict

import cv2
import numpy as np

from uvphoto.analysis.judging import of_face
from uvphoto.app.precedence import give_way
from uvphoto.app.uploads import check_photo
from uvphoto.app.vault.plain_files import plain_file
from uvphoto.errors import SettingsError
from uvphoto.picture import Format, read_colour
from uvphoto.skin.face_finding import FaceFinding, find_face

_MOST_PIXELS = 640 * 640


class Place(TypedDict):
    """A place in a frame, in shares of its width and height."""

    x: float
    y: float


class Told(TypedDict):
    """What is told of a frame.

    Attributes:
        faults: names of what stands against the face, as ``FindingKind`` has them, in small letters.
        eyes: the middle between the pupils; None without a face.
        between: the distance between the pupils, as a share of the frame's width; None without a face.

    """

    faults: list[str]
    eyes: Place | None
    between: float | None


def look_aside(data: bytes, width: int) -> Told:
    """Look at a frame in a process of its own, which gives way to others."""
    cv2.setNumThreads(1)
    give_way()
    return look(data, width)


def look(data: bytes, width: int) -> Told:
    """Look at a frame.

    Args:
        data: JPEG.
        width: pixels of the whole picture of which the frame is a copy.

    Raises:
        SettingsError: it is none that a page sends.

    """
    if check_photo(data, _MOST_PIXELS).file_format is not Format.JPEG:
        raise SettingsError("A frame of a camera is sent as JPEG.")
    with plain_file(data) as path:
        pixels = read_colour(path, max_pixels=_MOST_PIXELS).pixels
    finding = find_face(pixels)
    if finding.pupils is None:
        return {"faults": _faults(finding, math.nan), "eyes": None, "between": None}
    left, right = (np.add(place, 0.5) / pixels.shape[:2] for place in (finding.pupils.left, finding.pupils.right))
    y, x = (float(value) for value in (left + right) / 2)
    between = finding.pupils.distance / pixels.shape[1]
    return {"faults": _faults(finding, between * width), "eyes": {"x": x, "y": y}, "between": between}


def _faults(finding: FaceFinding, pupil_distance: float) -> list[str]:
    return [fault.kind.name.lower() for fault in of_face(finding, pupil_distance)]

"""What the page with the camera asks again and again: where the face is, and whether it looks straight ahead."""

import math
from functools import partial
from typing import Any

import numpy as np
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from uvphoto.analysis.judging import of_face
from uvphoto.app.security.forms import file_field, read_form, text_field
from uvphoto.app.security.roles import Clinician
from uvphoto.app.uploads import check_photo
from uvphoto.app.vault.plain_files import plain_file
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.in_turn import if_free
from uvphoto.errors import SettingsError
from uvphoto.picture import Format, read_colour
from uvphoto.skin.face_finding import FaceFinding, find_face

router = APIRouter(prefix="/coach")

_MOST_PIXELS = 640 * 640
_LARGEST = 100_000  # pixels across, of any picture


@router.post("/look", openapi_extra=form_of("width", file="frame"))
async def look(request: Request, who: Clinician) -> Response:
    """Look at a small copy of what a camera sees, and keep nothing of it; an empty answer says: not now."""
    del who
    form = await read_form(request)
    data, width = await file_field(form, "frame"), _width(text_field(form, "width"))
    found = await if_free(request, partial(_look, data, width))
    return Response(status_code=204) if found is None else JSONResponse(found)


def _look(data: bytes, width: int) -> dict[str, Any]:
    """Return what stands against the face in a frame, and where it is, in shares of the frame's width and height.

    Args:
        data: JPEG.
        width: pixels of the whole picture of which the frame is a copy.

    """
    if check_photo(data, _MOST_PIXELS).file_format is not Format.JPEG:
        raise SettingsError("A frame of a camera is sent as JPEG.")
    with plain_file(data) as path:
        pixels = read_colour(path, max_pixels=_MOST_PIXELS).pixels
    finding = find_face(pixels)
    if finding.pupils is None:
        return {"faults": _faults(finding, math.nan), "eyes": None, "between": None}
    left, right = (np.add(place, 0.5) / pixels.shape[:2] for place in (finding.pupils.left, finding.pupils.right))
    y, x = (left + right) / 2
    between = finding.pupils.distance / pixels.shape[1]
    return {"faults": _faults(finding, between * width), "eyes": {"x": x, "y": y}, "between": between}


def _faults(finding: FaceFinding, pupil_distance: float) -> list[str]:
    return [fault.kind.name.lower() for fault in of_face(finding, pupil_distance)]


def _width(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= _LARGEST):
        raise SettingsError("The width of the camera's picture is given in pixels.")
    return int(text)

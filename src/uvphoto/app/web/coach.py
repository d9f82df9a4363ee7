"""What the page with the camera asks again and again: where the face is, and whether it looks straight ahead."""

from anyio import to_process
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from uvphoto.app.frames import look_aside
from uvphoto.app.security.forms import file_field, read_form, text_field
from uvphoto.app.security.roles import Clinician
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.in_turn import turn_of
from uvphoto.errors import SettingsError

router = APIRouter(prefix="/coach")

_LARGEST = 100_000  # pixels across, of any picture


@router.post("/look", openapi_extra=form_of("width", file="frame"))
async def look(request: Request, who: Clinician) -> Response:
    """Look at a small copy of what a camera sees, and keep nothing of it; an empty answer says: not now."""
    del who
    form = await read_form(request)
    data, width = await file_field(form, "frame"), _width(text_field(form, "width"))
    turn = turn_of(request, "looks")
    if not turn.available_tokens:  # a look at what is past by then would be of no use
        return Response(status_code=204)
    return JSONResponse(await to_process.run_sync(look_aside, data, width, limiter=turn))


def _width(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= _LARGEST):
        raise SettingsError("The width of the camera's picture is given in pixels.")
    return int(text)

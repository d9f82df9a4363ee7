"""Language and theme, kept in the browser."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from uvphoto.app.core import core_of
from uvphoto.app.pages import LANGUAGES
from uvphoto.app.security.forms import read_form, text_field
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.rendering import LANGUAGE_COOKIE, THEME_COOKIE, THEMES

router = APIRouter()

_YEAR = 365 * 24 * 3600  # seconds


@router.post("/preferences", openapi_extra=form_of(optional=("language", "theme", "back")))
async def set_preferences(request: Request) -> Response:
    """Choose a language, or a theme (``light``, ``dark``, empty: as the system), and go back to where one was."""
    form = await read_form(request)
    language, theme = text_field(form, "language", "-"), text_field(form, "theme", "-")
    response = RedirectResponse(_own(text_field(form, "back", "/")), 303)
    is_https = core_of(request).settings.is_https
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, _YEAR, httponly=True, samesite="strict", secure=is_https)
    if theme in (*THEMES, ""):
        response.set_cookie(THEME_COOKIE, theme, _YEAR, httponly=True, samesite="strict", secure=is_https)
    return response


def _own(back: str) -> str:
    """Return an address on this server; the first page for any other."""
    is_own = back.startswith("/") and not back.startswith("//") and back.isascii() and back.isprintable()
    return back if is_own and "\\" not in back else "/"

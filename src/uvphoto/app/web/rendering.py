"""A page as an answer: in the user's language and theme, with what its forms need."""

from collections.abc import Callable

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from uvphoto import __version__
from uvphoto.app.core import Core, core_of
from uvphoto.app.pages import LANGUAGES, choose_language
from uvphoto.app.store.accounts import Role
from uvphoto.app.store.sessions import LONGEST

LANGUAGE_COOKIE, THEME_COOKIE = "language", "theme"
THEMES = ("light", "dark")


def render(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Answer with a page. Call it from a plain ``def`` route: it may look into the database.

    Every template has, besides the values: ``csrf`` (for ``csrf_field`` of ``macros.html``), ``identity`` (None:
    nobody is logged in), ``may`` (``may("clinician")``), ``language``, ``languages``, ``theme``, ``path``, ``version``;
    ``_`` and ``ngettext``; the filters ``date``, ``time`` and ``number``; ``static("app.css")``.

    Args:
        request: that is answered.
        template: file in the folder ``templates``.
        status: of HTTP.
        values: for the template.

    """
    core = core_of(request)
    token, csrf = _session(core, request, begins=status < 400)
    language = language_of(request)
    common = {
        "csrf": csrf,
        "identity": getattr(request.state, "identity", None),
        "may": _may(request),
        "language": language,
        "languages": LANGUAGES,
        "theme": theme_of(request),
        "path": request.url.path,
        "version": __version__,
    }
    response = HTMLResponse(core.pages.html(language, template, common | values), status)
    if token is not None:
        set_session(core, response, token)
    return response


def language_of(request: Request) -> str:
    """Return the language in which to answer."""
    return choose_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))


def theme_of(request: Request) -> str:
    """Return the theme that was chosen; empty: as the system."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def translate(request: Request, message: str) -> str:
    """Return a message in the language in which to answer."""
    return core_of(request).pages.text(language_of(request), message)


def set_session(core: Core, response: Response, token: str) -> None:
    """Give a browser the token of its session."""
    response.set_cookie(
        core.cookie,
        token,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=core.settings.is_https,
    )


def _session(core: Core, request: Request, *, begins: bool) -> tuple[str | None, str]:
    """Return the token of a new session, where one had to be begun, and the word for forms."""
    known = getattr(request.state, "known", None)
    if known is not None:
        return None, known.csrf
    if not begins:
        return None, ""
    token, known = core.stores.sessions.begin()
    return token, known.csrf


def _may(request: Request) -> Callable[[str], bool]:
    identity = getattr(request.state, "identity", None)
    return lambda role: identity is not None and identity.role.includes(Role(role))

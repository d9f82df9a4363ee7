"""What went wrong, as a page."""

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from uvphoto.app.core import core_of
from uvphoto.app.jobs.runner import FAULT
from uvphoto.app.security.headers import safe_headers
from uvphoto.app.security.roles import ForbiddenError, LoginNeededError, SetupNeededError
from uvphoto.app.store.rows import NotThereError
from uvphoto.app.vault.sealing import SealError
from uvphoto.app.web.rendering import render, translate
from uvphoto.errors import UvphotoError

_NOT_THERE = "There is nothing here. It may have been deleted."
_FORBIDDEN = "This is not allowed, or the page was open for too long: load it again."
_TOO_LARGE = "That is too large to be taken in."


def add_problem_pages(app: FastAPI) -> None:
    """Have every error answered with a page that says what to do."""
    for kind, page in (
        (NotThereError, _not_there),
        (ForbiddenError, _forbidden),
        (LoginNeededError, _log_in),
        (SetupNeededError, _set_up),
        (RequestValidationError, _not_understood),
        (HTTPException, _by_number),
        (UvphotoError, _told),
        (SealError, _fault),
        (Exception, _fault),
    ):
        app.add_exception_handler(kind, page)


def _not_there(request: Request, _: Exception) -> Response:
    return _page(request, 404, _NOT_THERE)


def _forbidden(request: Request, _: Exception) -> Response:
    return _page(request, 403, _FORBIDDEN)


def _log_in(request: Request, _: Exception) -> Response:
    return _go(request, "/login")


def _set_up(request: Request, _: Exception) -> Response:
    return _go(request, "/setup")


def _not_understood(request: Request, error: Exception) -> Response:
    """Answer that an address leads nowhere where it has something else than an id in it."""
    is_address = isinstance(error, RequestValidationError) and any(one["loc"][0] == "path" for one in error.errors())
    return _page(request, 404, _NOT_THERE) if is_address else _page(request, 422, "This cannot be understood.")


def _by_number(request: Request, error: Exception) -> Response:
    status, text = (error.status_code, str(error.detail)) if isinstance(error, HTTPException) else (500, FAULT)
    response = _page(request, status, {404: _NOT_THERE, 413: _TOO_LARGE}.get(status, text))
    response.headers.update(getattr(error, "headers", None) or {})
    return response


def _told(request: Request, error: Exception) -> Response:
    return _page(request, 400, str(error))


def _fault(request: Request, _: Exception) -> Response:
    """Answer from outside of what adds headers to all other answers."""
    response = _page(request, 500, FAULT)
    response.headers.update(safe_headers(is_https=core_of(request).settings.is_https))
    return response


def _go(request: Request, where: str) -> Response:
    if "hx-request" in request.headers:  # else htmx would put the page into the middle of this one
        return Response(status_code=204, headers={"hx-redirect": where})
    return RedirectResponse(where, 303)


def _page(request: Request, status: int, text: str) -> Response:
    return render(request, "problem.html", status=status, text=translate(request, text), number=status)

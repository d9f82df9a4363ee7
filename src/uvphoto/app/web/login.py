"""Logging in and out."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from uvphoto.app.core import Core, core_of
from uvphoto.app.security.forms import read_form, text_field
from uvphoto.app.security.rates import TOO_OFTEN, address_of
from uvphoto.app.store.accounts import folded
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.rendering import render, set_session, translate

router = APIRouter()

_WRONG = "Name or password are not right."


@router.get("/login")
def ask_to_log_in(request: Request) -> Response:
    """Ask who somebody is."""
    core = core_of(request)
    if request.state.identity is not None:
        return RedirectResponse("/", 303)
    if not core.stores.accounts.exist():
        return RedirectResponse("/setup", 303)
    return render(request, "login.html", problem="")


@router.post("/login", openapi_extra=form_of("name", "password"))
async def log_in(request: Request) -> Response:
    """Log somebody in; the session that the browser had before is over."""
    form = await read_form(request)
    name, password = folded(text_field(form, "name")), text_field(form, "password")
    return await run_in_threadpool(_log_in, request, name, password)


@router.post("/logout", openapi_extra=form_of())
def log_out(request: Request) -> Response:
    """End a session."""
    core = core_of(request)
    token = request.cookies.get(core.cookie)
    if token is not None:
        core.stores.sessions.end(token)
    if request.state.identity is not None:
        core.stores.audit.note(request.state.identity.name, "logout")
    response = RedirectResponse("/login", 303)
    response.delete_cookie(core.cookie, secure=core.settings.is_https, httponly=True, samesite="strict")
    return response


def _log_in(request: Request, name: str, password: str) -> Response:
    core = core_of(request)
    address = address_of(request)
    if not core.rates.allows(name, address):
        core.stores.audit.note("", "login.limit", detail=address)
        return render(request, "login.html", status=429, problem=translate(request, TOO_OFTEN))
    found = core.stores.accounts.find(name)
    if not core.passwords.is_right(None if found is None else found[1], password) or found is None:
        known = name if found is not None else ""  # what is no name may be a password in the wrong field
        core.stores.audit.note(known, "login.refused", detail=address)
        return render(request, "login.html", status=403, problem=translate(request, _WRONG))
    core.stores.audit.note(found[0].name, "login", detail=address)
    return begin_session(core, request, found[0].id)


def begin_session(core: Core, request: Request, account: str) -> Response:
    """Give a browser a new session of an account, whatever it had before."""
    token, _ = core.stores.sessions.begin(account, instead_of=request.cookies.get(core.cookie))
    response = RedirectResponse("/", 303)
    set_session(core, response, token)
    return response

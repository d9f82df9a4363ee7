"""The first account, made by whoever has the code from the terminal."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from uvphoto.app.core import core_of
from uvphoto.app.security.forms import read_form, text_field
from uvphoto.app.security.passwords import SHORTEST
from uvphoto.app.security.rates import TOO_OFTEN, address_of
from uvphoto.app.store.accounts import Role
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.login import begin_session
from uvphoto.app.web.rendering import render, translate
from uvphoto.errors import SettingsError

router = APIRouter(prefix="/setup")

_WRONG_CODE = "That is not the code in the terminal in which the app was started."


@router.get("")
def ask_for_first_account(request: Request) -> Response:
    """Ask for the code, and for name and password of the first account."""
    if core_of(request).stores.accounts.exist():
        return RedirectResponse("/login", 303)
    return render(request, "setup.html", problem="", shortest=SHORTEST)


@router.post("", openapi_extra=form_of("code", "name", "password"))
async def make_first_account(request: Request) -> Response:
    """Make the first account, an admin's."""
    form = await read_form(request)
    values = [text_field(form, field) for field in ("code", "name", "password")]
    return await run_in_threadpool(_make, request, *values)


def _make(request: Request, code: str, name: str, password: str) -> Response:
    core = core_of(request)
    if core.stores.accounts.exist():
        return RedirectResponse("/login", 303)
    address = address_of(request)
    if not core.rates.allows("setup", address):
        return render(request, "setup.html", status=429, problem=translate(request, TOO_OFTEN), shortest=SHORTEST)
    if not core.setup_code.is_right(code):
        core.stores.audit.note("", "setup.refused", detail=address)
        return render(request, "setup.html", status=403, problem=translate(request, _WRONG_CODE), shortest=SHORTEST)
    try:
        kept = core.passwords.hash(password)
        account = core.stores.accounts.add(name, kept, Role.ADMIN, "", only_first=True)
    except SettingsError as error:
        return render(request, "setup.html", status=400, problem=str(error), shortest=SHORTEST)
    return begin_session(core, request, account)

"""One's own password, which everybody may change who logs in, readers too."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from uvphoto.app.core import Core, core_of
from uvphoto.app.security.forms import read_form, text_field
from uvphoto.app.security.rates import TOO_OFTEN, address_of
from uvphoto.app.security.roles import ForbiddenError, Identity, Reader
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.login import begin_session
from uvphoto.errors import SettingsError

router = APIRouter(prefix="/settings/password")


@router.post("", openapi_extra=form_of("password", "new"))
async def change_own_password(request: Request, who: Reader) -> Response:
    """Change one's own password; other browsers that are logged in with it are logged out."""
    form = await read_form(request)
    old, new = text_field(form, "password"), text_field(form, "new")
    return await run_in_threadpool(_change, request, core_of(request), who, (old, new))


def _change(request: Request, core: Core, who: Identity, passwords: tuple[str, str]) -> Response:
    old, new = passwords
    found = core.stores.accounts.find(who.name) if who.account is not None else None
    if found is None:
        raise ForbiddenError  # nobody is logged in: there is no password
    if not core.rates.allows(who.name, address_of(request)):
        raise SettingsError(TOO_OFTEN)
    if not core.passwords.is_right(found[1], old):
        raise SettingsError("The old password is not right.")
    core.stores.accounts.change_password(found[0].id, core.passwords.hash(new), who.name)
    return begin_session(core, request, found[0].id)

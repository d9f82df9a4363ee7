"""Accounts and the audit log, for admins."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from uvphoto.app.core import Core, core_of
from uvphoto.app.security.forms import check_sure, read_form, text_field
from uvphoto.app.security.passwords import SHORTEST
from uvphoto.app.security.roles import Admin
from uvphoto.app.store.accounts import NAME_LENGTH, Role
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.ids import AccountId
from uvphoto.app.web.login import begin_session
from uvphoto.app.web.rendering import render
from uvphoto.errors import SettingsError

router = APIRouter(prefix="/settings")

_MOST_LINES = 500


@router.get("/accounts")
def show_accounts(request: Request, who: Admin) -> Response:
    """Show who may log in."""
    accounts = core_of(request).stores.accounts.all()
    roles = list(Role) if accounts else [Role.ADMIN]  # the first one has to be able to make others
    return render(
        request, "accounts.html", accounts=accounts, roles=roles, own=who.account, shortest=SHORTEST, most=NAME_LENGTH
    )


@router.post("/accounts", openapi_extra=form_of("name", "password", "role"))
async def add_account(request: Request, who: Admin) -> Response:
    """Add an account; after the first one everybody has to log in."""
    form = await read_form(request)
    values = {field: text_field(form, field) for field in ("name", "password", "role")}
    return await run_in_threadpool(_add, request, core_of(request), values, who.name)


@router.post("/accounts/{account}/password", openapi_extra=form_of("password"))
async def give_password(request: Request, account: AccountId, who: Admin) -> Response:
    """Give an account another password; whoever is logged in with it is logged out."""
    core, password = core_of(request), text_field(await read_form(request), "password")
    await run_in_threadpool(_give_password, core, account, password, who.name)
    return RedirectResponse("/settings/accounts", 303)


@router.post("/accounts/{account}/delete", openapi_extra=form_of("sure"))
async def delete_account(request: Request, account: AccountId, who: Admin) -> Response:
    """Delete an account."""
    check_sure(await read_form(request))
    await run_in_threadpool(core_of(request).stores.accounts.delete, account, who.name)
    return RedirectResponse("/settings/accounts", 303)


@router.get("/audit")
def show_audit_log(request: Request, who: Admin) -> Response:
    """Show who did what."""
    del who  # nobody else sees it
    events = core_of(request).stores.audit.newest(_MOST_LINES)
    return render(request, "audit.html", events=events, most=_MOST_LINES)


def _add(request: Request, core: Core, values: dict[str, str], by: str) -> Response:
    if values["role"] not in list(Role):
        raise SettingsError("An account is for a reader, a clinician or an admin: choose one of them.")
    role, is_first = Role(values["role"]), not core.stores.accounts.exist()
    if is_first and role is not Role.ADMIN:
        raise SettingsError("The first account is an admin's, who makes the others.")
    kept = core.passwords.hash(values["password"])
    account = core.stores.accounts.add(values["name"], kept, role, by, only_first=is_first)
    return begin_session(core, request, account) if is_first else RedirectResponse("/settings/accounts", 303)


def _give_password(core: Core, account: str, password: str, by: str) -> None:
    core.stores.accounts.change_password(account, core.passwords.hash(password), by)

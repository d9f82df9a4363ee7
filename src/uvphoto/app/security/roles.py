"""Who a request comes from, and what they may do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from uvphoto.app.core import Core, core_of
from uvphoto.app.store.accounts import Role
from uvphoto.app.store.sessions import Known


@dataclass(frozen=True)
class Identity:
    """Who somebody is.

    Attributes:
        name: for the audit log; empty where nobody has to log in.
        role: what they may do.
        account: id; None where nobody has to log in.

    """

    name: str
    role: Role
    account: str | None


class LoginNeededError(Exception):
    """Nobody is logged in, and somebody has to be."""


class SetupNeededError(Exception):
    """The first account has to be made before anything else."""


class ForbiddenError(Exception):
    """Somebody is logged in, who may not do this; or a form is not one of ours."""


async def identify(request: Request) -> None:
    """Find out who a request comes from: ``request.state`` has ``known`` and ``identity`` afterwards, both or None."""
    core = core_of(request)
    token = request.cookies.get(core.cookie)
    request.state.known, request.state.identity = await run_in_threadpool(_identify, core, token)


def require(role: Role) -> Callable[[Request], Awaitable[Identity]]:
    """Return the dependency that lets nobody in who may less, and gives who it is.

    Raises:
        LoginNeededError, SetupNeededError, ForbiddenError: when it is asked.

    """

    async def check(request: Request) -> Identity:
        identity: Identity | None = request.state.identity
        if identity is None:
            has_accounts = await run_in_threadpool(core_of(request).stores.accounts.exist)
            raise LoginNeededError if has_accounts else SetupNeededError
        if not identity.role.includes(role):
            raise ForbiddenError
        return identity

    return check


async def default_need(request: Request) -> None:
    """Ask for what a page needs that says nothing of its own: readers look, clinicians change."""
    role = Role.READER if request.method in ("GET", "HEAD") else Role.CLINICIAN
    await require(role)(request)


def _identify(core: Core, token: str | None) -> tuple[Known | None, Identity | None]:
    known = None if token is None else core.stores.sessions.find(token)
    if known is not None and known.account is not None:
        return known, Identity(known.account.name, known.account.role, known.account.id)
    if core.settings.is_local and not core.stores.accounts.exist():
        return known, Identity("", Role.ADMIN, None)
    return known, None


Reader = Annotated[Identity, Depends(require(Role.READER))]
Clinician = Annotated[Identity, Depends(require(Role.CLINICIAN))]
Admin = Annotated[Identity, Depends(require(Role.ADMIN))]

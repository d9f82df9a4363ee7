"""What every page of a running app is given."""

from dataclasses import dataclass

from fastapi import Request

from uvphoto.app.jobs.queue import JobQueue
from uvphoto.app.pages import Pages
from uvphoto.app.security.first_start import SetupCode
from uvphoto.app.security.passwords import Passwords
from uvphoto.app.security.rates import LoginRates
from uvphoto.app.settings import AppSettings
from uvphoto.app.stores import Stores


@dataclass(frozen=True)
class Core:
    """What hangs on ``app.state.core``."""

    settings: AppSettings
    stores: Stores
    queue: JobQueue
    pages: Pages
    passwords: Passwords
    rates: LoginRates
    setup_code: SetupCode

    @property
    def cookie(self) -> str:
        """Name of the cookie that holds a session's token."""
        return "__Host-uvphoto" if self.settings.is_https else "uvphoto"


def core_of(request: Request) -> Core:
    """Return what the app works with."""
    core: Core = request.app.state.core
    return core

"""The app run by uvicorn, until somebody stops it."""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from filelock import FileLock, Timeout

from uvphoto.app.core import Core
from uvphoto.app.course.outlooks import load_forecast
from uvphoto.app.jobs.worker import MakeWorks
from uvphoto.app.jobs.works import load_works
from uvphoto.app.server import create_app
from uvphoto.app.settings import AppSettings
from uvphoto.errors import FileError, SettingsError

_SERVER_LOCK = "server.lock"
_GRACE = 3  # seconds for open pages when the server stops; those that follow a job would stay for ever
_MOST_AT_ONCE = 500  # connections


@dataclass(frozen=True)
class Started:
    """What there is to tell once pages are served.

    Attributes:
        address: of the first page.
        setup_code: by which the first account is made; None where nobody has to log in, or there is one.

    """

    address: str
    setup_code: str | None


def serve(
    settings: AppSettings,
    started: Callable[[Started], None],
    *,
    passphrase: str | None = None,
    make_works: MakeWorks = load_works,
) -> None:
    """Serve the app until it is interrupted.

    Args:
        settings: of it.
        started: is told once it is there.
        passphrase: that opens the master key; None: there is none.
        make_works: what the process that works does.

    Raises:
        FileError: the data folder cannot be used, or another app uses it.
        SettingsError: nobody can listen at that address.

    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with FileLock(settings.data / _SERVER_LOCK, timeout=0):
            _serve(settings, started, create_app(settings, passphrase=passphrase, make_works=make_works))
    except Timeout as error:
        raise FileError(settings.data, "is in use by an app that runs already", "Stop that one, or use it") from error


def _serve(settings: AppSettings, started: Callable[[Started], None], app: FastAPI) -> None:
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=settings.is_behind_tls,
        limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=_GRACE,
    )
    core: Core = app.state.core
    needs_account = not settings.is_local and not core.stores.accounts.exist()
    with _listening(settings) as listener:
        told = Started(_address(settings, listener), core.setup_code.text if needs_account else None)
        _Server(config, lambda: _begin(started, told)).run(sockets=[listener])


def _begin(started: Callable[[Started], None], told: Started) -> None:
    started(told)
    threading.Thread(target=load_forecast, name="loading", daemon=True).start()  # the first pages need not wait for it


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self._tell()


def _listening(settings: AppSettings) -> socket.socket:
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        problem = f"Nobody can listen at {settings.host}, port {settings.port} ({error.strerror})"
        raise SettingsError(f"{problem}: choose another one with --host and --port.") from error


def _address(settings: AppSettings, listener: socket.socket) -> str:
    scheme = "http" if settings.certificate is None else "https"
    host = settings.host
    if settings.names and not settings.is_behind_tls:
        host = settings.names[0]  # for which the certificate is
    elif host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}:{listener.getsockname()[1]}/"

"""The app put together."""

import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response
from fastapi.concurrency import run_in_threadpool
from filelock import FileLock
from sqlalchemy import select
from starlette.staticfiles import StaticFiles

from uvphoto import __version__
from uvphoto.app.core import Core
from uvphoto.app.jobs.queue import JobQueue
from uvphoto.app.jobs.supervisor import Supervisor
from uvphoto.app.jobs.worker import WORKER_LOCK, MakeWorks
from uvphoto.app.jobs.works import load_works
from uvphoto.app.pages import STATIC, Pages
from uvphoto.app.security.bodies import BodyLimits
from uvphoto.app.security.first_start import SetupCode
from uvphoto.app.security.headers import SafeHeaders
from uvphoto.app.security.hosts import KnownHosts
from uvphoto.app.security.passwords import Passwords
from uvphoto.app.security.rates import LoginRates
from uvphoto.app.settings import AppSettings
from uvphoto.app.store.tables import SealedFile
from uvphoto.app.stores import Stores
from uvphoto.app.vault.master_key import load_or_make_master_key
from uvphoto.app.web import add_routes
from uvphoto.app.web.problems import add_problem_pages
from uvphoto.errors import FileError

_PATIENCE = 30.0  # seconds for a worker of a server that was killed to go away
_log = logging.getLogger(__name__)


def create_app(
    settings: AppSettings,
    *,
    passphrase: str | None = None,
    make_works: MakeWorks | None = load_works,
    passwords: Passwords | None = None,
) -> FastAPI:
    """Put the app together; its data folder is made, or opened.

    Args:
        settings: of it.
        passphrase: that opens the master key; None: there is none.
        make_works: what the process that works does; None: no process is started, and jobs wait.
        passwords: what hashes them; None: as is usual.

    Raises:
        FileError: the data folder cannot be used.

    """
    master = _prepare(settings.data, passphrase)
    app = FastAPI(
        title="uvphoto",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_life(settings, master, make_works),
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.core = Core(
        settings=settings,
        stores=Stores.open(settings.data, master),
        queue=JobQueue(settings.data, resumes=False),
        pages=Pages(),
        passwords=passwords or Passwords(),
        rates=LoginRates(),
        setup_code=SetupCode(),
    )
    app.mount("/static", _Static(directory=STATIC))
    add_routes(app)
    add_problem_pages(app)
    names = [settings.host, *settings.names]
    app.add_middleware(BodyLimits, max_upload_bytes=settings.max_upload_bytes)
    app.add_middleware(KnownHosts, names=names)
    app.add_middleware(SafeHeaders, is_https=settings.is_https)  # added last, it stands before the others
    return app


def _prepare(folder: Path, passphrase: str | None) -> bytes:
    """Make the data folder where it is missing, see that nobody else may enter it, and return the master key."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError as error:
        raise FileError(folder, f"cannot be used ({error.strerror})", "Choose another folder with --data") from error
    return load_or_make_master_key(folder, passphrase)


def _life(
    settings: AppSettings, master: bytes, make_works: MakeWorks | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return what goes on around the time in which pages are served."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        core: Core = app.state.core
        _tidy(core)
        supervisor = None if make_works is None else Supervisor(settings, master, make_works)
        app.state.supervisor = supervisor
        if supervisor is not None:
            supervisor.start()
        try:
            yield
        finally:
            if supervisor is not None:
                await run_in_threadpool(supervisor.stop)
            core.queue.close()
            core.stores.close()

    return life


def _tidy(core: Core) -> None:
    """Clear away what a killed server left half-done, and see that each job that waits is in the queue."""
    with FileLock(core.settings.data / WORKER_LOCK, timeout=_PATIENCE):
        with core.stores.database.reading() as session:
            known = set(session.scalars(select(SealedFile.id)))
        swept = core.stores.vault.sweep(known)
    if swept:
        _log.warning("%d files of work that was broken off were removed; it is done again", swept)
    queued = set(core.queue.ids())
    for job in core.stores.jobs.pending():
        if job not in queued:
            core.queue.put(job)


class _Static(StaticFiles):
    """Files of the app itself; their addresses change with their content, so that browsers may keep them."""

    def file_response(self, *arguments: Any, **options: Any) -> Response:  # noqa: ANN401 - as Starlette has them
        response = super().file_response(*arguments, **options)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response

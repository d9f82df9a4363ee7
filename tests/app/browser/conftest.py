"""The app served on loopback, and Debian's Chromium to look at it."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Request

from uvphoto.app.core import Core
from uvphoto.picture import write_colour
from uvphoto.simulate.photography import ClinicPhoto

LONG = 120_000  # ms; machines are shared
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Served:
    """An app that is served."""

    origin: str
    core: Core


@pytest.fixture(scope="session")
def serve() -> Callable[[FastAPI], AbstractContextManager[Served]]:
    """Return what serves an app for as long as it is needed."""

    @contextlib.contextmanager
    def serving(app: FastAPI) -> Iterator[Served]:
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            try:
                yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", app.state.core)
            finally:
                server.should_exit = True
                thread.join()

    return serving


@dataclass
class Seen:
    """What a browser met that nobody should."""

    complaints: list[str]
    elsewhere: list[str]

    def watch(self, page: Page, origin: str) -> None:
        """Note errors of a page, breaches of its policy among them, and requests to anywhere else."""
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: self._look(asked, origin))

    def _look(self, asked: Request, origin: str) -> None:
        if not asked.url.startswith((origin, "blob:", "data:")):
            self.elsewhere.append(asked.url)


@pytest.fixture
def seen() -> Iterator[Seen]:
    """Return what notes what goes wrong; whatever it holds in the end fails the test."""
    one = Seen([], [])
    yield one
    assert one == Seen([], [])


@pytest.fixture
def open_page(chromium: Browser, seen: Seen) -> Iterator[Callable[..., Page]]:
    """Return what opens a page of an app in a fresh browser."""
    with contextlib.ExitStack() as stack:

        def open_one(served: Served, path: str = "/", **options: object) -> Page:
            context = chromium.new_context(**({"viewport": DESKTOP, "locale": "en-GB"} | options))
            stack.enter_context(contextlib.closing(context))
            page = context.new_page()
            page.set_default_timeout(LONG)
            seen.watch(page, served.origin)
            page.goto(served.origin + path)
            return page

        yield open_one


@pytest.fixture(scope="session")
def face_file(clinic_face: ClinicPhoto, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a simulated face of 512 x 512 pixels."""
    path = tmp_path_factory.mktemp("face") / "face.png"
    write_colour(path, clinic_face.colour)
    return path

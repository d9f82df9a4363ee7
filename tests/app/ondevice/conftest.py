"""On-device mode in a real browser: a server on loopback, which notes what it is asked, and Debian's Chromium."""

import contextlib
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from playwright.sync_api import Browser, Page

from uvphoto.app.web.ondevice import router
from uvphoto.picture import write_colour
from uvphoto.simulate.photography import ClinicPhoto

LONG = 120_000  # ms; machines are shared


@dataclass
class Served:
    """The server of a test.

    Attributes:
        origin: where it is.
        asked: method, path and bytes of the body of every request, since a page was opened.

    """

    origin: str
    asked: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def page(self) -> str:
        """The address of the page."""
        return f"{self.origin}/on-device"


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """Serve the routes of on-device mode, and nothing else, with the bundled weights."""
    app = FastAPI()
    app.include_router(router)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    told = Served(f"http://127.0.0.1:{listening.getsockname()[1]}")

    @app.middleware("http")
    async def note(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        told.asked.append((request.method, request.url.path, len(await request.body())))
        return await call_next(request)

    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield told
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture
def complaints() -> list[str]:
    """Return what goes wrong on the page, so far; what a test leaves in it fails that test."""
    return []


@pytest.fixture
def page(chromium: Browser, served: Served, complaints: list[str]) -> Iterator[Page]:
    """Return the page, ready, in a fresh context."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True, locale="en-GB")
    with contextlib.closing(context):
        opened = context.new_page()
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        opened.set_default_timeout(LONG)
        served.asked.clear()
        opened.goto(served.page)
        opened.wait_for_selector("#file:enabled")
        yield opened
        assert complaints == []


@pytest.fixture(scope="session")
def face_file(clinic_face: ClinicPhoto, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a simulated face of 512 x 512 pixels."""
    path = tmp_path_factory.mktemp("face") / "face.png"
    write_colour(path, clinic_face.colour)
    return path


@pytest.fixture(scope="module")
def call(chromium: Browser, served: Served) -> Iterator[Callable[..., object]]:
    """Return what runs some code on a module, ``it``, and the ``values`` that are given, in the browser."""
    context = chromium.new_context()
    opened = context.new_page()
    opened.goto(served.page)

    def call(module: str, code: str, **values: object) -> object:
        program = f"async (values) => {{ const it = await import('/on-device/files/{module}'); return {code}; }}"
        return opened.evaluate(program, values)

    yield call
    context.close()

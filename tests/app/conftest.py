"""The app without its process that works, a browser that fills in forms, and quick stand-ins for long work."""

import contextlib
import importlib.util
import io
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import httpx2
import numpy as np
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect, sync_playwright
from starlette.testclient import TestClient

from uvphoto.app.core import Core
from uvphoto.app.jobs.runner import run_next
from uvphoto.app.security.passwords import Passwords
from uvphoto.app.server import create_app
from uvphoto.app.settings import AppSettings
from uvphoto.app.store.accounts import Role

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ADDRESS = "http://127.0.0.1:8765"
LONG = 120_000  # ms; machines are shared


class Browser:
    """Somebody who looks at pages and fills in their forms, as a browser without JavaScript would."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.csrf = ""

    @property
    def core(self) -> Core:
        """What the app works with."""
        return self.client.app.state.core

    def get(self, path: str, **options: object) -> httpx2.Response:
        """Open a page."""
        return self._seen(self.client.get(path, **options))

    def post(self, path: str, data: dict[str, str] | None = None, **options: object) -> httpx2.Response:
        """Send a form, and go where that leads."""
        if not self.csrf:
            self.get("/login")
            self.get("/")
        return self._seen(self.client.post(path, data={"csrf": self.csrf, **(data or {})}, **options))

    def add_person(self, name: str = "Ada") -> str:
        """Add somebody and return the id."""
        answer = self.post("/people", {"name": name})
        assert answer.status_code == 200, answer.text
        return answer.url.path.removeprefix("/people/")

    def upload(self, person: str, photo: bytes, date: str = "2026-01-31", **fields: str) -> httpx2.Response:
        """Send a photo."""
        files = {"photo": ("photo.jpg", photo, "image/jpeg")}
        return self.post(f"/people/{person}/photos", {"date": date, **fields}, files=files)

    def add_photo(self, person: str, photo: bytes, date: str = "2026-01-31") -> str:
        """Add a photo and return its id."""
        answer = self.upload(person, photo, date)
        assert answer.status_code == 200, answer.text
        return answer.url.path.rpartition("/")[2]

    def log_in(self, name: str, password: str) -> httpx2.Response:
        """Log in from the page that asks for it."""
        self.csrf = ""
        self.get("/login")
        return self.post("/login", {"name": name, "password": password})

    def _seen(self, answer: httpx2.Response) -> httpx2.Response:
        if (found := re.search(r'name="csrf" value="([^"]+)"', answer.text)) is not None:
            self.csrf = found[1]
        return answer

    def work_off(self, works: ModuleType) -> None:
        """Do all jobs that wait, as the process that works would."""
        while run_next(self.core.stores, self.core.queue, works.quick(None)):
            pass


@pytest.fixture(scope="session")
def works() -> ModuleType:
    """Return quick stand-ins for long work."""
    name = "app_works"
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def settings(tmp_path: Path) -> AppSettings:
    return AppSettings(tmp_path / "data")


@pytest.fixture
def make_app() -> Callable[..., FastAPI]:
    """Return what makes an app without a process that works, and with passwords that take no time."""
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return lambda settings, **options: create_app(settings, **({"make_works": None, "passwords": quick} | options))


@pytest.fixture
def open_browser(make_app: Callable[..., FastAPI]) -> Iterator[Callable[..., Browser]]:
    """Return what starts an app and opens a browser at it."""
    opened: list[TestClient] = []

    def start(settings: AppSettings, address: str = ADDRESS, **options: object) -> Browser:
        client = TestClient(make_app(settings, **options), base_url=address, raise_server_exceptions=False)
        client.__enter__()
        opened.append(client)
        return Browser(client)

    yield start
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def browser(settings: AppSettings, open_browser: Callable[..., Browser]) -> Browser:
    """Return a browser at an app on this machine alone, where nobody logs in."""
    return open_browser(settings)


@pytest.fixture
def clinic(tmp_path: Path, open_browser: Callable[..., Browser]) -> Callable[..., Browser]:
    """Return what opens browsers at one app to which others can come, logged in by role, or not."""
    first = open_browser(AppSettings(tmp_path / "clinic", host="0.0.0.0"))  # noqa: S104 - nothing listens
    for role in Role:
        first.core.stores.accounts.add(f"a {role}", first.core.passwords.hash(f"the {role}'s password"), role, "")

    def come(role: Role | None = None) -> Browser:
        one = Browser(TestClient(first.client.app, base_url=ADDRESS, raise_server_exceptions=False))
        if role is not None:
            assert one.log_in(f"a {role}", f"the {role}'s password").status_code == 200
        return one

    return come


@pytest.fixture(scope="session")
def photo() -> bytes:
    """Return a photo of nothing in particular, as JPEG."""
    return encoded(np.random.default_rng(0).integers(0, 256, (240, 320, 3), dtype=np.uint8))


def encoded(pixels: np.ndarray, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Chromium]]:
    """Return what starts a headless Chromium with some arguments, driven by Playwright."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        pytest.skip("no Chromium here; .ci/chromium installs Debian's")
    expect.set_options(timeout=LONG)
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        yield lambda *arguments: playwright.chromium.launch(executable_path=found, args=[*sandbox, *arguments])


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Chromium]) -> Iterator[Chromium]:
    """Return a Chromium that is there for all tests."""
    with contextlib.closing(launch()) as browser:
        yield browser

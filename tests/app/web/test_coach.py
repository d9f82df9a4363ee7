"""Looking at what a camera sees: what is told of the face, who may ask, and that nothing is kept."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from uvphoto.app.frames import look
from uvphoto.app.store.accounts import Role
from uvphoto.picture import encode_jpeg
from uvphoto.simulate.photography import ClinicPhoto

if TYPE_CHECKING:
    import httpx2
    from conftest import Browser

WIDTH = 1080  # pixels of the camera's picture


@pytest.fixture(scope="module")
def frame(clinic_face: ClinicPhoto) -> bytes:
    """Return a small copy of a simulated face."""
    small = cv2.resize(clinic_face.colour, (480, 480), interpolation=cv2.INTER_AREA)
    return encode_jpeg(np.rint(255 * small).astype(np.uint8), quality=90)


def ask(browser: "Browser", frame: bytes, width: object = WIDTH) -> "httpx2.Response":
    return browser.post("/coach/look", {"width": str(width)}, files={"frame": ("frame.jpg", frame, "image/jpeg")})


def test_the_face_is_told(browser: "Browser", frame: bytes) -> None:
    told = ask(browser, frame).json()
    assert told == look(frame, WIDTH)
    assert told["faults"] == []
    assert told["between"] > 0.1


@pytest.mark.parametrize("width", ["", "0", "-1", "1" * 30, "²"])
def test_a_width_that_is_none_is_refused(browser: "Browser", frame: bytes, width: str) -> None:
    assert ask(browser, frame, width).status_code == 400


def test_what_is_no_frame_is_refused_in_words(browser: "Browser") -> None:
    told = ask(browser, b"no picture")
    assert told.status_code == 400
    assert "The file" in told.text


def test_those_who_change_nothing_may_not_ask_and_pages_of_others_neither(
    clinic: Callable[..., "Browser"], frame: bytes
) -> None:
    assert ask(clinic(Role.CLINICIAN), frame).status_code == 200
    assert ask(clinic(Role.READER), frame).status_code == 403
    assert ask(clinic(), frame).url.path == "/login"
    other = clinic(Role.CLINICIAN)
    other.csrf = "guessed"
    assert ask(other, frame).status_code == 403


def test_nothing_of_a_frame_is_kept(browser: "Browser", frame: bytes) -> None:
    data = browser.core.settings.data
    browser.get("/")

    def kept() -> dict[Path, int]:
        return {path: path.stat().st_size for path in data.rglob("*") if path.suffix not in (".db-wal", ".db-shm")}

    before = kept()
    assert ask(browser, frame).status_code == 200
    assert kept() == before


def test_who_asks_while_another_is_looked_at_is_told_not_now(browser: "Browser", frame: bytes) -> None:
    browser.get("/")
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, browser, frame)
        while not first.done() and not is_looking(browser):
            time.sleep(0.001)
        second = ask(browser, frame)
        assert first.result().status_code == 200
    assert (second.status_code, second.content) == (204, b"")
    assert ask(browser, frame).status_code == 200


def is_looking(browser: "Browser") -> bool:
    """Whether the server looks at a frame right now."""
    turn = getattr(browser.client.app.state, "looks", None)
    return turn is not None and not turn.available_tokens

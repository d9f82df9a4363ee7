"""Looking at what a camera sees: what is told of the face, who may ask, and that nothing is kept."""

import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from uvphoto.app.store.accounts import Role
from uvphoto.app.web import coach
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.face_finding import find_face

if TYPE_CHECKING:
    import httpx2
    from conftest import Browser

WIDTH = 1080  # pixels of the camera's picture


def jpeg(pixels: np.ndarray, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.rint(255 * pixels).astype(np.uint8)).save(file, kind)
    return file.getvalue()


def ask(browser: "Browser", frame: bytes, width: object = WIDTH) -> "httpx2.Response":
    return browser.post("/coach/look", {"width": str(width)}, files={"frame": ("frame.jpg", frame, "image/jpeg")})


@pytest.fixture(scope="module")
def seen(clinic_face: ClinicPhoto) -> np.ndarray:
    """Return a small copy of a simulated face in the middle of a wall, 3 to 4."""
    frame = np.full((480, 360, 3), 0.6, np.float32)
    frame[60:420] = cv2.resize(clinic_face.colour, (360, 360), interpolation=cv2.INTER_AREA)
    return frame


def test_the_place_and_the_size_of_the_face_are_told(
    browser: "Browser", seen: np.ndarray, clinic_face: ClinicPhoto
) -> None:
    told = ask(browser, jpeg(seen)).json()
    pupils = find_face(clinic_face.colour).pupils  # of the photo itself
    row, column = (np.add(pupils.left, pupils.right) / 2 + 0.5) / 512
    assert told["faults"] == []
    assert told["eyes"]["x"] == pytest.approx(column, abs=0.01)
    assert told["eyes"]["y"] == pytest.approx((60 + 360 * row) / 480, abs=0.01)
    assert told["between"] == pytest.approx(pupils.distance / 512, rel=0.03)


@pytest.mark.parametrize(
    "case", [("several", "several_faces"), ("far", "small"), ("leaning", "leaning"), ("none", "no_face")]
)
def test_what_is_wrong_is_named(browser: "Browser", seen: np.ndarray, case: tuple[str, str]) -> None:
    name, fault = case
    turn = cv2.getRotationMatrix2D((180, 240), 30, 0.8)
    frame, width = {
        "several": (np.concatenate([seen, seen], axis=1), 2 * WIDTH),
        "far": (seen, 360),  # the camera has no more pixels than that
        "leaning": (cv2.warpAffine(seen, turn, (360, 480), borderMode=cv2.BORDER_REPLICATE), WIDTH),
        "none": (np.full_like(seen, 0.6), WIDTH),
    }[name]
    told = ask(browser, jpeg(frame), width).json()
    assert told["faults"] == [fault]
    assert (told["eyes"] is None) == (told["between"] is None) == (name == "none")


@pytest.mark.parametrize(
    "case", ["no file", "no picture", "PNG", "large", "small", "no width", "width 0", "width -1", "wide"]
)
def test_what_is_no_frame_is_refused(browser: "Browser", seen: np.ndarray, case: str) -> None:
    frames = {
        "no file": b"", "no picture": b"\xff\xd8\xff", "PNG": jpeg(seen, "PNG"),
        "large": jpeg(np.zeros((700, 700, 3))), "small": jpeg(np.zeros((199, 300, 3))),
    }  # fmt: skip
    widths = {"no width": "", "width 0": "0", "width -1": "-1", "wide": "1" * 30}
    assert ask(browser, frames.get(case, jpeg(seen)), widths.get(case, WIDTH)).status_code == 400


def test_those_who_change_nothing_may_not_ask_and_pages_of_others_neither(
    clinic: Callable[..., "Browser"], seen: np.ndarray
) -> None:
    assert ask(clinic(Role.CLINICIAN), jpeg(seen)).status_code == 200
    assert ask(clinic(Role.READER), jpeg(seen)).status_code == 403
    assert ask(clinic(), jpeg(seen)).url.path == "/login"
    other = clinic(Role.CLINICIAN)
    other.csrf = "guessed"
    assert ask(other, jpeg(seen)).status_code == 403


def test_nothing_of_a_frame_is_kept(browser: "Browser", seen: np.ndarray) -> None:
    data = browser.core.settings.data
    browser.get("/")

    def kept() -> dict[Path, int]:
        return {path: path.stat().st_size for path in data.rglob("*") if path.suffix not in (".db-wal", ".db-shm")}

    before = kept()
    assert ask(browser, jpeg(seen)).status_code == 200
    assert kept() == before


def test_who_asks_while_another_is_looked_at_is_told_not_now(
    browser: "Browser", seen: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, gate = threading.Event(), threading.Event()

    def slow(pixels: np.ndarray) -> object:
        begun.set()
        gate.wait(30)
        return find_face(pixels)

    monkeypatch.setattr(coach, "find_face", slow)
    browser.get("/")
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, browser, jpeg(seen))
        assert begun.wait(30)
        second = ask(browser, jpeg(seen))
        gate.set()
        assert first.result().status_code == 200
    assert (second.status_code, second.content) == (204, b"")
    assert ask(browser, jpeg(seen)).status_code == 200

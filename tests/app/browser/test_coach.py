"""The coach of the page that takes a photo: what it measures, what it advises, and that it sends nothing by itself."""

import contextlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from scipy import ndimage

from uvphoto.app.server import create_app
from uvphoto.app.settings import AppSettings
from uvphoto.picture import encode_jpeg, write_colour
from uvphoto.simulate.photography import ClinicPhoto

if TYPE_CHECKING:
    from conftest import Served

_MEASURE = """async ([grey, width, height]) => {
  const { measure } = await import("/static/coach.js");
  return measure(Float32Array.from(grey), width, height);
}"""
_STATE = """async ([[light, unevenness, sharpness], face, options]) => {
  const { adviceOf, stateOf } = await import("/static/coach.js");
  const state = stateOf({ light, unevenness, sharpness }, face ?? undefined, options);
  return [adviceOf(state), state];
}"""
_GOOD_LIGHT = (150, 1.1, 100)
_GOOD_FACE = {"faults": [], "eyes": {"x": 0.5, "y": 0.44}, "between": 0.3}
_NO_FACE = {"faults": ["no_face"], "eyes": None, "between": None}


@pytest.fixture(scope="module")
def served(
    serve: Callable[[FastAPI], AbstractContextManager["Served"]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Served"]:
    with serve(create_app(AppSettings(tmp_path_factory.mktemp("coach") / "data"), make_works=None)) as one:
        yield one


@pytest.fixture
def camera_page(
    launch: Callable[..., Browser], served: "Served", open_page: Callable[..., Page], tmp_path: Path
) -> Iterator[Callable[[np.ndarray], Page]]:
    """Return what opens the page that asks for a photo in a browser whose camera sees (H, W, 3) in [0, 1]."""
    with contextlib.ExitStack() as stack:

        def open_one(seen: np.ndarray) -> Page:
            film = tmp_path / "film.mjpeg"
            film.write_bytes(encode_jpeg(np.rint(255 * seen).astype(np.uint8), quality=95))
            browser = launch(
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={film}",
            )
            stack.enter_context(contextlib.closing(browser))
            page = browser.new_page(locale="en-GB")
            page.goto(new_photo_page(open_page, served).url)
            return page

        yield open_one


def test_measures_are_those_of_numpy(open_page: Callable[..., Page], served: "Served") -> None:
    grey = np.random.default_rng(0).uniform(0, 255, (80, 60)).astype(np.float32)
    grey[:, :30] *= 0.5
    told = open_page(served).evaluate(_MEASURE, [grey.ravel().tolist(), 60, 80])
    rows, columns = np.mgrid[:80, :60] + 0.5
    oval = ((columns / 60 - 0.5) / 0.35) ** 2 + ((rows / 80 - 0.5) / 0.375) ** 2 <= 1
    left = oval & (columns < 30)
    assert told["light"] == pytest.approx(grey[oval].mean(), rel=1e-5)
    assert told["unevenness"] == pytest.approx(grey[oval & ~left].mean() / grey[left].mean(), rel=0.01)
    assert told["sharpness"] == pytest.approx(ndimage.laplace(grey.astype(np.float64))[oval].var(), rel=1e-4)


@pytest.mark.parametrize(
    ("measured", "face", "advice"),
    [
        (_GOOD_LIGHT, None, "good"),
        ((20, 1.1, 100), None, "dark"),
        ((240, 1.1, 100), None, "bright"),
        ((150, 2.5, 100), None, "uneven"),
        ((150, 1.1, 2), None, "blurred"),
        ((20, 1.1, 2), _GOOD_FACE, "dark"),
        (_GOOD_LIGHT, _GOOD_FACE, "good"),
        ((20, 1.1, 100), _NO_FACE, "dark"),
        ((150, 2.5, 2), _NO_FACE, "no_face"),
        (_GOOD_LIGHT, _GOOD_FACE | {"faults": ["several_faces"]}, "several_faces"),
        (_GOOD_LIGHT, _GOOD_FACE | {"faults": ["leaning", "turned"]}, "turned"),
        (_GOOD_LIGHT, _GOOD_FACE | {"faults": ["leaning"]}, "leaning"),
        (_GOOD_LIGHT, _GOOD_FACE | {"faults": ["small"]}, "small"),
        (_GOOD_LIGHT, _GOOD_FACE | {"eyes": {"x": 0.8, "y": 0.44}}, "aside"),
        (_GOOD_LIGHT, _GOOD_FACE | {"between": 0.1}, "far"),
        (_GOOD_LIGHT, _GOOD_FACE | {"between": 0.6}, "near"),
    ],
)
def test_the_first_thing_to_change_is_advised(
    open_page: Callable[..., Page], served: "Served", measured: tuple[float, ...], face: dict[str, object], advice: str
) -> None:
    page = open_page(served)
    assert page.evaluate(_STATE, [measured, face, {}])[0] == advice
    free = page.evaluate(_STATE, [measured, face, {"isFree": True, "view": "left"}])[0]
    assert free == {"aside": "good", "far": "good", "near": "good", "turned": "leaning"}.get(advice, advice)


def test_what_nobody_knows_is_not_called_good(open_page: Callable[..., Page], served: "Served") -> None:
    page = open_page(served)
    light = {"light": "good", "sharpness": "good"}
    unknown = {"face": "unknown", "distance": "unknown", "pose": "unknown"}
    assert page.evaluate(_STATE, [_GOOD_LIGHT, None, {}])[1] == light | unknown
    assert page.evaluate(_STATE, [_GOOD_LIGHT, _NO_FACE, {}])[1] == light | unknown | {"face": "no_face"}
    assert page.evaluate(_STATE, [_GOOD_LIGHT, _GOOD_FACE, {}])[1] == light | dict.fromkeys(unknown, "good")


@pytest.mark.parametrize(
    "case",
    [
        ("none", "Face, pose, light and sharpness look good"),
        ("blurred", "Not sharp"),
        ("dark", "Too dark"),
        ("wall", "No face is found"),
    ],
)
def test_a_chosen_file_is_looked_at(
    open_page: Callable[..., Page], served: "Served", clinic_face: ClinicPhoto, tmp_path: Path, case: tuple[str, str]
) -> None:
    (fault, words), colour = case, clinic_face.colour
    if fault == "blurred":
        colour = ndimage.gaussian_filter(colour, (8, 8, 0))
    if fault == "wall":
        colour = np.full_like(colour, 0.5)
    path = tmp_path / "face.png"
    write_colour(path, (colour * 0.25 if fault == "dark" else colour).astype(np.float32))
    page = new_photo_page(open_page, served)
    page.get_by_label("Photo of the face").set_input_files(path)
    expect(page.locator("[data-file-advice]")).to_contain_text(words)
    expect(page.locator("[data-preview]")).to_be_visible()


def test_the_camera_fills_the_form_and_sends_the_photo_nowhere(camera_page: Callable[[np.ndarray], Page]) -> None:
    page = camera_page(np.zeros((480, 640, 3)))
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.method} {asked.url}"))
    page.get_by_role("button", name="Use the camera").click()
    page.get_by_role("button", name="Take the photo").click()
    expect(page.locator("[data-preview]")).to_be_visible()
    kind, size = page.evaluate("(({ type, size }) => [type, size])(document.getElementById('photo').files[0])")
    assert kind == "image/jpeg"
    assert size > 1000
    assert {one for one in sent if " blob:" not in one and "/static/" not in one} <= {f"POST {origin(page)}/coach/look"}


def test_the_face_before_the_camera_is_looked_at(
    camera_page: Callable[[np.ndarray], Page], clinic_face: ClinicPhoto
) -> None:
    seen = np.full((800, 1200, 3), 0.6)
    seen[90:690, 300:900] = cv2.resize(clinic_face.colour, (600, 600), interpolation=cv2.INTER_CUBIC)
    page = camera_page(seen)
    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator("[data-advice]")).to_have_text("Good: take the photo.")
    for name in ("Face", "Distance", "Pose", "Lighting", "Sharpness"):
        expect(page.locator("[data-checks] li").filter(has_text=name)).to_have_attribute("data-state", "good")
    expect(page.locator("[data-stage]")).to_have_class(re.compile("is-good"))


def test_a_face_that_stands_wrong_is_told_what_to_do(
    camera_page: Callable[[np.ndarray], Page], clinic_face: ClinicPhoto
) -> None:
    seen = np.full((800, 1200, 3), 0.6)
    seen[0:240, 400:640] = cv2.resize(clinic_face.colour, (240, 240), interpolation=cv2.INTER_AREA)
    page = camera_page(seen)
    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator("[data-advice]")).to_have_text("Bring the face into the oval.")
    expect(page.locator("[data-check=face]")).to_have_attribute("data-state", "wrong")
    expect(page.locator("[data-check=distance]")).to_have_attribute("data-state", "wrong")
    expect(page.locator("[data-check=pose]")).to_have_attribute("data-state", "good")
    expect(page.locator("[data-stage]")).not_to_have_class(re.compile("is-good"))


def test_what_the_server_refuses_is_told_on_the_same_page(
    open_page: Callable[..., Page], served: "Served", tmp_path: Path, seen: "object"
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"no photo")
    page = new_photo_page(open_page, served)
    page.get_by_label("Photo of the face").set_input_files(path)
    page.get_by_role("button", name="Measure").click()
    expect(page.get_by_role("alert")).to_contain_text("This photo will not do")
    expect(page.get_by_label("Photo of the face")).to_be_visible()
    seen.complaints.clear()  # browsers tell of every answer of 400


def origin(page: Page) -> str:
    """Return where a page comes from."""
    return str(page.evaluate("location.origin"))


def new_photo_page(open_page: Callable[..., Page], served: "Served") -> Page:
    """Open the page that asks for a photo of somebody new."""
    person = served.core.stores.people.add("Ada", "")
    return open_page(served, f"/people/{person}/photos/new")

"""The coach of the page that takes a photo: what it measures, what it advises, and that it sends nothing by itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from scipy import ndimage

from uvphoto.app.server import create_app
from uvphoto.app.settings import AppSettings
from uvphoto.picture import write_colour
from uvphoto.simulate.photography import ClinicPhoto

if TYPE_CHECKING:
    from conftest import Served

_MEASURE = """async ([grey, width, height]) => {
  const { measure } = await import("/static/coach.js");
  return measure(Float32Array.from(grey), width, height);
}"""
_ADVISE = """async ([light, unevenness, sharpness, face]) => {
  const { adviceOn } = await import("/static/coach.js");
  return adviceOn({ light, unevenness, sharpness }, face === "unknown" ? undefined : face);
}"""


@pytest.fixture(scope="module")
def served(
    serve: Callable[[FastAPI], AbstractContextManager["Served"]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Served"]:
    with serve(create_app(AppSettings(tmp_path_factory.mktemp("coach") / "data"), make_works=None)) as one:
        yield one


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
    ("measured", "advice"),
    [
        ((150, 1.1, 100, "unknown"), "good"),
        ((20, 1.1, 100, "unknown"), "dark"),
        ((240, 1.1, 100, "unknown"), "bright"),
        ((150, 2.5, 100, "unknown"), "uneven"),
        ((150, 1.1, 2, "unknown"), "blurred"),
        ((150, 1.1, 100, None), "away"),
        ((150, 1.1, 100, {"x": 0.8, "y": 0.5, "height": 0.7}), "away"),
        ((150, 1.1, 100, {"x": 0.5, "y": 0.5, "height": 0.2}), "far"),
        ((150, 1.1, 100, {"x": 0.5, "y": 0.5, "height": 0.7}), "good"),
    ],
)
def test_the_first_thing_to_change_is_advised(
    open_page: Callable[..., Page], served: "Served", measured: tuple[object, ...], advice: str
) -> None:
    assert open_page(served).evaluate(_ADVISE, list(measured)) == advice


@pytest.mark.parametrize("case", [("none", "look good"), ("blurred", "Not sharp"), ("dark", "Too dark")])
def test_a_chosen_file_is_looked_at(
    open_page: Callable[..., Page], served: "Served", clinic_face: ClinicPhoto, tmp_path: Path, case: tuple[str, str]
) -> None:
    (fault, words), colour = case, clinic_face.colour
    if fault == "blurred":
        colour = ndimage.gaussian_filter(colour, (8, 8, 0))
    path = tmp_path / "face.png"
    write_colour(path, (colour * 0.25 if fault == "dark" else colour).astype(np.float32))
    page = new_photo_page(open_page, served)
    page.get_by_label("Photo of the face").set_input_files(path)
    expect(page.locator("[data-file-advice]")).to_contain_text(words)
    expect(page.locator("[data-preview]")).to_be_visible()


def test_the_camera_fills_the_form_and_sends_nothing(
    launch: Callable[..., Browser], served: "Served", open_page: Callable[..., Page]
) -> None:
    address = new_photo_page(open_page, served).url
    browser = launch("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    try:
        page = browser.new_page()
        page.goto(address)
        sent: list[str] = []
        page.on("request", lambda asked: sent.append(asked.url if asked.method == "GET" else "sent"))
        page.get_by_role("button", name="Use the camera").click()
        page.get_by_role("button", name="Take the photo").click()
        expect(page.locator("[data-preview]")).to_be_visible()
        kind, size = page.evaluate("(({ type, size }) => [type, size])(document.getElementById('photo').files[0])")
        assert kind == "image/jpeg"
        assert size > 1000
        assert [one for one in sent if not one.startswith("blob:") and "/static/" not in one] == []
    finally:
        browser.close()


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


def new_photo_page(open_page: Callable[..., Page], served: "Served") -> Page:
    """Open the page that asks for a photo of somebody new."""
    person = served.core.stores.people.add("Ada", "")
    return open_page(served, f"/people/{person}/photos/new")

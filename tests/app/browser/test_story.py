"""The whole story as somebody lives it: from the first start to the last deletion, in a browser, with real analyses."""

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from uvphoto.app.server import create_app
from uvphoto.app.settings import AppSettings
from uvphoto.picture import write_colour
from uvphoto.simulate.photography import ClinicPhoto

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def later_file(clinic_face: ClinicPhoto, tmp_path: Path) -> Path:
    """Return the file of the same face, a little darker, as on another day."""
    path = tmp_path / "later.png"
    write_colour(path, clinic_face.colour * 0.96)
    return path


def test_from_the_first_start_to_the_last_deletion(
    serve: Callable[[FastAPI], AbstractContextManager], open_page: Callable[..., Page], tmp_path: Path, face_file: Path,
    later_file: Path,
) -> None:  # fmt: skip
    with serve(create_app(AppSettings(tmp_path / "data", threads=1))) as served:
        page = open_page(served)
        page.get_by_role("link", name="Begin: add a person").click()
        page.get_by_label("Name").fill("Ada Lovelace")
        page.get_by_role("button", name="Add a person").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
        person = page.url

        upload(page, face_file, "2025-05-14")
        result = page.url
        look_at_the_result(page)
        page.goto(person)
        upload(page, later_file, "2025-11-20")

        page.goto(f"{person}/history")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Lovelace")
        assert page.locator("table").count() > 0
        page.goto(f"{person}/forecast")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Lovelace")

        page.get_by_role("button", name="日本語").click()
        expect(page.locator("html")).to_have_attribute("lang", "ja")
        page.set_viewport_size(PHONE)
        for path in ("", "/history", "/forecast", "/photos/new", "/export", "/report", "/delete"):
            page.goto(person + path)
            assert not overflows(page), path
        page.goto(result)
        expect(page.get_by_role("heading", name="測定値")).to_be_visible()
        assert not overflows(page)
        page.get_by_role("button", name="English").click()

        page.goto(f"{person}/export")
        with page.expect_download() as downloading:
            page.get_by_role("link", name="Download the archive").click()
        names = zipfile.ZipFile(io.BytesIO(Path(downloading.value.path()).read_bytes())).namelist()
        assert {"2025-05-14_front_1/face_uv.png", "2025-11-20_front_2/report.html", "measures.csv"} <= set(names)

        page.get_by_role("link", name="Delete this person").click()
        page.get_by_label("I am sure.").check()
        page.get_by_role("button", name="Delete for good").click()
        expect(page.get_by_text("Nobody is here yet.")).to_be_visible()
        assert served.core.stores.vault.names() == set()


def upload(page: Page, photo: Path, date: str) -> None:
    """Send a photo from a person's page, and wait for its result."""
    page.get_by_role("link", name="New photo").first.click()
    page.get_by_label("Photo of the face").set_input_files(photo)
    page.get_by_label("Date").fill(date)
    page.get_by_role("button", name="Measure").click()
    expect(page.get_by_role("heading", name="Measures")).to_be_visible(timeout=240_000)


def look_at_the_result(page: Page) -> None:
    """Part the pictures by keys, switch layers, and take the UV photo away."""
    pair, slider = page.locator(".viewer .pair"), page.get_by_label("From the colour photo to the UV photo")
    assert share(pair) == "50%"
    slider.focus()
    slider.press("ArrowRight")
    assert share(pair) == "51%"
    box = pair.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    assert share(pair) == "25%"
    for layer, is_on in (("spots", True), ("regions", False), ("uncertainty", False)):
        switch = page.get_by_role("checkbox", name=layer)
        assert switch.is_checked() is is_on
        switch.click()
    expect(page.locator(".first .over.spots")).to_be_hidden()
    for shown in (".first .over.regions", ".second .over.regions", ".second .over.doubt"):
        expect(page.locator(shown)).to_be_visible()
    assert page.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    expect(page.locator("td.number").first).to_have_text(re.compile(r"^\d+\.\d\d$"))
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download the UV photo").click()
    assert downloading.value.suggested_filename == "2025-05-14_front_face_uv.png"


def share(pair: object) -> str:
    """Return where the pictures are parted."""
    return pair.evaluate("(pair) => pair.style.getPropertyValue('--share')")


def overflows(page: Page) -> bool:
    """Tell whether a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")

"""A photo converted in the browser, against the same photo converted by this machine's program."""

import contextlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import Converter, load_converter
from uvphoto.conversion.description import read_making
from uvphoto.conversion.scale import ScaleSource
from uvphoto.conversion.settings import RunSettings, Runtime
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.picture import inspect, read_colour, read_uv

LEVELS = 255
MOST_LEVELS = 2.0
LONG = 120_000  # ms; machines are shared


@pytest.fixture(scope="module")
def converter() -> Converter:
    return load_converter(WeightsStore.of_user().find(), RunSettings(runtime=Runtime.ONNXRUNTIME, threads=1))


def choose(page: Page, path: Path) -> None:
    page.set_input_files("#file", path)
    page.wait_for_selector("#scale:visible")


def give_scale(page: Page, mm_per_pixel: float) -> None:
    page.check("[name=by][value=given]")
    page.fill("#millimetres", str(mm_per_pixel))


def converted(page: Page, folder: Path) -> Path:
    page.click("#convert")
    page.wait_for_selector("#result:visible")
    with page.expect_download() as download:
        page.click("#download")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.parametrize("mm_per_pixel", [0.234375, 0.31, 0.12], ids=["as it is", "enlarged", "reduced"])
def test_the_pixels_are_those_of_the_program(
    page: Page, face_file: Path, converter: Converter, tmp_path: Path, mm_per_pixel: float
) -> None:
    choose(page, face_file)
    give_scale(page, mm_per_pixel)
    here = convert(read_colour(face_file).pixels, converter, mm_per_pixel=mm_per_pixel)
    there = read_uv(converted(page, tmp_path)).pixels
    assert there.shape == here.shape
    assert np.ptp(here) > 0.3  # so that agreement says something
    assert np.abs(there - here).max() * LEVELS <= MOST_LEVELS


def test_it_works_without_a_connection_and_asks_for_nothing(
    page: Page, served: SimpleNamespace, face_file: Path, tmp_path: Path
) -> None:
    """From the moment that it is ready: seen by the browser and by the server."""
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    before = len(served.asked)
    page.context.set_offline(True)
    choose(page, face_file)
    give_scale(page, 0.12)
    assert read_uv(converted(page, tmp_path)).pixels.shape == (512, 512)
    assert [url for url in asked if not url.startswith("blob:")] == []
    assert served.asked[before:] == []
    assert {(method, body) for method, _, body in served.asked} == {("GET", 0)}


def test_the_log_of_the_browser_holds_no_other_request(
    launch: Callable[..., Browser], served: SimpleNamespace, face_file: Path, tmp_path: Path
) -> None:
    """All that the page, its worker and their threads ever asked for, from the first request to the UV photo."""
    log = tmp_path / "net.json"
    with contextlib.closing(launch(f"--log-net-log={log}")) as browser:
        page = browser.new_page()
        page.set_default_timeout(LONG)
        page.goto(served.page)
        page.wait_for_selector("#file:enabled")
        choose(page, face_file)
        give_scale(page, 0.12)
        converted(page, tmp_path)
    told = json.loads(log.read_text("utf-8"))
    started = told["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    asked = [event["params"] for event in told["events"] if event["type"] == started and "params" in event]
    ours = [one for one in asked if one.get("initiator") == served.origin]  # the browser has some of its own
    assert f"{served.page}/files/weights.onnx" in {one["url"] for one in ours}
    assert {one["method"] for one in ours} == {"GET"}
    assert not any("upload_id" in one for one in ours)
    assert all(re.fullmatch(rf"{served.page}(/files/[\w./-]+)?", one["url"]) for one in ours)  # nothing behind a "?"


def test_it_opens_without_a_connection(page: Page, served: SimpleNamespace, face_file: Path, tmp_path: Path) -> None:
    """Once it was open with one: the browser keeps the page, its program and the weights."""
    assert "without a connection" in page.inner_text("#ready")
    page.context.set_offline(True)
    before = len(served.asked)
    page.reload()
    page.wait_for_selector("#file:enabled")
    assert served.asked[before:] == []
    assert page.evaluate("crossOriginIsolated")
    choose(page, face_file)
    give_scale(page, 0.12)
    assert read_uv(converted(page, tmp_path)).pixels.shape == (512, 512)


def test_it_cannot_send_the_photo_elsewhere(page: Page, complaints: list[str]) -> None:
    """Not even if it wanted to: the policy that the page and its worker come with forbids it."""
    send = "fetch('http://127.0.0.2:9/', {method: 'POST', body: 'a photo', mode: 'no-cors'})"
    assert "Failed to fetch" in page.evaluate(f"() => {send}.then(() => 'sent', String)")
    assert "Content Security Policy" in complaints[0]
    complaints.clear()


def test_the_file_says_what_it_is(page: Page, face_file: Path, converter: Converter, tmp_path: Path) -> None:
    choose(page, face_file)
    give_scale(page, 0.12)
    path = converted(page, tmp_path)
    assert path.name == "face_uv.png"
    info = inspect(path)
    assert (info.is_synthetic, info.channels, info.bit_depth, info.taken, info.camera) == (True, 1, 8, None, None)
    making = read_making(info.description)
    assert making is not None
    assert converter.sha256.startswith(making.sha256)
    assert (making.scale.mm_per_pixel, making.scale.source) == (0.12, ScaleSource.GIVEN)


def test_cancelling_stops_it_and_leaves_the_page_usable(page: Page, face_file: Path, tmp_path: Path) -> None:
    choose(page, face_file)
    give_scale(page, 0.6)  # to be enlarged to nine parts
    page.click("#convert")
    page.wait_for_selector("#progress:not([value='0'])")
    page.click("#cancel")
    assert "Cancelled" in page.inner_text("#status")
    assert page.is_hidden("#result")
    assert page.evaluate("document.activeElement.id") == "convert"
    give_scale(page, 0.12)
    assert read_uv(converted(page, tmp_path)).pixels.shape == (512, 512)


def test_pupils_give_the_scale(page: Page, face_file: Path, tmp_path: Path) -> None:
    """By the keyboard alone: a ring is moved, and the numbers, the scale and the file say so."""
    choose(page, face_file)
    page.focus(".marker >> nth=0")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowDown")
    numbers = [float(one.input_value()) for one in page.query_selector_all("#numbers input")]
    apart = np.hypot(numbers[0] - numbers[2], numbers[1] - numbers[3])
    guessed = 512 * 63 / 240
    assert np.isclose(apart, np.hypot(guessed + 10, 1), atol=0.1)
    told = re.search(r"[\d.]+", page.inner_text("#told-scale"))
    assert told is not None
    assert np.isclose(float(told[0]), 63 / apart, rtol=1e-3)
    making = read_making(inspect(converted(page, tmp_path)).description)
    assert making is not None
    assert making.scale.source is ScaleSource.PUPILS
    assert np.isclose(making.scale.mm_per_pixel, float(told[0]))


def test_it_speaks_japanese(page: Page, face_file: Path) -> None:
    page.click(".choices [lang=ja]")
    choose(page, face_file)
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.inner_text("#convert") == "変換する"
    assert "mm" in page.inner_text("#told-scale")
    assert "縮尺" in page.inner_text("#told-scale")

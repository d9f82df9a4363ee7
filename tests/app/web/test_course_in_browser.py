"""Before and after in a real browser: parted, swapped and blinking by keys alone, and side by side without a script."""

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route, expect

if TYPE_CHECKING:
    from conftest import Browser

ORIGIN = "http://127.0.0.1:8765"
_FORBIDDEN = ("content-length", "content-encoding", "transfer-encoding")


@pytest.fixture
def compared(browser: "Browser", followed: str, course_works: SimpleNamespace) -> str:
    """Return the address of two visits that were compared."""
    first, *_, last = (photo.id for photo in browser.core.stores.photos.of(followed))
    browser.post(f"/people/{followed}/compare", {"first": first, "last": last})
    browser.work_off(course_works)
    return f"/people/{followed}/compare?first={first}&last={last}"


def opened(chromium: Chromium, browser: "Browser", path: str, *, has_scripts: bool = True) -> Page:
    """Open a page whose requests the app answers without a server."""

    def answer(route: Route) -> None:
        found = browser.client.get(route.request.url.removeprefix(ORIGIN))
        headers = {name: value for name, value in found.headers.items() if name not in _FORBIDDEN}
        route.fulfill(status=found.status_code, headers=headers, body=found.content)

    page = chromium.new_page(java_script_enabled=has_scripts, viewport={"width": 390, "height": 844})
    page.route("**/*", answer)
    page.goto(ORIGIN + path)
    return page


def test_before_and_after_are_parted_swapped_and_blink_by_keys(
    chromium: Chromium, browser: "Browser", compared: str
) -> None:
    page = opened(chromium, browser, compared)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    slider, blink = (
        page.get_by_label("From the earlier photo to the later one"),
        page.get_by_role("button", name="Blink"),
    )
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("51")
    shares = "document.querySelector('.pair').style.getPropertyValue('--share')"
    assert page.evaluate(shares) == "51%"
    page.keyboard.press("Tab")
    for value in ("0", "100", "0"):
        page.keyboard.press("Enter")
        expect(slider).to_have_value(value)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(blink).to_have_attribute("aria-pressed", "true")
    for value in ("100", "0", "100"):
        expect(slider).to_have_value(value)
    page.keyboard.press("Space")
    expect(blink).to_have_attribute("aria-pressed", "false")
    assert complaints == []
    page.close()


def test_without_scripts_both_stand_there_and_nothing_else_is_offered(
    chromium: Chromium, browser: "Browser", compared: str
) -> None:
    page = opened(chromium, browser, compared, has_scripts=False)
    for words in ("UV photo of the face, before", "UV photo of the face, after, laid on the earlier one"):
        expect(page.get_by_alt_text(words)).to_be_visible()
    expect(page.get_by_role("button", name="Blink")).to_be_hidden()
    expect(page.get_by_role("cell", name="+0.113")).to_be_visible()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_are_those_of_the_theme_and_the_screen(
    chromium: Chromium, browser: "Browser", followed: str, scheme: str
) -> None:
    page = opened(chromium, browser, f"/people/{followed}/history")
    page.emulate_media(color_scheme=scheme)
    chart = page.get_by_alt_text("Chart of the share of spots, nose")
    page.wait_for_function("element => element.complete && element.naturalWidth > 0", arg=chart.element_handle())
    assert f"/nose/{scheme}-narrow.svg" in chart.evaluate("element => element.currentSrc")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()

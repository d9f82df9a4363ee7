"""The history of a person: numbers as they were measured, charts that need not be seen to be read, nobody else's."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING
from xml.dom import minidom

import pytest

from uvphoto.app.course import outlooks
from uvphoto.app.store.accounts import Role

if TYPE_CHECKING:
    from conftest import Browser

REGIONS = ("forehead", "left_cheek", "right_cheek", "nose", "chin")


def charts_in(page: str) -> list[str]:
    return re.findall(r'(?:src|srcset)="([^"]+\.svg)\?of=[0-9a-f]{12}"', page)


def test_what_was_measured_is_drawn_and_told(
    browser: "Browser", followed: str, faults_of: Callable[[str], list[str]]
) -> None:
    page = browser.get(f"/people/{followed}/history").text
    assert faults_of(page) == []
    assert len(charts_in(page)) == 4 * len(REGIONS)  # light and dark, wide and narrow
    for number, date in enumerate(("2024-04-02", "2024-07-11", "2024-10-29", "2025-02-26")):
        share = 5 + 0.1 * number
        row = rf'<th scope="row">{date}</th><td class="number">phone</td><td class="number">{share:.2f}</td>'
        assert len(re.findall(row, page)) == len(REGIONS)
        assert f"{0.8 * share:.2f}–{1.3 * share:.2f}" in page
    (words,) = {alt for alt in re.findall(r'<img src="[^"]+\.svg\?of=\w+" alt="([^"]+)"', page) if "nose" in alt}
    assert words == "Chart of the share of spots, nose: 4 readings, from 5.00 % on 2 Apr 2024 to 5.30 % on 26 Feb 2025."
    assert page.count("laser &amp; &lt;cream&gt;") == 1
    assert page.count("/pictures/thumbnail") == 4


def test_the_smallest_real_change_is_told_where_it_is_known(
    browser: "Browser", followed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.get(f"/people/{followed}/history").text
    bands = re.findall(r"a further reading from ([\d.]+) to ([\d.]+) % by phone", page)
    assert len(bands) == 4  # the model does not know the chin
    assert all(float(low) < 5.3 < float(high) for low, high in bands)
    monkeypatch.setattr(outlooks, "find_spec", lambda _: None)
    monkeypatch.setattr("uvphoto.app.web.history.can_forecast", lambda: False)
    page = browser.get(f"/people/{followed}/history").text
    assert "a further reading from" not in page
    assert 'pip install "uvphoto[forecast]"' in page
    assert len(charts_in(page)) == 4 * len(REGIONS)


def test_each_chart_is_a_picture_that_may_do_nothing_else(browser: "Browser", followed: str) -> None:
    charts = charts_in(browser.get(f"/people/{followed}/history").text)
    for address in (one for one in charts if "/nose/" in one):
        answer = browser.get(address)
        assert answer.headers["content-type"] == "image/svg+xml"
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "script" not in policy
        svg = minidom.parseString(answer.content)  # noqa: S318 - drawn by us
        assert not svg.getElementsByTagName("script")
        is_dark, is_narrow = "dark" in address, "narrow" in address
        assert ("#1f2226" in answer.text) == is_dark
        assert (float(svg.documentElement.getAttribute("width").removesuffix("pt")) < 300) == is_narrow


def test_a_theme_that_was_chosen_holds_for_charts(browser: "Browser", followed: str) -> None:
    browser.post("/preferences", {"theme": "dark", "back": "/"})
    charts = charts_in(browser.get(f"/people/{followed}/history").text)
    assert {address.rpartition("/")[2] for address in charts} == {"dark.svg", "dark-narrow.svg"}


def test_what_is_not_there_is_not_shown(browser: "Browser", followed: str) -> None:
    other = browser.add_person("Somebody else")
    page = browser.get(f"/people/{other}/history").text
    assert "Nothing was measured from this side yet." in page
    assert charts_in(page) == []
    path = f"/people/{followed}/history"
    for address in ("front/ear/light.svg", "back/nose/light.svg", "front/nose/pink.svg"):
        assert browser.get(f"{path}/{address}").status_code == 404, address
    for address in (f"/people/{other}/history/front/nose/light.svg", f"/people/{'0' * 32}/history"):
        assert browser.get(address).status_code == 404, address
    assert browser.get(f"{path}?view=back").status_code == 422


def test_photos_of_another_side_are_not_mixed_in(
    browser: "Browser", followed: str, photo: bytes, course_works: SimpleNamespace
) -> None:
    browser.upload(followed, photo, "2025-03-01", view="left")
    browser.work_off(course_works)
    page = browser.get(f"/people/{followed}/history").text
    assert "2025-03-01, phone, left: another view than front" in page
    assert f'href="/people/{followed}/history?view=left"' in page
    left = browser.get(f"/people/{followed}/history?view=left").text
    assert "1 reading, from 5.40 %" in left


def test_readers_look_and_strangers_do_not(
    clinic: Callable[..., "Browser"], photo: bytes, course_works: SimpleNamespace
) -> None:
    clinician = clinic(Role.CLINICIAN)
    person = clinician.add_person()
    clinician.upload(person, photo, "2025-01-31")
    clinician.work_off(course_works)
    for page in ("history", "compare", "forecast", "history/front/nose/light.svg"):
        address = f"/people/{person}/{page}"
        assert clinic(Role.READER).get(address).status_code == 200
        assert clinic().get(address, follow_redirects=False).headers["location"] == "/login"
    seen = [event.what for event in clinician.core.stores.audit.newest()]
    assert {"history.view", "compare.view", "forecast.view"} <= set(seen)

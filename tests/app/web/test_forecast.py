"""A forecast on a page: as the model has it, with what is unsure of it, or why there is none."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING

import httpx2
import pytest

from uvphoto.app.course import outlooks
from uvphoto.app.store.accounts import Role
from uvphoto.app.store.sun import Sun
from uvphoto.errors import SettingsError

if TYPE_CHECKING:
    from conftest import Browser

TOKYO = {"latitude": "35.7", "born": "1970", "skin_type": "3", "months": "24"}


def tell_sun(browser: "Browser", person: str, **fields: str) -> httpx2.Response:
    return browser.post(f"/people/{person}/forecast/sun", TOKYO | fields)


def test_a_forecast_asks_for_the_sun_and_then_is_that_of_the_model(
    browser: "Browser", followed: str, faults_of: Callable[[str], list[str]]
) -> None:
    page = browser.get(f"/people/{followed}/forecast").text
    assert faults_of(page) == []
    assert "say below where the person lives" in page
    page = tell_sun(browser, followed).text
    assert faults_of(page) == []
    outlook = outlooks.outlook_of(browser.core.stores.results.history(followed), "front", Sun(35.7, 1970, 3))
    assert outlook is not None
    (fan,) = [fan for (measure, region), fan in outlook.usual.fans.items() if (measure, region) == ("spots", "nose")]
    low, high = fan.interval(0.8)
    row = page[page.index('<th scope="row">nose</th>') :].split("</tr>")[0]
    for month in (6, 12, 24):
        middle, begin, end = (100 * values[month - 1] for values in (fan.median, low, high))
        assert f'{middle:.2f} <span class="quiet">({begin:.2f}–{end:.2f})' in row, month
    for supposed in outlook.supposed:
        assert f'<th scope="row">{supposed.scenario.name}</th>' in page
        assert f"Scenario: {supposed.scenario.name}" in page
    assert "simulated courses, not from patients" in page
    charts = re.findall(r'<img src="([^"]+\.svg)\?of=\w+" alt="([^"]+)"', page)
    assert [address.split("/")[-2] for address, _ in charts] == list(outlook.readings.regions)
    assert all("Expected on" in words for _, words in charts)
    svg = browser.get(charts[0][0])
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "twice the time outdoors" in svg.text


def test_scenarios_of_ones_own_take_the_place_of_the_usual_ones(browser: "Browser", followed: str) -> None:
    page = tell_sun(browser, followed, name_1="half <b>", times_1="0.5", months="3").text
    assert 'half &lt;b&gt;</th><td class="number">× 0.5</td>' in page
    assert "twice the time outdoors" not in page
    assert "In 3 months" in page
    assert "In 6 months" not in page
    assert 'value="half &lt;b&gt;"' in page  # it stands in the form again


def test_what_there_is_no_forecast_of_is_told(browser: "Browser", photo: bytes, course_works: SimpleNamespace) -> None:
    person = browser.add_person()
    browser.add_photo(person, photo)
    browser.work_off(course_works)
    page = tell_sun(browser, person).text
    assert "not enough visits: 1 with readings, 3 are needed" in page
    assert "Forecast the UV photo itself" not in page
    assert "no forecast" in browser.get(f"/people/{person}/forecast/front/nose/light.svg").text


def test_without_its_extra_the_page_says_what_to_install(
    browser: "Browser", followed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_sun(browser, followed)
    monkeypatch.setattr("uvphoto.app.web.forecast.can_forecast", lambda: False)
    page = browser.get(f"/people/{followed}/forecast")
    assert page.status_code == 200
    assert 'pip install "uvphoto[forecast]"' in page.text
    assert "/nose/" not in page.text
    assert browser.get(f"/people/{followed}/forecast/front/nose/light.svg").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("latitude", "70", "from 20 to 55 degrees"), ("latitude", "", "say where the person lives"),
        ("latitude", "north", "is a number"), ("latitude", "nan", "from 20 to 55"), ("born", "1492", "year of birth"),
        ("born", "19.5", "a whole number"), ("skin_type", "7", "skin type"), ("outdoors", "-1", "outdoors"),
        ("spf", "0", "protection factor"), ("worn", "101", "share of time"), ("months", "25", "months"),
        ("times_1", "3", "A scenario"), ("name_1", "x", "is a number"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(browser: "Browser", followed: str, field: str, value: str, words: str) -> None:
    answer = tell_sun(browser, followed, **{field: value})
    assert (answer.status_code, words in answer.text) == (400, True), answer.text
    assert browser.core.stores.suns.get(followed) is None


def test_facts_that_do_not_go_with_the_photos_can_be_mended(browser: "Browser", followed: str) -> None:
    page = tell_sun(browser, followed, born="2026")
    assert page.status_code == 200
    assert "born in 2026 has no age" in page.text
    assert "Forecast</button>" in page.text
    assert browser.get(f"/people/{followed}/forecast/front/nose/light.svg").status_code == 400
    assert "In 24 months" in tell_sun(browser, followed).text


def test_the_sun_is_sealed_and_goes_with_the_person(browser: "Browser", followed: str) -> None:
    tell_sun(browser, followed, latitude="-33.25")
    stores = browser.core.stores
    before = len(stores.vault.names())
    tell_sun(browser, followed, latitude="-33.5")
    assert len(stores.vault.names()) == before
    assert stores.suns.get(followed) == Sun(-33.5, 1970, 3)
    for path in (browser.core.settings.data).rglob("*"):
        if path.is_file():
            assert b"33.5" not in path.read_bytes(), path.name
    browser.post(f"/people/{followed}/delete", {"sure": "yes"})
    assert stores.vault.names() == set()


def test_the_picture_is_a_job_of_its_own(
    browser: "Browser", followed: str, course_works: SimpleNamespace, faults_of: Callable[[str], list[str]]
) -> None:
    tell_sun(browser, followed)
    waiting = browser.post(f"/people/{followed}/forecast/picture", {"view": "front"}).text
    (job,) = [one for one in browser.core.stores.jobs.of(followed) if one.kind == "foretell"]
    assert f'data-events="/people/{followed}/jobs/{job.id}/events"' in waiting
    browser.work_off(course_works)
    page = browser.get(f"/people/{followed}/forecast").text
    assert faults_of(page) == []
    for name in ("last", "expected", "unsure", "likely"):
        assert f"caption of {name}" in page
        assert browser.get(f"/people/{followed}/jobs/{job.id}/pictures/{name}").status_code == 200
    assert "make it anew" not in page
    assert "make it anew" in tell_sun(browser, followed, latitude="43").text
    failing = course_works.fails(SettingsError("There is no picture: no visit."))
    browser.post(f"/people/{followed}/forecast/picture", {"view": "front"})
    browser.work_off(failing)
    assert "There is no picture: no visit." in browser.get(f"/people/{followed}/forecast").text
    assert browser.post(f"/people/{followed}/forecast/picture", {"view": "back"}).status_code == 400


def test_readers_look_and_do_not_change(clinic: Callable[..., "Browser"]) -> None:
    clinician, reader = clinic(Role.CLINICIAN), clinic(Role.READER)
    person = clinician.add_person()
    assert tell_sun(clinician, person).status_code == 200
    page = reader.get(f"/people/{person}/forecast").text
    assert "Latitude" not in page
    assert tell_sun(reader, person, latitude="40").status_code == 403
    assert reader.post(f"/people/{person}/forecast/picture", {"view": "front"}).status_code == 403
    assert clinician.core.stores.suns.get(person) == Sun(35.7, 1970, 3)
    assert clinician.get(f"/people/{'0' * 32}/forecast").status_code == 404
    assert tell_sun(clinician, "0" * 32).status_code == 404

"""From the first page to the last deletion, as a browser without JavaScript goes."""

from types import ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Browser


def test_the_whole_story(browser: "Browser", photo: bytes, works: ModuleType) -> None:
    assert "add a person" in browser.get("/").text
    person = browser.add_person("Ada <b>Lovelace</b>")
    page = browser.get(f"/people/{person}")
    assert "Ada &lt;b&gt;Lovelace" in page.text
    taken = browser.add_photo(person, photo)
    waiting = browser.get(f"/people/{person}/photos/{taken}")
    assert f"/people/{person}/jobs/" in waiting.text
    browser.work_off(works)
    result = browser.get(f"/people/{person}/photos/{taken}").text
    assert "1.25" in result
    assert "0.50–2.00" in result
    assert "It is &lt;dark&gt;. Take more light." in result
    picture = browser.get(f"/people/{person}/photos/{taken}/pictures/face")
    assert picture.headers["content-type"] == "image/jpeg"
    assert "2 visits" not in browser.get("/people").text
    browser.add_photo(person, photo, "2026-06-30")
    assert "2 visits" in browser.get("/people").text
    assert browser.post(f"/people/{person}/name", {"name": "Countess"}).status_code == 200
    assert "Countess" in browser.get("/").text
    assert browser.post(f"/people/{person}/delete", {}).status_code == 400
    assert browser.post(f"/people/{person}/delete", {"sure": "yes"}).url.path == "/people"
    assert browser.get(f"/people/{person}").status_code == 404
    assert browser.core.stores.vault.names() == set()


def test_a_failure_is_told_and_can_be_tried_again(browser: "Browser", photo: bytes, works: ModuleType) -> None:
    person = browser.add_person()
    taken = browser.add_photo(person, photo)
    path = f"/people/{person}/photos/{taken}"
    (job,) = browser.core.stores.jobs.of(person)
    assert browser.post(f"/people/{person}/jobs/{job.id}/cancel").url.path == path
    assert "cancelled" in browser.get(path).text
    assert browser.post(f"{path}/again").status_code == 200
    browser.work_off(works)
    assert "1.25" in browser.get(path).text
    assert browser.post(f"{path}/delete", {"sure": "yes"}).status_code == 200
    assert browser.get(path).status_code == 404
    assert browser.get(f"{path}/pictures/face").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"), [("date", "31.1.2026"), ("date", "2999-01-01"), ("view", "back"), ("device", "")]
)
def test_what_makes_no_sense_is_told(browser: "Browser", photo: bytes, field: str, value: str) -> None:
    person = browser.add_person()
    answer = browser.upload(person, photo, **({"date": "2026-01-01"} | {field: value}))
    assert answer.status_code == 400
    assert browser.core.stores.photos.of(person) == []


def test_the_language_and_theme_are_chosen(browser: "Browser") -> None:
    assert '<html lang="en">' in browser.get("/").text
    assert '<html lang="ja">' in browser.get("/", headers={"accept-language": "ja,en;q=0.5"}).text
    browser.post("/preferences", {"language": "ja", "theme": "dark", "back": "/people"})
    page = browser.get("/people").text
    assert '<html lang="ja" data-theme="dark">' in page
    answer = browser.post("/preferences", {"back": "//elsewhere.example"}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_progress_comes_as_events(browser: "Browser", photo: bytes, works: ModuleType) -> None:
    person = browser.add_person()
    browser.add_photo(person, photo)
    (job,) = browser.core.stores.jobs.of(person)
    browser.work_off(works)
    answer = browser.get(f"/people/{person}/jobs/{job.id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "event: progress" in answer.text
    assert '"state": "done"' in answer.text


def test_the_next_photo_is_asked_for_as_the_last_one_was_taken(browser: "Browser", photo: bytes) -> None:
    person = browser.add_person()
    page = browser.get(f"/people/{person}/photos/new").text
    assert '<option value="phone" selected>' in page
    browser.upload(person, photo, device="the big camera", domain="clinic")
    page = browser.get(f"/people/{person}/photos/new").text
    assert '<option value="clinic" selected>' in page
    assert '<option value="phone">' in page
    assert 'value="the big camera"' in page

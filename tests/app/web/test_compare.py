"""Two visits compared on a page: asked for, followed, read, made anew where it has to be, and gone with its photos."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from uvphoto.app.store.accounts import Role
from uvphoto.app.store.jobs import State
from uvphoto.errors import UnusablePhotoError

if TYPE_CHECKING:
    from conftest import Browser


def photos_of(browser: "Browser", person: str) -> list[str]:
    return [photo.id for photo in browser.core.stores.photos.of(person)]


def compared(browser: "Browser", person: str, works: SimpleNamespace) -> str:
    """Have the first and the last photo compared, and return the address of the page."""
    first, *_, last = photos_of(browser, person)
    answer = browser.post(f"/people/{person}/compare", {"first": first, "last": last})
    assert answer.status_code == 200
    browser.work_off(works)
    return f"/people/{person}/compare?first={first}&last={last}"


def test_the_first_and_the_last_visit_are_offered(
    browser: "Browser", followed: str, faults_of: Callable[[str], list[str]]
) -> None:
    first, *_, last = photos_of(browser, followed)
    page = browser.get(f"/people/{followed}/compare").text
    assert faults_of(page) == []
    chosen = page.split(" selected")[:-1]
    assert [part.rpartition('value="')[2][:32] for part in chosen] == [first, last]
    assert "Lay them on each other" in page


def test_a_comparison_is_followed_and_read(
    browser: "Browser", followed: str, course_works: SimpleNamespace, faults_of: Callable[[str], list[str]]
) -> None:
    first, *_, last = photos_of(browser, followed)
    waiting = browser.post(f"/people/{followed}/compare", {"first": first, "last": last}).text
    (job,) = [one for one in browser.core.stores.jobs.of(followed) if one.kind == "compare"]
    assert f'data-events="/people/{followed}/jobs/{job.id}/events"' in waiting
    assert "<noscript><meta http-equiv" in waiting
    assert faults_of(waiting.replace("<noscript>", "").replace("</noscript>", "")) == []
    browser.post(f"/people/{followed}/compare", {"first": first, "last": last})
    assert len([one for one in browser.core.stores.jobs.of(followed) if one.kind == "compare"]) == 1
    browser.work_off(course_works)
    page = browser.get(f"/people/{followed}/compare?first={first}&last={last}").text
    assert faults_of(page) == []
    assert "Of 2 spots that both photos show" in page
    assert "3 more lie where one photo shows no skin." in page
    row = page[page.index('<th scope="row">7</th>') :].split("</tr>")[0]
    for cell in ("chin", "new", "0.010", "0.123", "+0.113", "0.045", "0.0", "2.5"):
        assert f">{cell}</td>" in row, cell
    assert '<th scope="row">8</th>' not in page  # it did not change
    pictures = f"/people/{followed}/jobs/{job.id}/pictures"
    for name in ("before", "after", "difference", "marks", "close_7"):
        assert f"{pictures}/{name}" in page
        assert browser.get(f"{pictures}/{name}").headers["content-type"] == "image/jpeg"
    table = browser.get(f"/people/{followed}/jobs/{job.id}/files/tracks.csv")
    assert table.text.startswith("spot,region")
    assert table.headers["content-disposition"].startswith("attachment")


def test_a_photo_that_was_measured_again_makes_it_old(
    browser: "Browser", followed: str, course_works: SimpleNamespace
) -> None:
    page = compared(browser, followed, course_works)
    assert "compare them anew" not in browser.get(page).text
    browser.post(f"/people/{followed}/photos/{photos_of(browser, followed)[0]}/again")
    browser.work_off(course_works)
    assert "compare them anew" in browser.get(page).text
    compared(browser, followed, course_works)
    assert "compare them anew" not in browser.get(page).text


@pytest.mark.parametrize("what", ["photo", "visit"])
def test_with_a_photo_goes_all_that_shows_it(
    browser: "Browser", followed: str, course_works: SimpleNamespace, what: str
) -> None:
    page = compared(browser, followed, course_works)
    (job,) = [one for one in browser.core.stores.jobs.of(followed) if one.kind == "compare"]
    before = len(browser.core.stores.vault.names())
    photo = browser.core.stores.photos.of(followed)[-1]
    address = f"photos/{photo.id}" if what == "photo" else f"visits/{photo.visit}"
    assert browser.post(f"/people/{followed}/{address}/delete", {"sure": "yes"}).status_code == 200
    assert browser.get(f"/people/{followed}/jobs/{job.id}/pictures/after").status_code == 404
    assert browser.get(page).status_code == 404
    of_photo, of_comparison = 7, 7
    assert len(browser.core.stores.vault.names()) == before - of_photo - of_comparison


def test_what_cannot_be_compared_is_refused(browser: "Browser", followed: str, photo: bytes) -> None:
    first, *_, last = photos_of(browser, followed)
    path = f"/people/{followed}/compare"
    left = browser.upload(followed, photo, "2025-03-01", view="left").url.path.rpartition("/")[2]
    for pair, words in (
        ((last, first), "an earlier visit first"),
        ((first, first), "an earlier visit first"),
        ((first, left), "have to be measured"),
    ):
        fields = dict(zip(("first", "last"), pair, strict=True))
        answer = browser.post(path, fields)
        assert (answer.status_code, words in answer.text) == (400, True), words
        assert words in browser.get(path, params=fields).text
    other = browser.add_person("Somebody else")
    theirs = browser.add_photo(other, photo)
    for fields in ({"first": first, "last": theirs}, {"first": theirs, "last": last}, {"first": "", "last": last}):
        assert browser.post(path, fields).status_code == 404
    assert browser.get(path, params={"first": first, "last": theirs}).status_code == 404
    assert browser.get(path, params={"first": "../x", "last": last}).status_code == 422
    assert [one.kind for one in browser.core.stores.jobs.of(followed) if one.kind != "analyse"] == []


def test_why_photos_cannot_be_laid_on_each_other_is_told(
    browser: "Browser", followed: str, course_works: SimpleNamespace
) -> None:
    problem = UnusablePhotoError("the photo shows another face", "Choose other visits")
    page = browser.get(compared(browser, followed, course_works.fails(problem))).text
    assert "the photo shows another face. Choose other visits." in page
    assert "Lay them on each other" in page


def test_other_peoples_results_are_not_there(browser: "Browser", followed: str, course_works: SimpleNamespace) -> None:
    compared(browser, followed, course_works)
    (job,) = [one for one in browser.core.stores.jobs.of(followed) if one.kind == "compare"]
    other = browser.add_person("Somebody else")
    for name in ("pictures/before", "files/tracks.csv"):
        assert browser.get(f"/people/{other}/jobs/{job.id}/{name}").status_code == 404
    for name in ("comparison", "tracks", "close_x", "document", "close_8"):
        assert browser.get(f"/people/{followed}/jobs/{job.id}/pictures/{name}").status_code == 404


def test_readers_read_what_clinicians_ask_for(
    clinic: Callable[..., "Browser"], photo: bytes, course_works: SimpleNamespace
) -> None:
    clinician, reader = clinic(Role.CLINICIAN), clinic(Role.READER)
    person = clinician.add_person()
    for date in ("2025-01-31", "2025-06-30"):
        clinician.upload(person, photo, date)
    clinician.work_off(course_works)
    page = reader.get(f"/people/{person}/compare").text
    assert "These two were not compared yet." in page
    assert "Lay them on each other" not in page
    first, last = photos_of(clinician, person)
    assert reader.post(f"/people/{person}/compare", {"first": first, "last": last}).status_code == 403
    assert "What became of the spots" in reader.get(compared(clinician, person, course_works)).text
    (job,) = [one for one in clinician.core.stores.jobs.of(person) if one.kind == "compare"]
    assert job.state is State.DONE

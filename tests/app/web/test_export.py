import csv
import io
import json
import zipfile
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from uvphoto.app.store.accounts import Role

if TYPE_CHECKING:
    from conftest import Browser


@pytest.fixture
def measured(browser: "Browser", photo: bytes, works: ModuleType) -> tuple[str, str]:
    person = browser.add_person("Ada <Lovelace>")
    taken = browser.add_photo(person, photo)
    browser.work_off(works)
    return person, taken


def test_everything_of_a_person_can_be_taken_away(browser: "Browser", photo: bytes, measured: tuple[str, str]) -> None:
    person, _ = measured
    browser.add_photo(person, photo, "2026-06-30")  # not measured yet
    answer = browser.get(f"/people/{person}/export.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert "Ada" not in answer.headers["content-disposition"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    assert {"README.txt", "measures.csv", "person.json", "2026-01-31_front_1/photo.jpg",
            "2026-01-31_front_1/analysis.json", "2026-06-30_front_2/photo.jpg"} == set(archive.namelist())  # fmt: skip
    assert archive.read("2026-01-31_front_1/photo.jpg") == photo
    rows = list(csv.DictReader(io.StringIO(archive.read("measures.csv").decode("utf-8-sig"))))
    assert [(row["date"], row["region"], row["spot_ratio"]) for row in rows] == [
        ("2026-01-31", "cheeks", "0.0125"), ("2026-01-31", "face", "0.0125"),
    ]  # fmt: skip
    told = json.loads(archive.read("person.json"))
    assert told["name"] == "Ada <Lovelace>"
    assert [visit["date"] for visit in told["visits"]] == ["2026-01-31", "2026-06-30"]
    assert "person.export" in [event.what for event in browser.core.stores.audit.newest()]


def test_the_page_and_the_report_show_what_there_is(browser: "Browser", measured: tuple[str, str]) -> None:
    person, taken = measured
    assert "1 photo as it was uploaded" in browser.get(f"/people/{person}/export").text
    report = browser.get(f"/people/{person}/report").text
    assert f"/photos/{taken}/pictures/face_uv" in report
    assert "It is &lt;dark&gt;. Take more light." in report
    assert "0.50–2.00" in report


def test_files_of_a_result_are_sent_as_files(browser: "Browser", measured: tuple[str, str]) -> None:
    person, taken = measured
    answer = browser.get(f"/people/{person}/photos/{taken}/files/document")
    assert answer.headers["content-disposition"] == 'attachment; filename="2026-01-31_front_analysis.json"'
    assert answer.json()["spots"] == 7
    for purpose in ("original", "face", "uv", "nothing"):  # not to be taken so, or not there
        assert browser.get(f"/people/{person}/photos/{taken}/files/{purpose}").status_code == 404
    assert browser.get(f"/people/{browser.add_person('B')}/photos/{taken}/files/document").status_code == 404


def test_readers_take_no_archive(clinic: Callable[..., "Browser"]) -> None:
    person = clinic(Role.CLINICIAN).add_person()
    reader = clinic(Role.READER)
    assert reader.get(f"/people/{person}/export.zip").status_code == 403
    assert reader.get(f"/people/{person}/export").status_code == 403
    assert reader.get(f"/people/{person}/report").status_code == 200

"""What is stored comes out again, of the right person, and nothing else."""

import math
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from uvphoto.errors import FileError, RecordError, SettingsError
from uvphoto.longitudinal.record.entries import Added, NewPhoto, PersonSummary
from uvphoto.longitudinal.record.place import Place, find_place
from uvphoto.longitudinal.record.record import Record

Maker = Callable[..., NewPhoto]


def test_what_is_added_is_found_again(record: Record, photo: Maker) -> None:
    new = replace(
        photo("a", share=0.05),
        view="left",
        mm_per_pixel=0.1 + 0.2,
        split="train",
        licence="in house",
        treatment="laser, 2 sessions",
        files={"skin_mask": photo("mask").colour},
        maps={"melanin": {"meaning": "share", "unit": "1", "full_scale": 0.2}},
        extra={"note": 'é\n, "x"'},
    )
    assert record.add("p1", [new]) == Added(1, 1, 1)
    person = Record.open(record.place).person("p1")
    (visit,) = person.visits
    (found,) = visit.photos
    assert (person.pseudonym, visit.date, visit.treatment) == ("p1", new.visit, new.treatment)
    for name in ("device", "domain", "view", "mm_per_pixel", "split", "licence", "maps", "extra"):
        assert getattr(found, name) == getattr(new, name), name
    assert record.path(found.colour).read_bytes() == new.colour.read_bytes()
    assert record.path(found.files["skin_mask"]).read_bytes() == new.files["skin_mask"].read_bytes()
    (result,) = found.results
    assert result.document == new.results[0].document
    assert list(result.regions) == ["cheeks", "nose"]
    assert record.path(result.files["uv"]).read_bytes() == new.results[0].files["uv"].read_bytes()
    assert record.problems() == []


def test_a_history_tells_what_was_measured_by_what(record: Record, photo: Maker) -> None:
    record.add("p1", [photo("c", "2026-03-02", share=0.06, device="pixel", domain="phone", treatment="laser")])
    record.add("p1", [photo("a", "2026-01-31"), photo("b", "2026-02-28", share=0.05)])
    record.add("p2", [photo("d", "2020-01-01", share=0.5)])
    history = record.history("p1")
    assert history.person == "p1"
    assert [(one.visit, one.day) for one in history.sittings] == [(date(2026, 2, 28), 28.0), (date(2026, 3, 2), 30.0)]
    first, second = history.sittings
    assert (first.device, first.domain, first.view, first.treatment) == ("clinic", "clinic", "front", "")
    assert (second.device, second.domain, second.treatment) == ("pixel", "phone", "laser")
    assert math.isclose(first.regions["cheeks"]["spot_ratio"], 0.05)
    assert math.isclose(first.regions["cheeks"]["spot_ratio_90_low"], 0.02)
    assert first.regions["nose"]["spot_ratio"] is None
    assert (first.weights_name, first.weights_sha256, first.algorithm) == ("compact", "ab" * 32, "absorbance 3")
    assert (first.white_balance, first.is_refused, first.made_by) == ("none", False, "uvphoto 1.0")


def test_of_several_results_the_last_one_counts(record: Record, photo: Maker) -> None:
    for share in (0.05, 0.07, 0.05):
        record.add("p1", [photo("a", share=share)])
    assert [one.regions["cheeks"]["spot_ratio"] for one in record.history("p1").sittings] == [0.07]
    everything = record.history("p1", all_results=True).sittings
    assert [one.regions["cheeks"]["spot_ratio"] for one in everything] == [0.05, 0.07]


def test_the_same_again_changes_nothing(record: Record, photo: Maker) -> None:
    photos = [photo("a", share=0.05), photo("b", view="left")]
    assert record.add("p1", photos) == Added(1, 2, 1)
    before = record.person("p1")
    assert record.add("p1", photos) == Added(0, 0, 0)
    files = set(record.place.photos.rglob("*.*"))
    encoded_anew = replace(photos[0].results[0], files={"uv": photo("encoded anew").colour})
    assert record.add("p1", [replace(photos[0], results=(encoded_anew,))]) == Added(0, 0, 0)
    assert set(record.place.photos.rglob("*.*")) == files  # else nobody would ever delete it
    assert record.problems() == []
    assert record.add("p1", [photo("a", share=0.06)]) == Added(0, 0, 1)
    assert record.person("p1").visits[0].photos[1:] == before.visits[0].photos[1:]


def test_people_are_listed_with_what_they_have(record: Record, photo: Maker) -> None:
    assert record.people() == []
    record.add("p2", [photo("a", "2026-02-01", share=0.1), photo("b", "2025-01-01", device="pixel", domain="phone")])
    record.add("P10", [photo("c")])
    assert record.people() == [
        PersonSummary("P10", 1, 1, 0, date(2026, 1, 31), date(2026, 1, 31), ("clinic",)),
        PersonSummary("p2", 2, 2, 1, date(2025, 1, 1), date(2026, 2, 1), ("clinic", "pixel")),
    ]


@pytest.mark.parametrize(
    "name", ["", " ", "Ann Smith", "ann@x.org", "../p1", "p/1", "-p", ".p", "p.", "é", "p\n", "con", "nul.x", "p" * 65]
)
def test_no_such_pseudonym_is_stored(tmp_path: Path, photo: Maker, name: str) -> None:
    record = Record.create(find_place(tmp_path / "record"))
    with pytest.raises(SettingsError, match="cannot stand for a person"):
        record.add(name, [photo("a")])
    assert record.people() == []


@pytest.mark.parametrize("name", ["p1", "007", "A_b-c.d", "p" * 64, "x"])
def test_such_a_pseudonym_is_stored(tmp_path: Path, photo: Maker, name: str) -> None:
    record = Record.create(find_place(tmp_path / "record"))
    record.add(name, [photo("a")])
    assert record.person(name).pseudonym == name


def test_what_contradicts_the_record_is_refused_whole(record: Record, photo: Maker) -> None:
    record.add("p1", [photo("a", treatment="laser")])
    before, files = record.person("p1"), set(record.place.photos.rglob("*.*"))
    for problem, person, new in (
        ("capitals only", "P1", photo("new")),
        ("as the photo of 2026-01-31", "p1", photo("a", "2026-02-01")),
        ("as the photo of 2026-01-31", "p1", photo("a", view="left")),
        ("another treatment", "p1", photo("x", treatment="peeling")),
    ):
        with pytest.raises(RecordError, match=problem):
            record.add(person, [photo("other"), new])
        assert [one.pseudonym for one in record.people()] == ["p1"]
        assert record.person("p1") == before
        assert set(record.place.photos.rglob("*.*")) == files


def test_a_photo_that_cannot_be_read_stores_nothing(record: Record, photo: Maker) -> None:
    gone = photo("gone")
    gone.colour.unlink()
    with pytest.raises(FileError, match="cannot be read"):
        record.add("p1", [photo("a"), gone])
    assert record.people() == []
    assert record.problems() == []
    assert not list(record.place.photos.glob(".incoming/*"))


@pytest.mark.parametrize(
    "said", [{"view": "back"}, {"domain": "home"}, {"split": "some"}, {"device": " "}, {"treatment": "two\nlines"}]
)
def test_what_makes_no_sense_of_a_photo_is_refused(photo: Maker, said: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(said.values())).partition("\n")[0]):
        photo("a", **said)


def test_room_that_cannot_be_swept_is_told_and_swept_later(
    record: Record, photo: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.add("p1", [photo("a")])
    record.add("p2", [photo("b")])
    with monkeypatch.context() as patch:
        patch.setattr("uvphoto.longitudinal.record.database.Base.metadata.tables", {"nothing": None})
        if record.place.is_sqlite:
            patch.setattr(record.place.file.__class__, "unlink", _no_room)
        with pytest.raises(RecordError, match="cannot be used"):
            record.delete("p1")
    assert list(record.place.photos.glob(".doubtful/*"))
    assert [one.pseudonym for one in record.people()] == ["p2"]
    record.add("p3", [photo("c")])
    assert not list(record.place.photos.glob(".doubtful/*"))
    assert record.problems() == []


def _no_room(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_record_is_for_nobody_else_to_look_into(record: Record) -> None:
    if os.name == "posix":
        assert record.place.photos.stat().st_mode & 0o077 == 0
        if record.place.is_sqlite:
            assert record.place.file.parent.stat().st_mode & 0o077 == 0


def test_files_that_are_missing_altered_or_strange_are_told(record: Record, photo: Maker) -> None:
    record.add("p1", [photo("a"), photo("b"), photo("c")])
    first, second, _ = (record.path(one.colour) for one in record.person("p1").visits[0].photos)
    first.unlink()
    second.write_bytes(b"something else")
    strange = second.with_name("f" * 64 + ".jpg")
    strange.write_bytes(b"nobody's")
    told = {(first, "is missing"), (second, "has been altered"), (strange, "belongs to nobody in the record")}
    assert set(record.problems()) == told
    record.add("p2", [photo("a"), photo("b")])  # the same content heals what was lost
    assert {path for path, _ in record.problems()} == {strange}


def test_a_record_that_is_not_there_is_not_made_by_looking(place: Place) -> None:
    for _ in range(2):
        with pytest.raises(RecordError, match="holds no record"):
            Record.open(place)
    assert not place.photos.exists()
    assert not (place.is_sqlite and place.file.parent.exists())


def test_somebody_who_is_not_there_is_told(record: Record, photo: Maker) -> None:
    record.add("p1", [photo("a")])
    for ask in (record.person, record.history, record.delete):
        with pytest.raises(RecordError, match="holds nobody by the name 'p2'"):
            ask("p2")
    with pytest.raises(RecordError, match=r"no visit of 'p1' on 2020-01-01 \(there are 2026-01-31"):
        record.delete("p1", date(2020, 1, 1))


def test_photos_of_another_record_are_left_alone(record: Record, photo: Maker, tmp_path: Path) -> None:
    record.add("p1", [photo("a")])
    other = replace(find_place(tmp_path / "other"), photos=record.place.photos)
    other.file.parent.mkdir()
    with pytest.raises(RecordError, match="holds the photos of another record"):
        Record.create(other)
    elsewhere = replace(record.place, photos=tmp_path / "elsewhere")
    with pytest.raises(RecordError, match="does not hold the photos of this record"):
        Record.create(elsewhere)
    assert record.problems() == []


def test_what_is_no_database_is_told(tmp_path: Path, photo: Maker) -> None:
    place = find_place(tmp_path / "record")
    Record.create(place).add("p1", [photo("a")])
    place.file.write_bytes(b"no database, but text" * 100)
    with pytest.raises(RecordError, match="cannot be read as a record"):
        Record.open(place)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RecordError, match="cannot be used"):
        Record.create(find_place(tmp_path / "file" / "record"))


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    place = find_place("postgresql://somebody:secret@127.0.0.1:1/record", tmp_path)
    with pytest.raises(RecordError, match="cannot be used") as raised:
        Record.open(place)
    assert "secret" not in str(raised.value)

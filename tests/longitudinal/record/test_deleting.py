"""Whoever is deleted is gone: from the rows, the disk, and the room that rows leave in a database."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from uvphoto.errors import RecordError
from uvphoto.longitudinal.record.entries import NewPhoto, Removed
from uvphoto.longitudinal.record.place import find_place
from uvphoto.longitudinal.record.record import Record

Maker = Callable[..., NewPhoto]


def places_of(words: Iterable[bytes], *folders: Path) -> set[tuple[str, bytes]]:
    """Return which of some words stand in which files, or in their names."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {
        (str(path), word) for path in files for word in words if word in path.read_bytes() or word in str(path).encode()
    }


def files_of(record: Record) -> set[Path]:
    return set(record.place.photos.glob("[0-9a-f]*/*"))


def test_a_deleted_person_leaves_no_trace(record: Record, photo: Maker, request: pytest.FixtureRequest) -> None:
    for number in range(15):  # so that there are pages that the deleted rows shared with others
        record.add(f"other{number}", [photo("shared"), photo(f"of {number}", share=number / 100)])
    gone = [photo("shared"), photo("secretface", share=0.123456789, treatment="secretpeel", device="secretphone")]
    record.add("secretperson", gone)
    words = [b"secretperson", b"secretface", b"secretpeel", b"secretphone", b"0.123456789"]
    words += [one.sha256.encode() for one in stored(record, "secretperson", device="secretphone")]
    folders = [record.place.photos]
    if record.place.is_sqlite:
        folders.append(record.place.file.parent)
    else:
        server = request.getfixturevalue("server")
        server.execute("CHECKPOINT")
        folders.append(server.data / "base")
    assert {word for _, word in places_of(words, *folders)} == set(words)  # the search finds what is there

    sizes = sum(path.stat().st_size for path in (gone[1].colour, gone[1].results[0].files["uv"]))
    assert record.delete("secretperson") == Removed(1, 2, 1, 2, sizes)
    if not record.place.is_sqlite:
        server.execute("CHECKPOINT")
    assert places_of(words, *folders) == set()
    assert len(record.people()) == 15
    assert record.problems() == []


def stored(record: Record, person: str, device: str) -> list:
    photos = [one for visit in record.person(person).visits for one in visit.photos if one.device == device]
    return [one.colour for one in photos] + [file for one in photos for r in one.results for file in r.files.values()]


def test_files_that_others_refer_to_stay(record: Record, photo: Maker) -> None:
    record.add("p1", [photo("shared", share=0.1), photo("own")])
    record.add("p2", [photo("shared")])
    before = files_of(record)
    assert len(before) == 3  # the shared photo, its UV photo, the other photo
    assert record.delete("p1").files == 2
    (left,) = files_of(record)
    assert left.read_bytes() == photo("shared").colour.read_bytes()
    assert record.delete("p2").files == 1
    assert files_of(record) == set()
    assert record.people() == []


def test_one_visit_can_be_deleted(record: Record, photo: Maker) -> None:
    record.add("p1", [photo("a", "2026-01-01", share=0.1), photo("b", "2026-02-01", share=0.2)])
    assert record.delete("p1", date(2026, 1, 1)).visits == 1
    assert [one.date for one in record.person("p1").visits] == [date(2026, 2, 1)]
    assert [one.day for one in record.history("p1").sittings] == [0]
    record.delete("p1", date(2026, 2, 1))
    assert record.people() == []  # nobody stays without a visit


def test_what_cannot_be_removed_is_told(tmp_path: Path, photo: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record.create(find_place(tmp_path / "record"))
    record.add("p1", [photo("a")])
    with monkeypatch.context() as patch:
        patch.setattr("uvphoto.longitudinal.record.photo_store.PhotoStore.remove", lambda *_: None)
        with pytest.raises(RecordError, match=r"still holds something of 'p1' \(1 files\)"):
            record.delete("p1")


def test_the_database_is_smaller_afterwards(record: Record, photo: Maker) -> None:
    for number in range(12):
        record.add("p1", [photo(str(number), f"2026-01-{number + 1:02}", share=0.1)])
    record.add("p2", [photo("x")])
    engine = create_engine(record.place.database)
    query = (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if record.place.is_sqlite
        else "SELECT pg_total_relation_size('result')"
    )
    with engine.connect() as connection:
        before = connection.scalar(text(query))
    record.delete("p1")
    with engine.connect() as connection:
        assert connection.scalar(text(query)) < before
        if record.place.is_sqlite:
            assert connection.scalar(text("PRAGMA freelist_count")) == 0
    engine.dispose()

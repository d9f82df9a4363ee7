"""Weights and folders: whole, damaged, unchecked, full, foreign, of another version."""

import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

from uvphoto.conversion.weights_adding import add_weights
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.installation import places
from uvphoto.installation.places import DataPlace, examine_places
from uvphoto.installation.weights import WeightsFile, examine_weights
from uvphoto.longitudinal.record.peeking import peek
from uvphoto.longitudinal.record.place import find_place
from uvphoto.longitudinal.record.record import Record


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WeightsStore:
    """Return the bundled weights, copied, and an empty folder of one's own; the record is not there yet."""
    monkeypatch.setenv("UVPHOTO_RECORD", str(tmp_path / "record"))
    bundled = shutil.copytree(WeightsStore.of_user().bundled, tmp_path / "bundled")
    return WeightsStore(bundled, tmp_path / "own")


def by_name(files: tuple[WeightsFile, ...]) -> dict[str, WeightsFile]:
    return {file.name: file for file in files}


def test_the_bundled_weights_are_whole_and_calibrated(store: WeightsStore) -> None:
    for file in examine_weights(store):
        assert file.lack is None
        assert file.calibrated_for == ("none",)
        assert len(file.sha256) == 64


def test_one_altered_byte_is_noticed(store: WeightsStore) -> None:
    name = "compact-simulated-2"
    path = store.bundled / f"{name}.onnx"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    file = by_name(examine_weights(store))[name]
    assert file.lack.is_fault
    assert "is not the file that" in file.lack.what
    assert file.lack.remedy == "pip install --force-reinstall --no-deps uvphoto"
    assert file.sha256 == ""


def test_what_nobody_noted_and_nobody_calibrated(store: WeightsStore, networks: ModuleType, tmp_path: Path) -> None:
    add_weights(store, networks.write_onnx(tmp_path / "mine.onnx", networks.COMPACT), name="mine")
    mine = by_name(examine_weights(store))["mine"]
    assert mine.lack.remedy == "uvphoto calibrate"
    assert not mine.lack.is_fault
    (store.own / "mine.json").unlink()
    assert "Nobody noted" in by_name(examine_weights(store))["mine"].lack.what
    (store.own / "mine.json").write_text("[]")
    broken = by_name(examine_weights(store))["mine"].lack
    assert broken.is_fault
    assert broken.remedy == "uvphoto weights add FILE --replace"


def of(store: WeightsStore, what: str) -> DataPlace:
    return next(place for place in examine_places(store) if place.what == what)


def test_looking_makes_nothing(store: WeightsStore, tmp_path: Path) -> None:
    found = of(store, "record of persons")
    assert (found.told, found.lack.is_fault) == ("none yet", False)
    assert not (tmp_path / "record").exists()
    assert not store.own.exists()
    assert of(store, "your weights").told == "none yet"


def test_a_record_is_looked_into(store: WeightsStore, tmp_path: Path) -> None:
    Record.create(find_place())
    assert of(store, "record of persons").told == "0 persons, 0 photos"
    database = tmp_path / "record" / "record.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'r0001'")
    before = database.read_bytes()
    found = of(store, "record of persons")
    assert "brings older ones up to date" in found.lack.remedy
    assert not peek(find_place()).is_current
    assert database.read_bytes() == before
    database.write_bytes(b"no database at all" * 1000)
    broken = of(store, "record of persons").lack
    assert broken.is_fault
    assert "cannot be" in broken.what


def test_folders_that_are_none_or_full(store: WeightsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.own.write_text("a file")
    assert of(store, "your weights").lack.what == "It is no folder."
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(places.shutil, "disk_usage", lambda _: usage(10, 10, 5_000_000))
    assert of(store, "temporary files").lack.what == "Only 5 MB are free there."
    monkeypatch.setattr(places.os, "access", lambda *_: False)
    assert "cannot be read and written" in of(store, "temporary files").lack.what


def test_a_url_that_makes_no_sense_ends_nothing(store: WeightsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UVPHOTO_RECORD", "mysql://server/base")
    found = of(store, "record of persons")
    assert found.lack.is_fault
    assert "cannot lie in a database" in found.lack.what

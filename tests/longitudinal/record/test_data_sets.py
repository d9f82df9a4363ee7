"""Data sets go into a record and come out again the same."""

import csv
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from uvphoto.datasets.checks import check
from uvphoto.datasets.manifest import FILE_COLUMNS, DataSet, Description, MapScale, PhotoRow, kinds_of
from uvphoto.datasets.splits import with_splits
from uvphoto.datasets.storage import read_dataset, write_dataset
from uvphoto.errors import DataSetError, FileError, RecordError
from uvphoto.longitudinal.record.data_sets import read_photos
from uvphoto.longitudinal.record.exporting import export
from uvphoto.longitudinal.record.place import find_place
from uvphoto.longitudinal.record.record import Record


@pytest.fixture
def dataset(drawn_faces: ModuleType, tmp_path: Path) -> DataSet:
    """Return a data set with everything in it that one can hold: truth, phones, scales, columns of its own."""
    folder = tmp_path / "set"
    rows: list[PhotoRow] = []
    for number in range(2):
        rows += drawn_faces.write_person(folder, f"p{number}", number, truth=True, phones=1)
    rows[0] = replace(rows[0], extra={"mood": 'good, "so-so"'})
    rows[1] = replace(rows[1], visit=date(2026, 2, 28), mm_per_pixel=1.5, extra={"mood": ""})
    description = Description(
        name="Drawn faces",
        made="Drawn by the tests",
        licence="CC0-1.0",
        devices=("clinic-a", "phone-1"),
        kinds=kinds_of(rows),
        mm_per_pixel=2.0,
        maps={"melanin": MapScale("melanosomes, share of volume", "1", 0.2)},
    )
    return write_dataset(folder, description, with_splits(rows, seed=1))


@pytest.fixture
def local_record(tmp_path: Path) -> Record:
    """Return a record that holds nobody, in SQLite: files do not care in which database."""
    return Record.create(find_place(tmp_path / "record"))


def take_in(record: Record, folder: Path) -> None:
    for person, photos in read_photos(folder).items():
        record.add(person, photos)


def content(dataset: DataSet) -> list[dict[str, object]]:
    """Return all that the rows of a data set say, and the bytes of all files in place of their names."""
    rows = []
    for row in dataset.photos:
        kept = {name: getattr(row, name) for name in ("person", "visit", "view", "device", "domain", "split")}
        files = {column: dataset.path(row, column).read_bytes() for column in FILE_COLUMNS if row.file(column)}
        extra = {name: cell for name, cell in row.extra.items() if cell}
        rows.append(kept | files | {"mm_per_pixel": dataset.scale_of(row), "extra": extra})
    return rows


def test_in_and_out_again_gives_the_same(record: Record, dataset: DataSet, tmp_path: Path) -> None:
    take_in(record, dataset.folder)
    assert record.problems() == []
    assert [(one.pseudonym, one.visits, one.photos) for one in record.people()] == [("p0", 2, 2), ("p1", 1, 2)]
    exported = export(record, tmp_path / "out", name="again")
    assert check(tmp_path / "out") == []
    assert read_dataset(tmp_path / "out") == exported
    assert content(exported) == content(dataset)
    assert exported.description.maps == dataset.description.maps
    assert exported.description.licence == "CC0-1.0"


def test_one_person_goes_out_as_a_zip(local_record: Record, dataset: DataSet, tmp_path: Path) -> None:
    take_in(local_record, dataset.folder)
    export(local_record, tmp_path / "p1.zip", ["p1"])
    with zipfile.ZipFile(tmp_path / "p1.zip") as archive:
        archive.extractall(tmp_path)
    assert check(tmp_path / "p1") == []
    assert content(read_dataset(tmp_path / "p1")) == [row for row in content(dataset) if row["person"] == "p1"]
    assert {path.name for path in tmp_path.iterdir()} >= {"p1", "p1.zip"}
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*"))


def test_repeated_shots_go_out_and_come_back(
    local_record: Record, photo: Callable, dataset: DataSet, tmp_path: Path
) -> None:
    first, second = (dataset.folder / row.colour for row in dataset.photos[:2])
    shots = [replace(photo("x"), colour=path) for path in (first, second)]
    local_record.add("p1", shots)
    exported = export(local_record, tmp_path / "out")
    assert [row.device for row in exported.photos] == ["clinic", "clinic (2)"]
    assert check(tmp_path / "out") == []
    second_record = Record.create(find_place(tmp_path / "second"))
    take_in(second_record, tmp_path / "out")
    assert [one.devices for one in second_record.people()] == [("clinic",)]
    assert len(second_record.person("p1").visits[0].photos) == 2


def test_a_mixed_record_goes_out_without_splits(
    local_record: Record, dataset: DataSet, photo: Callable, tmp_path: Path
) -> None:
    take_in(local_record, dataset.folder)
    local_record.add("p9", [replace(photo("x"), colour=dataset.folder / dataset.photos[0].colour)])
    exported = export(local_record, tmp_path / "out")
    assert {row.split for row in exported.photos} == {""}
    assert check(tmp_path / "out") == []


def change_cells(folder: Path, column: str, value: str) -> None:
    path = folder / "photos.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], *({column} - rows[0].keys())], restval="")
        writer.writeheader()
        writer.writerows(
            {**row, column: value if number == 0 else row.get(column, "")} for number, row in enumerate(rows)
        )


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("visit", "", "does not tell when people/p0/v00_clinic_colour.jpg was taken"),
        ("person", "Ann Smith", "cannot stand for a person"),
        ("colour", "people/p0/gone.jpg", "has a fault: people/p0/gone.jpg"),
        ("analyses", "../elsewhere", "leads out of the data set's folder"),
        ("analyses", "people/p0", "cannot be read"),
    ],
)
def test_a_data_set_that_cannot_go_in_is_refused(dataset: DataSet, column: str, value: str, problem: str) -> None:
    change_cells(dataset.folder, column, value)
    if column == "person":
        change_cells(dataset.folder, "split", "train")
    with pytest.raises(FileError, match=problem):
        read_photos(dataset.folder)


def test_a_folder_that_is_no_data_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataSetError):
        read_photos(tmp_path)


def test_an_export_that_fails_leaves_nothing(local_record: Record, dataset: DataSet, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="holds nobody"):
        export(local_record, tmp_path / "out")
    take_in(local_record, dataset.folder)
    with pytest.raises(RecordError, match="nobody by the name 'p7'"):
        export(local_record, tmp_path / "out", ["p0", "p7"])
    local_record.path(local_record.person("p1").visits[0].photos[0].colour).unlink()
    with pytest.raises(RecordError, match="is missing, a file of p1"):
        export(local_record, tmp_path / "out.zip")
    (tmp_path / "taken").mkdir()
    with pytest.raises(FileError, match="is there already"):
        export(local_record, tmp_path / "taken")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FileError, match="cannot be written"):
        export(local_record, tmp_path / "file" / "out", ["p0"])
    assert not list(tmp_path.glob("*out*")) + list(tmp_path.glob(".*"))


def test_maps_that_mean_different_things_do_not_go_out_together(
    local_record: Record, dataset: DataSet, tmp_path: Path
) -> None:
    photos = read_photos(dataset.folder)
    local_record.add("p0", photos["p0"])
    scale = {"melanin": {"meaning": "something else", "unit": "1", "full_scale": 0.2}}
    local_record.add("p1", [replace(photo, maps=scale if photo.maps else {}) for photo in photos["p1"]])
    with pytest.raises(RecordError, match="whose values mean different things"):
        export(local_record, tmp_path / "out")
    assert len(export(local_record, tmp_path / "out", ["p1"]).photos) == 2

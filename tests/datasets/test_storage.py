import os
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from uvphoto.datasets.manifest import Description, PhotoRow
from uvphoto.datasets.storage import read_dataset, write_dataset
from uvphoto.errors import DataSetError

DESCRIPTION = Description("Test", "by hand", "CC0-1.0", ("camera", "phone-1"), ("colour", "uv"), 0.1)
PHOTOS = (
    PhotoRow("Zoë", date(2026, 1, 31), "front", "camera", "clinic", "people/Zoë/c.jpg", "people/Zoë/u.png"),
    PhotoRow("花子", None, "left", "phone-1", "phone", "people/h.jpg", mm_per_pixel=0.25),
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    written = write_dataset(tmp_path / "new" / "set", DESCRIPTION, PHOTOS)
    assert read_dataset(tmp_path / "new" / "set") == written
    assert written.persons == ("Zoë", "花子")
    assert [written.scale_of(row) for row in written.photos] == [0.1, 0.25]
    assert written.path(PHOTOS[0], "uv") == tmp_path / "new/set/people/Zoë/u.png"
    assert written.path(PHOTOS[1], "uv") is None


def test_it_reads_with_pandas_in_one_line(tmp_path: Path) -> None:
    write_dataset(tmp_path, DESCRIPTION, PHOTOS)
    table = pd.read_csv(tmp_path / "photos.csv", parse_dates=["visit"])
    assert list(table.columns[:3]) == ["person", "visit", "view"]
    assert table["person"].tolist() == ["Zoë", "花子"]
    assert table["visit"][0] == pd.Timestamp(2026, 1, 31)
    assert table["uv"].notna().tolist() == [True, False]


def test_a_spreadsheet_is_told_that_it_is_utf_8(tmp_path: Path) -> None:
    write_dataset(tmp_path, DESCRIPTION, PHOTOS)
    assert (tmp_path / "photos.csv").read_bytes().startswith(b"\xef\xbb\xbfperson,")
    assert (tmp_path / "dataset.json").read_bytes().startswith(b"{\n")


def test_columns_and_keys_that_are_not_ours_survive_rewriting(tmp_path: Path) -> None:
    write_dataset(tmp_path, DESCRIPTION, PHOTOS)
    table = tmp_path / "photos.csv"
    lines = table.read_text("utf-8-sig").splitlines()
    table.write_text("\n".join([f"{lines[0]},note"] + [f"{line},note {n}" for n, line in enumerate(lines[1:])]))
    description = tmp_path / "dataset.json"
    description.write_text(description.read_text("utf-8").replace("{", '{"contact": ["a", 1],', 1), "utf-8")
    read = read_dataset(tmp_path)
    again = write_dataset(tmp_path, read.description, read.photos)
    assert read_dataset(tmp_path) == again == read
    assert again.description.extra == {"contact": ["a", 1]}
    assert [row.extra for row in again.photos] == [{"note": "note 0"}, {"note": "note 1"}]


def test_the_same_data_set_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_dataset(tmp_path / name, DESCRIPTION, PHOTOS)
    for file in ("photos.csv", "dataset.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_broken_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dataset(tmp_path, DESCRIPTION, PHOTOS)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def break_off(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", break_off)
    with pytest.raises(KeyboardInterrupt):
        write_dataset(tmp_path, DESCRIPTION, PHOTOS[:1])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("path", ["/etc/c.jpg", "../c.jpg", "a\\c.jpg", "C:c.jpg"])
def test_paths_out_of_the_folder_are_not_written(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="jpg"):
        write_dataset(tmp_path, DESCRIPTION, [PhotoRow("p", None, "front", "camera", "clinic", path)])
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_a_user_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataSetError, match="cannot be written"):
        write_dataset(tmp_path / "file" / "set", DESCRIPTION, PHOTOS)


def test_reading_names_the_first_fault_and_where_to_see_all(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"dataset\.json is missing \(and 1 more faults\).*uvphoto dataset check"):
        read_dataset(tmp_path)
    write_dataset(tmp_path, DESCRIPTION, PHOTOS)
    table = tmp_path / "photos.csv"
    table.write_text(table.read_text("utf-8-sig").replace("left", "above"), "utf-8")
    with pytest.raises(DataSetError, match=r"row 3: photos\.csv \(view\) 'above' is none of"):
        read_dataset(tmp_path)


@pytest.mark.parametrize(
    "change", [{"person": ""}, {"colour": ""}, {"device": ""}, {"view": "up"}, {"domain": "x"}, {"split": "dev"}]
)
def test_a_senseless_row_is_a_programming_mistake(change: dict[str, str]) -> None:
    sound = {"person": "p", "view": "front", "device": "d", "domain": "clinic", "colour": "c.jpg"}
    with pytest.raises(ValueError, match=r"needs a person|is none of"):
        PhotoRow(visit=None, **{**sound, **change})

"""Data sets that become trees and data sets again: nothing is lost."""

import json
import string
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bids_validator import BIDSValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.datasets.bids import read_bids, write_bids
from uvphoto.datasets.manifest import (
    DOMAINS,
    FILE_COLUMNS,
    MAP_COLUMNS,
    SPLITS,
    VIEWS,
    DataSet,
    Description,
    MapScale,
    PhotoRow,
    kinds_of,
)
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.write import write_simulated
from uvphoto.datasets.storage import read_dataset, write_dataset

words = st.text(string.ascii_letters + string.digits + "-_. äéß山", min_size=1, max_size=8).map(str.strip).filter(bool)
names = st.text(string.ascii_lowercase + string.digits + "-_ä", min_size=1, max_size=5)
texts = st.text(st.characters(exclude_categories=["C"]), max_size=12)
numbers = st.floats(1e-3, 1e3, allow_nan=False)
dates = st.dates(date(1999, 1, 1), date(2030, 1, 1))
ENDINGS = (".jpg", ".JPEG", ".png", ".tiff", ".heic", "", ".npy")


@st.composite
def rows(draw: st.DrawFn, number: int, extra: list[str]) -> PhotoRow:
    """Draw a row whose files are its own, but for a table that several rows share."""
    used = draw(st.sets(st.sampled_from([one for one in FILE_COLUMNS if one != "colour"]))) | {"colour"}
    folder = draw(st.sampled_from(["", "people/", f"a/{number}/", "./"]))
    files = {
        column: f"{folder}{draw(names)}{number}{column}{draw(st.sampled_from(ENDINGS))}"
        if column != "spot_table"
        else f"tables/{draw(st.integers(1, 2))}.csv"
        for column in used
    }
    return PhotoRow(
        person=draw(words),
        visit=draw(st.none() | dates),
        view=draw(st.sampled_from(VIEWS)),
        device=draw(words),
        domain=draw(st.sampled_from(DOMAINS)),
        split=draw(st.sampled_from(("", *SPLITS))),
        mm_per_pixel=draw(st.none() | numbers),
        extra={column: draw(texts) for column in extra},
        **files,
    )


@st.composite
def datasets(draw: st.DrawFn) -> tuple[Description, list[PhotoRow]]:
    extra = draw(st.lists(st.sampled_from(["light", "note of mine", "Kamera"]), unique=True))
    photos = [draw(rows(number, extra)) for number in range(draw(st.integers(1, 5)))]
    maps = draw(st.dictionaries(st.sampled_from(MAP_COLUMNS), st.builds(MapScale, texts, texts, numbers)))
    further = draw(st.dictionaries(st.sampled_from(["truth", "contact"]), st.none() | texts | st.lists(numbers)))
    description = Description(
        name=draw(words),
        made=draw(texts),
        licence=draw(texts),
        devices=tuple(dict.fromkeys(row.device for row in photos)),
        kinds=kinds_of(photos),
        mm_per_pixel=draw(st.none() | numbers),
        maps=maps,
        extra=further,
    )
    return description, photos


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def written(folder: Path, description: Description, photos: list[PhotoRow]) -> DataSet:
    """Write a data set whose files are texts, and read it."""
    for row in photos:
        for column in FILE_COLUMNS:
            if row.file(column):
                path = folder / row.file(column)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"{row.file(column)} of {row.person}")
    write_dataset(folder, description, photos)
    return read_dataset(folder)


@settings(max_examples=25)
@given(datasets(), st.dictionaries(names, texts, max_size=3))
def test_any_data_set_comes_back_byte_for_byte(
    made: tuple[Description, list[PhotoRow]], others: dict[str, str]
) -> None:
    with TemporaryDirectory() as place:
        folder, tree, back = (Path(place) / name for name in ("set", "tree", "back"))
        dataset = written(folder, *made)
        for name, text in others.items():
            path = folder / "others" / f"{name}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        files = write_bids(dataset, tree)
        read = read_bids(tree, back)
        assert contents(back) == contents(folder)
        assert read_dataset(back) == replace(dataset, folder=back)
        assert read.dataset.photos == dataset.photos
        assert read.files == files == len(contents(folder)) - 2
        assert read.left_out == ()


@settings(max_examples=25)
@given(datasets())
def test_names_of_photos_are_those_of_the_standard(made: tuple[Description, list[PhotoRow]]) -> None:
    with TemporaryDirectory() as place:
        tree = Path(place) / "tree"
        write_bids(written(Path(place) / "set", *made), tree)
        ignore = tree / ".bidsignore"
        ignored = ignore.read_text("utf-8").split() if ignore.exists() else []
        is_bids = BIDSValidator().is_bids
        for path in contents(tree):
            if path != ".bidsignore" and not any(Path(path).match(pattern) for pattern in ignored):
                assert is_bids(f"/{path}"), path
        assert all(pattern.startswith("*_photo") for pattern in ignored)


def test_the_judge_of_names_can_tell() -> None:
    is_bids = BIDSValidator().is_bids
    assert is_bids("/sub-p1/ses-20260131/micr/sub-p1_ses-20260131_sample-face_acq-aFrontUv_photo.png")
    assert not is_bids("/sub-p1/ses-20260131/micr/sub-p1_ses-20260131_sample-face_acq-a-Front_photo.png")
    assert not is_bids("/sub-p1/micr/sub-p1_sample-face_acq-aFront_photo.heic")


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    """Return a simulated set: two visits, a phone, all kinds of files."""
    folder = tmp_path_factory.mktemp("simulated") / "set"
    return write_simulated(SimulationSettings(people=1, seed=4, size=256, phones=1, visits=2), folder)


def test_a_simulated_set_comes_back_byte_for_byte(simulated: DataSet, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_bids(simulated, tmp_path / "tree", progress=lambda done, files: told.append((done, files)))
    read_bids(tmp_path / "tree", tmp_path / "back", link=True)
    hidden = {name: data for name, data in contents(simulated.folder).items() if not Path(name).name.startswith(".")}
    assert contents(tmp_path / "back") == hidden
    assert {"people.csv", "simulation.json"} <= hidden.keys()
    assert told[-1] == (len(hidden) - 2, len(hidden) - 2)


def test_a_sidecar_tells_people_what_they_want_to_know(simulated: DataSet, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    write_bids(simulated, tree)
    row = simulated.photos[0]
    day = f"{row.visit:%Y%m%d}"
    stem = f"sub-p00001/ses-{day}/micr/sub-p00001_ses-{day}_sample-face_acq-{row.device.replace('-', '')}Front"
    colour, uv = (json.loads((tree / f"{stem}{kind}_photo.json").read_text()) for kind in ("Colour", "Uv"))
    assert colour["PixelSize"] == [simulated.scale_of(row)] * 2
    assert colour["UVPhoto"]["Row"]["device"] == row.device
    assert colour["UVPhoto"]["Files"]["uv"] == f"bids::{stem}Uv_photo.png"
    assert uv["UVPhoto"]["Partner"] == colour["UVPhoto"]["Files"]["colour"]
    assert uv["UVPhoto"]["Visit"] == row.visit.isoformat()
    melanin = json.loads((tree / "derivatives/uvphoto/desc-melanin_map.json").read_text())
    assert melanin["FullScale"] == simulated.description.maps["melanin"].full_scale
    phone = simulated.photos[1]
    table = [json.loads(path.read_text()) for path in tree.rglob("*Colour_photo.json")]
    shared = {
        one["UVPhoto"]["Files"]["spot_table"] for one in table if one["UVPhoto"]["Row"]["visit"] == str(row.visit)
    }
    assert phone.spot_table == row.spot_table
    assert len(shared) == 1


def test_people_who_are_spelled_alike_stay_apart(make_dataset: Callable[..., DataSet], tmp_path: Path) -> None:
    dataset = make_dataset(3)
    alike = {"p0000": "A-1", "p0001": "a 1", "p0002": "山田"}
    photos = [replace(row, person=alike[row.person]) for row in dataset.photos]
    write_bids(write_dataset(dataset.folder, dataset.description, photos), tmp_path / "tree")
    lines = (tmp_path / "tree" / "participants.tsv").read_text("utf-8").splitlines()
    assert [line.split("\t")[:2] for line in lines[1:]] == [
        ["sub-A1", "A-1"],
        ["sub-a1x2", "a 1"],
        ["sub-person", "山田"],
    ]

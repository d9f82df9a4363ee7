"""What is wrong with a tree or a data set is named, and nothing half-written is left behind."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from uvphoto.datasets.bids import read_bids, write_bids
from uvphoto.datasets.manifest import DataSet
from uvphoto.datasets.storage import write_dataset
from uvphoto.errors import DataSetError


@pytest.fixture
def tree(make_dataset: Callable[..., DataSet], tmp_path: Path) -> Path:
    """Return a tree of two people with truth and a phone."""
    write_bids(make_dataset(2, truth=True, phones=1), tmp_path / "tree")
    return tmp_path / "tree"


def changed(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content), "utf-8")


def first_sidecar(tree: Path) -> Path:
    return min(tree.glob("sub-p0000/**/*clinicaFrontColour_photo.json"))


def refused(tree: Path, words: str) -> None:
    """Hold a tree to be refused with certain words, and without a trace."""
    before = sorted(tree.parent.iterdir())
    with pytest.raises(DataSetError, match=words):
        read_bids(tree, tree.parent / "back")
    assert sorted(tree.parent.iterdir()) == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda told: told.pop("UVPhoto"), "lacks the key 'UVPhoto': the tree was not written by uvphoto"),
        (lambda told: told["UVPhoto"].update(FormatVersion=9), "FormatVersion 9; this uvphoto reads 1"),
        (lambda told: told["UVPhoto"].update(Photos="4"), "Photos '4'"),
        (lambda told: told["UVPhoto"].update(Photos=5), "lacks the sidecars of 1 of 5 photos"),
        (lambda told: told["UVPhoto"].update(Photos=3), "has 4 sidecars of photos"),
        (lambda told: told["UVPhoto"]["DataSet"].pop("name"), "DataSet that lacks the key 'name'"),
        (lambda told: told["UVPhoto"].update(DataSet=[]), "DataSet that must hold one object"),
    ],
)
def test_descriptions(tree: Path, change: Callable[[dict[str, Any]], object], words: str) -> None:
    changed(tree / "dataset_description.json", change)
    refused(tree, words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda told: told.update(Number=0), "Number is 0"),
        (lambda told: told.update(Number=2), "has the UVPhoto.Number 2, as"),
        (lambda told: told.pop("Row"), "Row is no table of texts"),
        (lambda told: told["Row"].update(mm_per_pixel=1), "Row is no table of texts"),
        (lambda told: told["Row"].update(view="above"), r"\(view\) 'above' is none of"),
        (lambda told: told["Row"].update(visit="yesterday"), "'yesterday' is no date"),
        (lambda told: told["Row"].update(colour="../a.jpg"), "leads out of"),
        (lambda told: told["Row"].update(colour="/a.jpg"), "absolute path"),
        (lambda told: told["Row"].update(uv=""), "'uv' stands in one of them alone"),
        (lambda told: told["Files"].pop("uv"), "'uv' stands in one of them alone"),
        (lambda told: told["Files"].update(uv="sub-p0000/a.png"), "does not begin with bids::"),
        (lambda told: told["Files"].update(uv="bids::../../a.png"), "leads out of"),
        (lambda told: told["Files"].update(uv="bids::"), "names no file"),
        (lambda told: told["Files"].update(uv="bids::sub-p0000/a.png"), "is missing, though .* names it"),
        (lambda told: told["Row"].update(colour=told["Row"]["uv"]), "where another|says that"),
        (lambda told: told["Row"].update(colour="photos.csv"), "would become photos.csv"),
    ],
)
def test_sidecars(tree: Path, change: Callable[[dict[str, Any]], object], words: str) -> None:
    changed(first_sidecar(tree), lambda content: change(content["UVPhoto"]))
    refused(tree, words)


def test_broken_files(tree: Path) -> None:
    sidecar = first_sidecar(tree)
    whole = sidecar.read_bytes()
    sidecar.write_bytes(whole[:50])
    refused(tree, "is no JSON in UTF-8")
    sidecar.unlink()
    refused(tree, "lacks the sidecars of 1 of 4 photos, the first that of number 1")
    (tree / "dataset_description.json").write_text("{")
    refused(tree, "is no JSON in UTF-8")
    (tree / "dataset_description.json").unlink()
    refused(tree, "cannot be read")


def test_other_files_that_stand_in_the_way(tree: Path) -> None:
    others = tree / "sourcedata" / "uvphoto"
    others.mkdir(parents=True)
    (others / "dataset.json").write_text("{}")
    refused(tree, "would become dataset.json")
    (others / "dataset.json").rename(others / "people")  # where a folder of the data set belongs
    refused(tree, "cannot be written")


def test_files_that_nobody_names_are_told(tree: Path) -> None:
    folder = first_sidecar(tree).parent
    (folder / "sub-p0000_note.txt").write_text("mine")
    (folder / "sub-p0000_sample-face_acq-mine_photo.json").write_text("{}")
    read = read_bids(tree, tree.parent / "back")
    assert [Path(path).name for path in read.left_out] == [
        "sub-p0000_note.txt",
        "sub-p0000_sample-face_acq-mine_photo.json",
    ]


def test_folders_in_use_and_within(make_dataset: Callable[..., DataSet], tree: Path) -> None:
    dataset = make_dataset(1, name="other")
    with pytest.raises(DataSetError, match="not empty"):
        write_bids(dataset, tree)
    with pytest.raises(DataSetError, match="lies in the data set"):
        write_bids(dataset, dataset.folder / "tree")
    with pytest.raises(DataSetError, match="not empty"):
        read_bids(tree, dataset.folder)
    with pytest.raises(DataSetError, match="lies in the tree"):
        read_bids(tree, tree / "back")


def test_data_sets_with_faults_give_no_tree(make_dataset: Callable[..., DataSet], tmp_path: Path) -> None:
    dataset = make_dataset(2)
    twice = [dataset.photos[0], replace(dataset.photos[1], uv=dataset.photos[0].uv)]
    with pytest.raises(DataSetError, match="is named twice as a photo"):
        write_bids(write_dataset(dataset.folder, dataset.description, twice), tmp_path / "tree")
    (dataset.folder / dataset.photos[1].skin_mask).unlink()
    with pytest.raises(DataSetError, match=r"v00_skin_mask\.png: is missing"):
        write_bids(dataset, tmp_path / "tree")
    odd = replace(dataset.description, extra={"limit": float("nan")})
    with pytest.raises(DataSetError, match="JSON has no text for"):
        write_bids(replace(dataset, description=odd, photos=dataset.photos[:1]), tmp_path / "tree")
    assert not (tmp_path / "tree").exists()


def test_places_that_cannot_be_written(make_dataset: Callable[..., DataSet], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataSetError, match="cannot be written"):
        write_bids(make_dataset(1), tmp_path / "file" / "tree")


def test_a_failure_on_the_way_leaves_nothing(
    make_dataset: Callable[..., DataSet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = make_dataset(1)

    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DataSetError, match="No space left"):
        write_bids(dataset, tmp_path / "tree")
    assert sorted(tmp_path.iterdir()) == before

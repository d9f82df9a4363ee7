"""The files of a simulation: the same bytes however they come about, and what is refused."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from uvphoto.datasets.checks import check
from uvphoto.datasets.simulated import SimulationSettings, read_settings, write_simulated
from uvphoto.datasets.simulated.write import LOCK_FILE
from uvphoto.datasets.splits import assign_splits
from uvphoto.datasets.storage import read_dataset
from uvphoto.errors import DataSetError

SETTINGS = SimulationSettings(people=2, seed=7, size=256, phones=1)
Tree = dict[str, str]


def tree(folder: Path) -> Tree:
    """Return the digest of each file below a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "faces"
    write_simulated(SETTINGS, folder, processes=2)
    return folder


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "faces"))


def test_what_is_written_has_no_fault(made: Path) -> None:
    assert check(made) == []
    dataset = read_dataset(made)
    assert [row.person for row in dataset.photos] == ["p00001", "p00001", "p00002", "p00002"]
    assert [row.domain for row in dataset.photos] == ["clinic", "phone"] * 2
    assert dataset.description.mm_per_pixel == pytest.approx(240 / 256)
    assert dataset.description.licence == "CC0-1.0"
    assert dataset.description.made.endswith(SETTINGS.command())
    assert not list(made.rglob(".*"))


def test_one_process_gives_the_same_bytes_as_two_and_tells_how_far_it_is(made: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_simulated(SETTINGS, tmp_path / "again", processes=1, progress=lambda *done: told.append(done))
    assert tree(tmp_path / "again") == tree(made)
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_a_stopped_run_goes_on_to_the_same_bytes(copied: Path, made: Path) -> None:
    shutil.rmtree(copied / "people" / "p00002")
    for name in ("dataset.json", "photos.csv", "people.csv"):
        (copied / name).unlink()
    stale = copied / "people" / ".p00002.4711"
    stale.mkdir()
    (stale / "v00_clinic_uv.png").write_bytes(b"half a file")
    kept = (copied / "people" / "p00001" / "person.json").stat().st_mtime_ns
    write_simulated(SETTINGS, copied)
    assert tree(copied) == tree(made)
    assert (copied / "people" / "p00001" / "person.json").stat().st_mtime_ns == kept
    assert not stale.exists()


def test_a_finished_run_does_nothing_again(copied: Path, made: Path) -> None:
    told: list[tuple[int, int]] = []
    write_simulated(SETTINGS, copied, progress=lambda *done: told.append(done))
    assert told == [(2, 2)]
    assert tree(copied) == tree(made)


def test_more_people_leave_the_first_ones_as_they_were(copied: Path, made: Path) -> None:
    more = SimulationSettings(**{**vars(SETTINGS), "people": 3})
    dataset = write_simulated(more, copied)
    before, after = tree(made / "people"), tree(copied / "people")
    assert before.items() < after.items()
    assert {name.split("/")[0] for name in after.keys() - before.keys()} == {"p00003"}
    assert check(copied) == []
    splits = {row.person: row.split for row in dataset.photos}
    assert splits == assign_splits(more.persons, seed=more.seed)
    assert set(splits.values()) == {"train", "validation", "test"}
    with pytest.raises(DataSetError, match="3 people, which is more"):
        write_simulated(SETTINGS, copied)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"seed": 8}, "seed 7, not 8"), ({"size": 300}, "size 256, not 300"), ({"phones": 2}, "phones 1, not 2")],
)
def test_another_simulation_is_not_mixed_in(copied: Path, made: Path, change: dict[str, int], said: str) -> None:
    with pytest.raises(DataSetError, match=f"another simulation .*{said}"):
        write_simulated(SimulationSettings(**{**vars(SETTINGS), **change}), copied)
    assert tree(copied) == tree(made)


def test_a_folder_of_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"mine")
    with pytest.raises(DataSetError, match="holds other files"):
        write_simulated(SETTINGS, tmp_path)
    assert tree(tmp_path) == {"holiday.jpg": hashlib.sha256(b"mine").hexdigest()}


def test_a_folder_that_another_run_writes_is_refused_and_left_alone(copied: Path, made: Path) -> None:
    with FileLock(copied / LOCK_FILE), pytest.raises(DataSetError, match="is being written by another run"):
        write_simulated(SETTINGS, copied)
    (copied / LOCK_FILE).unlink(missing_ok=True)
    assert tree(copied) == tree(made)


def test_hidden_files_of_others_are_left_alone(copied: Path) -> None:
    (copied / "people" / ".DS_Store").write_bytes(b"Finder")
    (copied / "people" / ".mine").mkdir()
    write_simulated(SETTINGS, copied)
    assert (copied / "people" / ".DS_Store").read_bytes() == b"Finder"
    assert (copied / "people" / ".mine").is_dir()


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '"simulation"', "{}", '{"people": "many"}', '{"people": null}'])
def test_damaged_settings_are_a_users_error(copied: Path, text: str) -> None:
    (copied / "simulation.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataSetError, match=r"simulation\.json: is damaged"):
        write_simulated(SETTINGS, copied)


def test_a_file_of_another_encoding_is_damaged_too(copied: Path) -> None:
    (copied / "simulation.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(DataSetError, match="is damaged"):
        write_simulated(SETTINGS, copied)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda own: (own / "person.json").unlink(),
        lambda own: (own / "person.json").write_text("{", encoding="utf-8"),
        lambda own: (own / "photos.csv").unlink(),
        lambda own: (own / "photos.csv").write_text("nonsense", encoding="utf-8"),
    ],
)
def test_a_damaged_person_is_named_and_can_be_made_again(copied: Path, spoil: Callable[[Path], object]) -> None:
    spoil(copied / "people" / "p00001")
    with pytest.raises(DataSetError, match=r"p00001: is damaged.*Delete this folder"):
        write_simulated(SETTINGS, copied)


def test_where_nothing_can_be_written_the_error_says_so(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    for folder in (file, file / "below"):
        with pytest.raises(DataSetError, match="cannot be written"):
            write_simulated(SETTINGS, folder)


def test_the_settings_are_kept(made: Path) -> None:
    kept = json.loads((made / "simulation.json").read_text(encoding="utf-8"))
    del kept["uvphoto"]
    assert kept == SETTINGS.as_json()
    assert read_settings(made) == SETTINGS


@pytest.mark.parametrize("text", [None, "", "{}", "[1, 2]", '{"people": null, "population": "global"}'])
def test_what_tells_no_settings_is_a_users_error(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "simulation.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataSetError, match=r"simulation\.json: tells no settings"):
        read_settings(tmp_path)

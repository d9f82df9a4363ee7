import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.datasets import pairs
from uvphoto.datasets.storage import read_dataset
from uvphoto.errors import DataSetError, SettingsError
from uvphoto.picture import write_colour, write_uv

run = CliRunner().invoke


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder of four pairs and a colour photo without partner."""
    pixels = np.random.default_rng(0).random((24, 18, 3))
    for side in ("colour", "uv"):
        (tmp_path / "source" / side).mkdir(parents=True)
    for name in "abcd":
        write_colour(tmp_path / "source" / "colour" / f"{name}.jpg", pixels)
        write_uv(tmp_path / "source" / "uv" / f"{name}.png", pixels[:, :, 1])
    write_colour(tmp_path / "source" / "colour" / "e.jpg", pixels)
    return tmp_path / "source"


@pytest.fixture
def folder(source: Path, tmp_path: Path) -> Path:
    """Return a data set of four pairs."""
    assert run(app, ["dataset", "import", str(source), "--out", str(tmp_path / "set")]).exit_code == 0
    return tmp_path / "set"


def test_import_says_what_it_made_and_what_it_left_out(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "made"
    options = ["--device", "visia", "--visit", "2026-01-31", "--mm-per-pixel", "0.05", "--name", "Mine", "--seed", "3"]
    result = run(app, ["dataset", "import", str(source), "--out", str(out), *options])
    assert result.exit_code == 0
    assert result.stdout == (
        "left out  colour/e.jpg  has no partner among the UV photos\n"
        "Mine: 4 people, 4 visits, 4 pairs, 0 phone photos; people by split: train 2, validation 1, test 1; "
        f"1 file left out, see {out / 'import-report.csv'}\n"
    )
    dataset = read_dataset(out)
    assert dataset.description.mm_per_pixel == 0.05
    assert {(row.device, str(row.visit)) for row in dataset.photos} == {("visia", "2026-01-31")}


def test_import_fills_the_empty_folder_it_is_called_in(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    result = run(app, ["dataset", "import", str(source), "--out", "."])
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1].startswith("here: 4 people")
    assert run(app, ["dataset", "check", "."]).exit_code == 0


def test_import_refuses_a_folder_in_use_before_it_reads_any_photo(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("photos were read")

    monkeypatch.setattr(pairs, "plan_import", read)
    for out, problem in ((tmp_path, "is not empty"), (source / "uv" / "set", "lies among the photos")):
        error = run(app, ["dataset", "import", str(source), "--out", str(out)]).exception
        assert isinstance(error, DataSetError)
        assert problem in error.problem


def test_check_says_in_one_line_that_all_is_well(folder: Path) -> None:
    result = run(app, ["dataset", "check", str(folder)])
    assert result.exit_code == 0
    assert result.stdout == (
        "set: 4 people, 4 visits, 4 pairs, 0 phone photos; people by split: train 2, validation 1, test 1; no faults\n"
    )


def test_check_lists_every_fault_and_ends_with_code_2(folder: Path) -> None:
    (folder / "uv" / "b.png").unlink()
    (folder / "colour" / "d.jpg").write_bytes(b"")
    result = run(app, ["dataset", "check", str(folder)])
    assert result.exit_code == 2
    assert result.stdout.splitlines() == [
        "row 3     uv/b.png  (uv) is missing",
        "row 5     colour/d.jpg  (colour) is empty",
        "2 faults",
    ]
    assert run(app, ["dataset", "check", "--quick", str(folder)]).exit_code == 2


def test_split_gives_every_person_a_split(folder: Path) -> None:
    arguments = ["dataset", "split", str(folder), "--seed", "1", "--shares", "0.5", "0", "0.5"]
    result = run(app, arguments)
    assert result.exit_code == 0
    assert result.stdout.strip().endswith("people by split: train 2, validation 0, test 2")
    before = (folder / "photos.csv").read_bytes()
    assert run(app, arguments).exit_code == 0
    assert (folder / "photos.csv").read_bytes() == before
    assert isinstance(run(app, [*arguments[:-1], "0.6"]).exception, SettingsError)


def test_a_user_mistake_ends_with_code_2_and_no_traceback(tmp_path: Path) -> None:
    assert isinstance(run(app, ["dataset", "check", str(tmp_path / "no")]).exception, DataSetError)
    command = [sys.executable, "-m", "uvphoto", "dataset", "check", str(tmp_path / "no")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "is no folder" in result.stderr
    assert "Traceback" not in result.stderr


def test_to_bids_and_back(folder: Path, tmp_path: Path) -> None:
    tree, back = tmp_path / "tree", tmp_path / "back"
    result = run(app, ["dataset", "to-bids", str(folder), "--out", str(tree), "--link"])
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "set: 4 people, 4 visits, 4 pairs, 0 phone photos; people by split: train 2, validation 1, test 1; "
        f"9 files, see {tree}\n"
    )
    (tree / "sub-a" / "note.txt").write_text("mine")
    result = run(app, ["dataset", "from-bids", str(tree), "--out", str(back)])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("left out  sub-a/note.txt  no sidecar names it\nset: 4 people")
    assert (back / "photos.csv").read_bytes() == (folder / "photos.csv").read_bytes()
    assert (back / "import-report.csv").read_bytes() == (folder / "import-report.csv").read_bytes()


def test_trees_with_faults_end_with_code_2(folder: Path, tmp_path: Path) -> None:
    for verb, out, words in (
        ("from-bids", tmp_path / "back", "dataset_description.json: cannot be read"),
        ("to-bids", folder / "tree", "lies in the data set"),
    ):
        command = [sys.executable, "-m", "uvphoto", "dataset", verb, str(folder), "--out", str(out)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.returncode == 2
        assert words in result.stderr
        assert "Traceback" not in result.stderr
        assert not out.exists()

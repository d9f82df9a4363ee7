"""The verb compare: from photos that were analysed and kept to what became of each spot."""

import csv
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
from click.testing import Result
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.errors import FileError, RecordError, UnusablePhotoError
from uvphoto.picture import read_uv, write_uv

FILES = {"report.html", "report.png", "tracks.csv", "regions.csv", "comparison.json"}


def run(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def keep(folder: Path, place: Path, photos: dict[str, str], *more: object, out: str = "out") -> None:
    """Store photos by their dates."""
    for photo, date in photos.items():
        words = ("add", "p1", folder / photo, "--visit", date, "--analysis", folder / out, "--record", place, *more)
        found = run("record", *words)
        assert found.exit_code == 0, (found.output, found.exception)


def test_a_new_spot_is_told(analysed: Path, tmp_path: Path) -> None:
    keep(analysed, tmp_path / "record", {"before.png": "2025-01-31", "later.png": "2025-08-31"})
    found = run("compare", "p1", "--out", tmp_path / "new", "--record", tmp_path / "record")
    assert found.exit_code == 0, (found.output, found.exception)
    assert "2025-01-31, clinic, and 2025-08-31, clinic" in found.output
    assert {path.name for path in (tmp_path / "new").iterdir()} == FILES
    record = json.loads((tmp_path / "new" / "comparison.json").read_text("utf-8"))
    with (tmp_path / "new" / "tracks.csv").open(encoding="utf-8-sig", newline="") as file:
        changed = [row for row in csv.DictReader(file) if row["change"] not in ("the same", "not seen twice")]
    assert {(row["region"], row["change"]) for row in changed} == {("chin", "new")}
    assert len(changed) <= 2  # the spot, and perhaps a splinter of its rim
    assert record["changes"]["the same"] > 20
    stored = json.loads((analysed / "out" / "later" / "analysis.json").read_text("utf-8"))
    (cheeks,) = [row for row in record["regions"] if row["region"] == "cheeks"]
    assert cheeks["spot_ratio_after"] == stored["regions"]["cheeks"]["spot_ratio"]
    assert cheeks["count_after"] == stored["regions"]["cheeks"]["count"]
    assert record["results_made_by"].startswith(f"weights {stored['weights']['name']}")


def test_two_devices_are_compared_and_told(analysed: Path, tmp_path: Path) -> None:
    keep(analysed, tmp_path / "record", {"before.png": "2025-01-31"})
    keep(analysed, tmp_path / "record", {"later.png": "2025-08-31"}, "--device", "pixel", "--domain", "phone")
    found = run("compare", "p1", "--out", tmp_path / "out", "--record", tmp_path / "record")
    assert found.exit_code == 0, (found.output, found.exception)
    assert "by two devices, clinic and pixel" in found.stderr
    record = json.loads((tmp_path / "out" / "comparison.json").read_text("utf-8"))
    assert set(record["noise"]) == {"clinic", "pixel"}
    assert record["noise"]["pixel"]["floor"] > record["noise"]["clinic"]["floor"]
    alone = run("compare", "p1", "--out", tmp_path / "o", "--device", "pixel", "--record", tmp_path / "record")
    assert isinstance(alone.exception, RecordError)
    assert "no two visits" in str(alone.exception)


def test_what_cannot_be_compared_is_explained_and_nothing_is_written(analysed: Path, tmp_path: Path) -> None:
    place, out = tmp_path / "record", tmp_path / "out"
    keep(analysed, place, {"before.png": "2025-01-31", "later.png": "2025-08-31"})
    for words, message in (
        (("p2",), "nobody by the name 'p2'"),
        (("p1", "--view", "left"), "no measured left photo"),
        (("p1", "--first", "2024-01-31"), "no measured photo of 2024-01-31"),
        (("p1", "--last", "2025-01-31"), "no two visits"),
    ):
        error = run("compare", *words, "--out", out, "--record", place).exception
        assert isinstance(error, RecordError)
        assert message in str(error)
    (out / "letters").mkdir(parents=True)
    error = run("compare", "p1", "--out", out, "--record", place).exception
    assert isinstance(error, FileError)
    assert "holds no comparison" in str(error)
    (out / "letters").rmdir()
    uv = analysed / "out" / "later" / "later_uv.png"
    (stored,) = (place / "photos").glob(f"*/{hashlib.sha256(uv.read_bytes()).hexdigest()}*")
    noise = np.random.default_rng(0).uniform(0.3, 0.7, read_uv(uv).pixels.shape)
    write_uv(stored, noise.astype(np.float32))  # another skin
    error = run("compare", "p1", "--out", out, "--record", place).exception
    assert isinstance(error, UnusablePhotoError)
    assert "cannot be laid on that of 2025-01-31" in str(error)
    assert list(out.iterdir()) == []


def test_results_of_other_weights_and_broken_ones_are_refused(analysed: Path, tmp_path: Path) -> None:
    place, later = tmp_path / "record", {"later.png": "2025-08-31"}
    shutil.copytree(analysed / "out", analysed / "other")
    path = analysed / "other" / "later" / "analysis.json"
    document = json.loads(path.read_text("utf-8"))
    keep(analysed, place, {"before.png": "2025-01-31"})

    def refused() -> str:
        keep(analysed, place, later, out="other")  # the result that is added last counts
        error = run("compare", "p1", "--out", tmp_path / "out", "--record", place).exception
        assert isinstance(error, RecordError)
        assert not (tmp_path / "out").exists()
        return str(error)

    for change, message in (
        ({"weights": {"name": "other", "sha256": "ab" * 32}}, "cannot be compared"),
        ({"algorithm": "uvphoto-spots 0"}, "cannot be compared"),
        ({"mm_per_pixel": None}, "without a scale"),
    ):
        path.write_text(json.dumps(document | change), "utf-8")
        text = refused()
        assert message in text
        assert "nalyse the photo" in text
    path.write_text(json.dumps(document | {"made_by": "uvphoto 0"}), "utf-8")
    (path.parent / "spots.png").unlink()
    assert "does not hold the spots of 2025-08-31" in refused()

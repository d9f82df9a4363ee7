"""The verb that judges a converter, as it is called."""

import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner

from uvphoto.analysis.calibration import write_calibration
from uvphoto.cli.evaluate import evaluate
from uvphoto.conversion.weights_file import read_weights
from uvphoto.errors import DataSetError, FileError, SettingsError

app = typer.Typer()
app.command()(evaluate)
run = CliRunner().invoke


@pytest.fixture(scope="module")
def faces(drawn: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a test set of drawn people, two of them in the split test."""
    return drawn.make_test_set(tmp_path_factory.mktemp("judged") / "faces").folder


@pytest.fixture
def weights(networks: ModuleType, tmp_path: Path) -> Path:
    """Return weights of a small network at the scale of the test set."""
    info = replace(networks.record(networks.COMPACT), mm_per_pixel=1.0)
    return networks.write_onnx(tmp_path / "small.onnx", networks.COMPACT, info)


def test_the_white_balance_is_written_down(faces: Path, weights: Path, tmp_path: Path, drawn: ModuleType) -> None:
    words = ["--data", str(faces), "--weights", str(weights), "--out", str(tmp_path), "--white-balance", "auto"]
    result = run(app, words)
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "figures.json").read_text("utf-8"))["white_balance"] == "auto"
    of_colours_as_taken = tmp_path / "small.calibration.json"
    write_calibration(of_colours_as_taken, drawn.made_up_calibration(read_weights(weights).sha256))
    result = run(app, [*words, "--calibration", str(of_colours_as_taken)])
    assert isinstance(result.exception, SettingsError)
    assert "--white-balance none, not auto" in str(result.exception)


def test_it_says_the_most_important_and_leaves_a_report(faces: Path, weights: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    result = run(app, ["--data", str(faces), "--weights", str(weights), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "All photos are simulated: no figure here speaks for the clinic." in result.stdout
    assert "clinic photos: 2, of 2 people" in result.stdout
    assert str(out / "index.html") in result.stdout
    assert json.loads((out / "figures.json").read_text("utf-8"))["weights"] == "small"


def test_a_calibration_that_is_none_is_told(faces: Path, weights: Path, tmp_path: Path) -> None:
    (tmp_path / "other.calibration.json").write_text("{}")
    arguments = ["--data", str(faces), "--weights", str(weights), "--out", str(tmp_path / "report")]
    result = run(app, [*arguments, "--calibration", str(tmp_path / "other.calibration.json")])
    assert isinstance(result.exception, FileError)


def test_a_calibration_of_other_weights_is_refused_or_left_out(
    faces: Path, weights: Path, tmp_path: Path, drawn: ModuleType
) -> None:
    beside = weights.with_suffix(".calibration.json")
    write_calibration(beside, drawn.made_up_calibration("f" * 64))
    arguments = ["--data", str(faces), "--weights", str(weights), "--out", str(tmp_path / "report")]
    result = run(app, arguments)
    assert result.exit_code == 0
    assert "is left out: The calibration belongs to other weights" in result.stderr
    result = run(app, [*arguments, "--calibration", str(beside)])
    assert isinstance(result.exception, SettingsError)


def test_what_makes_no_sense_is_said(faces: Path, weights: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    result = run(app, ["--data", str(faces), "--weights", str(weights), "--out", str(out), "--split", "some"])
    assert isinstance(result.exception, SettingsError)
    assert "--split some" in str(result.exception)
    result = run(app, ["--data", str(tmp_path / "none"), "--weights", str(weights), "--out", str(out)])
    assert isinstance(result.exception, DataSetError)
    assert not out.exists()

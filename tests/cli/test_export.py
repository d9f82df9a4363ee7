import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.errors import MissingExtraError, SettingsError, WeightsError
from uvphoto.models.build import build_generator, tiling_of
from uvphoto.models.checkpoint import save_checkpoint
from uvphoto.models.settings import CompactSettings
from uvphoto.models.weights_info import WeightsInfo
from uvphoto.picture import write_colour

run = CliRunner().invoke


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    settings = CompactSettings(width=4, levels=2)
    info = WeightsInfo("tiny", settings, tiling_of(settings), 0.25, "CC0-1.0")
    save_checkpoint(tmp_path / "a.safetensors", build_generator(settings), info)
    return tmp_path / "a.safetensors"


def test_it_tells_what_was_written_and_how_close_it_is(checkpoint: Path) -> None:
    out = checkpoint.with_name("a.onnx")
    result = run(app, ["export", str(checkpoint), "--out", str(out)])
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first == f"{out}: tiny, float32, 2,532 parameters, 0.0 MB"
    assert second.startswith("float32 against the checkpoint: differs by at most ")


def test_int8_tells_its_error_too(checkpoint: Path) -> None:
    photo, out = checkpoint.with_name("photo.png"), checkpoint.with_name("a.onnx")
    write_colour(photo, np.random.default_rng(0).random((300, 300, 3)))
    arguments = ["export", str(checkpoint), "--out", str(out), "--int8", "--calibration", str(photo)]
    result = run(app, arguments)
    assert result.exit_code == 0
    assert "tiny, int8, 2,532 parameters" in result.stdout
    assert "int8 against float32, in levels of 8 bit: " in result.stdout.splitlines()[2]


@pytest.mark.parametrize("arguments", [["--int8"], ["--calibration", "photo.png"]])
def test_int8_and_calibration_belong_together(checkpoint: Path, arguments: list[str]) -> None:
    result = run(app, ["export", str(checkpoint), "--out", "a.onnx", *arguments])
    assert isinstance(result.exception, SettingsError)


def test_a_file_that_is_no_checkpoint_is_a_user_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"nothing")
    result = run(app, ["export", str(tmp_path / "a"), "--out", str(tmp_path / "a.onnx")])
    assert isinstance(result.exception, WeightsError)


def test_without_torch_the_extra_is_named(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("uvphoto.conversion.export")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "onnx", None)
    result = run(app, ["export", str(checkpoint), "--out", "a.onnx"])
    assert isinstance(result.exception, MissingExtraError)
    assert "pip install 'uvphoto[train]'" in str(result.exception)


def test_nothing_but_the_result_is_told(checkpoint: Path) -> None:
    """No warning, progress or log of the libraries, and none of them turns warnings off for good."""
    photo, out = checkpoint.with_name("photo.png"), checkpoint.with_name("a.onnx")
    write_colour(photo, np.random.default_rng(0).random((300, 300, 3)))
    command = [sys.executable, "-W", "default", "-m", "uvphoto", "export", str(checkpoint), "--out", str(out)]
    done = subprocess.run([*command, "--int8", "--calibration", str(photo)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 3

"""The verbs on weights: added, listed, told of, and refused."""

import hashlib
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import Result
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.errors import MissingExtraError, WeightsError


@pytest.fixture
def file(networks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file of weights; the user's store is empty."""
    monkeypatch.setenv("UVPHOTO_WEIGHTS_DIR", str(tmp_path / "store"))
    return networks.write_onnx(tmp_path / "file.onnx", networks.COMPACT)


def weights(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["weights", *map(str, arguments)])


def test_weights_are_added_listed_and_told_of(file: Path, tmp_path: Path) -> None:
    digits = hashlib.sha256(file.read_bytes()).hexdigest()
    result = weights("add", file, "--name", "mine", "--licence", "in house", "--sha256", digits)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"mine: converter, added as {tmp_path / 'store' / 'mine.onnx'}; SHA-256 {digits}\n"
    result = weights("list")
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if line.startswith("mine "))
    for words in (str(tmp_path / "store" / "mine.onnx"), "float32", "0.25", "in house", "0.0 MB"):
        assert words in row
    for name in ("mine", file):
        told = weights("info", name).stdout
        for words in (digits, "network compact, width 4", "reach 21", "made: data", "none", "measured: r", "0.5"):
            assert words in told
    assert "in house" in weights("info", "mine").stdout


def test_a_parser_is_added_listed_and_told_of(file: Path, plugins: ModuleType, tmp_path: Path) -> None:
    source = plugins.write_parser(file.parent / "faces.onnx")
    result = weights("add", source)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"faces: face parser, added as {tmp_path / 'store' / 'faces.onnx'}")
    row = next(line for line in weights("list").stdout.splitlines() if line.startswith("faces "))
    assert "face parser" in row
    assert "not stated" in row
    for name in ("faces", source):
        told = weights("info", name).stdout
        for words in ("face parser", "64 x 64 pixels", "19 classes", hashlib.sha256(source.read_bytes()).hexdigest()):
            assert words in told
    source.write_bytes(b"rubbish")
    (tmp_path / "store" / "faces.onnx").write_bytes(b"rubbish")
    assert weights("list").exit_code == 2


def test_a_state_dict_becomes_a_parser(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pickled = file.with_name("iteration.pth")
    pickled.write_bytes(b"PK\x03\x04")
    assert isinstance(weights("add", pickled).exception, WeightsError)
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "uvphoto.conversion.export.parser", raising=False)
    error = weights("add", pickled).exception
    assert isinstance(error, MissingExtraError)
    assert "uvphoto[train]" in str(error)


def test_a_name_that_is_taken_is_replaced_only_when_asked(file: Path) -> None:
    assert weights("add", file).exit_code == 0
    assert isinstance(weights("add", file).exception, WeightsError)
    assert weights("add", file, "--replace").exit_code == 0


def test_what_cannot_be_used_is_refused(file: Path, tmp_path: Path) -> None:
    assert isinstance(weights("add", file, "--sha256", "12").exception, WeightsError)
    assert isinstance(weights("add", tmp_path / "missing.onnx").exception, WeightsError)
    assert isinstance(weights("info", "nothing").exception, WeightsError)
    assert not (tmp_path / "store").exists()


def test_broken_ones_are_listed_with_the_reason(file: Path, tmp_path: Path) -> None:
    weights("add", file, "--name", "good")
    (tmp_path / "store" / "bad.onnx").write_bytes(b"rubbish")
    result = weights("list")
    assert result.exit_code == 2
    assert "good" in result.stdout
    assert "bad.onnx: cannot be read as converter weights" in result.stderr


def test_an_empty_store_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UVPHOTO_WEIGHTS_DIR", str(tmp_path / "store"))
    monkeypatch.setattr("uvphoto.conversion.weights_store.WeightsStore.entries", lambda _: [])
    result = weights("list")
    assert result.exit_code == 0
    assert "uvphoto weights add FILE" in result.stdout

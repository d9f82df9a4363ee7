"""Files of weights: whole ones, damaged ones, foreign ones."""

import hashlib
import json
import os
import pickle
from pathlib import Path
from types import ModuleType

import pytest
import torch
from safetensors import safe_open

from uvphoto.conversion.weights_file import Weights, read_weights
from uvphoto.errors import WeightsError


def test_both_kinds_tell_what_was_written_into_them(
    networks: ModuleType, compact: Weights, checkpoint: Weights
) -> None:
    for weights, is_checkpoint in ((compact, False), (checkpoint, True)):
        assert weights.info == networks.record(networks.COMPACT)
        assert weights.is_checkpoint == is_checkpoint
        assert weights.sha256 == hashlib.sha256(weights.path.read_bytes()).hexdigest()
        assert "data=" not in repr(weights)
    with safe_open(checkpoint.path, "pt") as file:
        assert json.loads(file.metadata()["uvphoto"])["name"] == checkpoint.info.name


def test_the_check_sum_is_compared(compact: Weights) -> None:
    assert read_weights(compact.path, compact.sha256.upper()) == compact
    with pytest.raises(WeightsError, match=f"its SHA-256 is {compact.sha256}, not 00"):
        read_weights(compact.path, "00")


@pytest.mark.parametrize("kind", ["compact", "checkpoint"])
def test_a_file_that_is_cut_is_a_clear_error(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    weights = request.getfixturevalue(kind)
    path = tmp_path / weights.path.name
    for share in (0.001, 0.1, 0.5, 0.99):
        path.write_bytes(weights.data[: int(share * len(weights.data))])
        with pytest.raises(WeightsError, match=weights.path.name):
            read_weights(path)


def test_what_is_no_file_of_weights_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    cases = {
        b"": "is empty",
        b"\0" * 100: "cannot be read as converter weights",
        b"<!doctype html><html>": "cannot be read as converter weights",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50: "cannot be read as converter weights",
        (40).to_bytes(8, "little") + b"{" + b" " * 39: "cannot be read as a checkpoint",
        (2).to_bytes(8, "little") + b"{}": "says nothing of how to use it",
        (4).to_bytes(8, "little") + b"{}  ": "says nothing of how to use it",
        (2**62).to_bytes(8, "little") + b"{}": "ends too early",
        (17).to_bytes(8, "little") + b'{"a":[1,2,3,4,5]}': "cannot be read as a checkpoint",
    }
    for data, words in cases.items():
        path.write_bytes(data)
        with pytest.raises(WeightsError, match=words):
            read_weights(path)
    for wrong in (tmp_path, tmp_path / "missing.onnx"):
        with pytest.raises(WeightsError, match=wrong.name):
            read_weights(wrong)


class Trap:
    """Runs a command when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


def test_nothing_in_a_file_is_ever_run(tmp_path: Path) -> None:
    mark = tmp_path / "sprung"
    path = tmp_path / "model.pth"
    torch.save(Trap(mark), path)
    with pytest.raises(WeightsError, match="could run code when opened"):
        read_weights(path)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        path.write_bytes(pickle.dumps(Trap(mark), protocol))
        with pytest.raises(WeightsError):
            read_weights(path)
    assert not mark.exists()


def test_a_record_that_makes_no_sense_is_told(networks: ModuleType, tmp_path: Path, compact: Weights) -> None:
    text = networks.record(networks.COMPACT).to_json()
    for wrong in (text.replace('"compact"', '"compost"'), text.replace("0.25", "-1"), "{}" + " " * (len(text) - 2)):
        padded = wrong.ljust(len(text))[: len(text)]
        data = compact.data.replace(text.encode(), padded.encode())
        assert data != compact.data
        (tmp_path / "a.onnx").write_bytes(data)
        with pytest.raises(WeightsError, match="says of itself what makes no sense"):
            read_weights(tmp_path / "a.onnx")

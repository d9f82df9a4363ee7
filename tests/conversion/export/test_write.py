"""From a checkpoint to a file, in float32 and int8, and what is refused."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray

from uvphoto.conversion.export import write
from uvphoto.conversion.export.write import export_converter
from uvphoto.conversion.weights_file import read_weights
from uvphoto.errors import WeightsError
from uvphoto.models.build import build_generator, tiling_of
from uvphoto.models.checkpoint import save_checkpoint
from uvphoto.models.settings import CompactSettings, GeneratorSettings, ResnetSettings, UnetSettings
from uvphoto.models.weights_info import WeightsInfo

TINY = CompactSettings(width=8, levels=2)


def checkpoint_of(folder: Path, settings: GeneratorSettings) -> tuple[Path, WeightsInfo]:
    info = WeightsInfo("tiny", settings, tiling_of(settings), 0.25, "CC0-1.0", provenance={"seed": 0})
    save_checkpoint(folder / "a.safetensors", build_generator(settings), info)
    return folder / "a.safetensors", info


@pytest.fixture
def tiles() -> list[NDArray[np.float32]]:
    """Return smooth tiles, as photos are."""
    draws = np.random.default_rng(0)
    coarse = draws.uniform(-1, 1, (8, 1, 3, 8, 8)).astype(np.float32)
    return [np.repeat(np.repeat(tile, 8, axis=2), 8, axis=3) for tile in coarse]


@pytest.mark.parametrize(
    "settings", [TINY, UnetSettings(width=2, halvings=5), ResnetSettings(width=2, blocks=1)], ids=str
)
def test_float32(tmp_path: Path, settings: GeneratorSettings) -> None:
    path, info = checkpoint_of(tmp_path, settings)
    exported = export_converter(path, tmp_path / "a.onnx")
    weights = read_weights(tmp_path / "a.onnx")
    assert weights.info == exported.info == info
    assert not weights.is_checkpoint
    assert exported.size == len(weights.data)
    assert exported.parameters == sum(one.numel() for one in build_generator(settings).parameters())
    assert exported.difference < 1e-5
    assert exported.error is None


def test_int8(tmp_path: Path, tiles: list[NDArray[np.float32]]) -> None:
    path, info = checkpoint_of(tmp_path, TINY)
    exported = export_converter(path, tmp_path / "a.onnx", tiles)
    assert read_weights(tmp_path / "a.onnx").info == exported.info == replace(info, precision="int8")
    assert exported.error is not None
    assert 0 < exported.error.mean < exported.error.high < exported.error.largest < 10
    graph = onnx.load(tmp_path / "a.onnx").graph
    integers = {one.name for one in graph.initializer if one.data_type == onnx.TensorProto.INT8}
    assert "encoder.1.0.weight_quantized" in integers
    floats = {one.name for one in graph.initializer if one.data_type == onnx.TensorProto.FLOAT}
    assert floats >= {"encoder.0.0.weight", "head.weight"}


def test_the_error_of_int8_is_what_the_two_files_differ_by(tmp_path: Path, tiles: list[NDArray[np.float32]]) -> None:
    """On the tiles that did not calibrate: every fourth."""
    path, _ = checkpoint_of(tmp_path, TINY)
    export_converter(path, tmp_path / "a.onnx")
    error = export_converter(path, tmp_path / "b.onnx", tiles).error
    sessions = [onnxruntime.InferenceSession(tmp_path / name) for name in ("a.onnx", "b.onnx")]
    exact, rough = (np.stack([run.run(None, {"colour": tile})[0] for tile in tiles[::4]]) for run in sessions)
    levels = np.abs(exact - rough) / 2 * 255
    assert error is not None
    assert error.mean == pytest.approx(levels.mean(), rel=1e-3)
    assert error.high == pytest.approx(np.quantile(levels, 0.999), rel=1e-3)
    assert error.largest == pytest.approx(levels.max(), rel=1e-3)


def test_a_graph_that_differs_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = checkpoint_of(tmp_path, TINY)
    monkeypatch.setattr(write, "largest_difference", lambda *_: 2e-4)
    with pytest.raises(WeightsError, match=r"differ from its checkpoint by up to 2.0e-04 .* 1e-04 is allowed"):
        export_converter(path, tmp_path / "a.onnx")
    monkeypatch.setattr(write, "largest_difference", lambda *_: float("nan"))
    with pytest.raises(WeightsError, match="nan of the range"):
        export_converter(path, tmp_path / "a.onnx")
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_exported(tmp_path: Path) -> None:
    path, _ = checkpoint_of(tmp_path, UnetSettings(width=2, halvings=2, out_channels=3))
    with pytest.raises(WeightsError, match="takes 3 channels and gives 3"):
        export_converter(path, tmp_path / "a.onnx")
    path, _ = checkpoint_of(tmp_path, TINY)
    with pytest.raises(WeightsError, match=r"Converter weights end in \.onnx"):
        export_converter(path, tmp_path / "a.safetensors")
    with pytest.raises(WeightsError, match="cannot be written"):
        export_converter(path, tmp_path / "none" / "a.onnx")


def test_an_interruption_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = checkpoint_of(tmp_path, TINY)
    (tmp_path / "a.onnx").write_bytes(b"old")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(KeyboardInterrupt):
        export_converter(path, tmp_path / "a.onnx")
    assert (tmp_path / "a.onnx").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2

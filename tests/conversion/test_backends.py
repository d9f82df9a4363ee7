"""The libraries against one another, and what each of them refuses."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from uvphoto.conversion import openvino_backend
from uvphoto.conversion.choose import load_backend
from uvphoto.conversion.settings import Precision, RunSettings, Runtime
from uvphoto.conversion.weights_file import Weights, read_weights
from uvphoto.errors import MissingExtraError, SettingsError, WeightsError

LIBRARIES = [Runtime.ONNXRUNTIME, Runtime.OPENVINO, Runtime.TORCH]
ONE_THREAD = RunSettings(threads=1)


@pytest.mark.parametrize("kind", ["compact", "unet"])
def test_all_agree_with_torch_on_tiles_of_any_size(
    networks: ModuleType, request: pytest.FixtureRequest, kind: str
) -> None:
    weights = request.getfixturevalue(kind)
    backends = [load_backend(weights, ONE_THREAD, runtime) for runtime in LIBRARIES]
    network = networks.lively(weights.info.generator)
    for height, width in [(16, 16), (32, 16), (64, 96), (16, 16)]:
        tile = np.ascontiguousarray(networks.noise(height, width).transpose(2, 0, 1)[None] * 2 - 1)
        with torch.inference_mode():
            expected = network(torch.from_numpy(tile)).numpy()
        assert expected.std() > 0.05
        for backend in backends:
            before = tile.copy()
            uv = backend.run(tile)
            assert (uv.shape, uv.dtype) == (expected.shape, np.float32)
            assert np.abs(uv - expected).max() < 1e-4, backend.name
            assert (tile == before).all()


@pytest.mark.parametrize("runtime", [Runtime.OPENVINO, Runtime.TORCH])
def test_short_numbers_change_little(networks: ModuleType, compact: Weights, runtime: Runtime) -> None:
    tile = np.ascontiguousarray(networks.noise(64, 64).transpose(2, 0, 1)[None] * 2 - 1)
    short = load_backend(compact, replace(ONE_THREAD, precision=Precision.BFLOAT16), runtime)
    usual = load_backend(compact, ONE_THREAD, runtime)
    assert "bfloat16" in short.name
    assert "float32" in usual.name
    assert np.abs(short.run(tile) - usual.run(tile)).mean() < 2 / 255


@pytest.mark.parametrize(("is_fast", "numbers"), [(True, "bfloat16"), (False, "float32")])
def test_openvino_takes_short_numbers_by_itself_only_where_they_are_fast(
    compact: Weights, monkeypatch: pytest.MonkeyPatch, is_fast: bool, numbers: str
) -> None:
    monkeypatch.setattr(openvino_backend, "has_fast_bfloat16", lambda: is_fast)
    assert numbers in load_backend(compact, ONE_THREAD, Runtime.OPENVINO).name
    plain = replace(ONE_THREAD, precision=Precision.FLOAT32)
    assert "float32" in load_backend(compact, plain, Runtime.OPENVINO).name


def test_a_checkpoint_runs_in_torch_and_is_the_same(
    networks: ModuleType, checkpoint: Weights, compact: Weights
) -> None:
    tile = np.ascontiguousarray(networks.noise(32, 32).transpose(2, 0, 1)[None] * 2 - 1)
    one, other = (load_backend(weights, ONE_THREAD, Runtime.TORCH).run(tile) for weights in (checkpoint, compact))
    assert (one == other).all()
    for runtime in (Runtime.ONNXRUNTIME, Runtime.OPENVINO):
        with pytest.raises(SettingsError, match="use the backend torch"):
            load_backend(checkpoint, ONE_THREAD, runtime)


@pytest.mark.parametrize("runtime", LIBRARIES)
def test_unknown_devices_are_refused(compact: Weights, runtime: Runtime) -> None:
    for device in ("cuda:7", "abacus"):
        with pytest.raises(SettingsError, match=device):
            load_backend(compact, replace(ONE_THREAD, device=device), runtime)


def test_onnxruntime_has_no_short_numbers(compact: Weights) -> None:
    with pytest.raises(SettingsError, match="bfloat16"):
        load_backend(compact, replace(ONE_THREAD, precision=Precision.BFLOAT16), Runtime.ONNXRUNTIME)


def test_torch_runs_no_int8_weights(compact: Weights) -> None:
    weights = replace(compact, info=replace(compact.info, precision="int8"))
    with pytest.raises(SettingsError, match="int8"):
        load_backend(weights, ONE_THREAD, Runtime.TORCH)


@pytest.mark.parametrize(("library", "runtime", "extra"), [
    ("openvino", Runtime.OPENVINO, "fast"), ("torch", Runtime.TORCH, "train"), ("onnx", Runtime.TORCH, "train"),
])  # fmt: skip
def test_a_library_that_is_not_installed_is_named(
    compact: Weights, monkeypatch: pytest.MonkeyPatch, library: str, runtime: Runtime, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError) as caught:
        load_backend(compact, ONE_THREAD, runtime)
    assert caught.value.extra == extra


@pytest.mark.parametrize("runtime", LIBRARIES)
def test_a_network_that_is_broken_inside_is_a_clear_error(tmp_path: Path, compact: Weights, runtime: Runtime) -> None:
    at = compact.data.index(b"encoder.0.0.weight")
    for start, rubbish in ((at, b"\xff" * 40), (at + 200, b"")):
        data = compact.data[:start] + rubbish + compact.data[start + 40 :]
        with pytest.raises(WeightsError, match=r"broken\.onnx"):
            load_backend(replace(compact, path=tmp_path / "broken.onnx", data=data), ONE_THREAD, runtime).run(
                np.zeros((1, 3, 16, 16), np.float32)
            )


def test_tensors_of_another_network_are_a_clear_error(networks: ModuleType, tmp_path: Path) -> None:
    told = networks.record(replace(networks.COMPACT, width=8))
    weights = read_weights(networks.write_onnx(tmp_path / "a.onnx", networks.COMPACT, told))
    with pytest.raises(WeightsError, match="size mismatch"):
        load_backend(weights, ONE_THREAD, Runtime.TORCH)


def test_the_default_library_loads_no_other(compact: Weights) -> None:
    code = (
        "import sys; from pathlib import Path; from uvphoto.conversion.converter import load_converter; "
        "from uvphoto.conversion.weights_file import read_weights; load_converter(read_weights(Path(sys.argv[1]))); "
        "import os; print([name for name in ('torch', 'openvino', 'onnx') if name in sys.modules], "
        "os.environ['ORT_DISABLE_TELEMETRY'])"
    )
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    result = subprocess.run(
        [sys.executable, "-c", code, str(compact.path)], capture_output=True, text=True, check=True, env=environment
    )
    assert result.stdout.strip() == "[] 1"

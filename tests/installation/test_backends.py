"""Libraries that run, that are not there, and that give another picture."""

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from uvphoto.conversion.onnxruntime_backend import OnnxruntimeBackend
from uvphoto.conversion.openvino_backend import OpenvinoBackend
from uvphoto.conversion.weights_file import Weights, read_weights
from uvphoto.installation.backends import BackendTrial, try_backends


@pytest.fixture
def weights(networks: ModuleType, tmp_path: Path) -> Weights:
    return read_weights(networks.write_onnx(tmp_path / "small.onnx", networks.COMPACT))


@pytest.fixture
def colour(networks: ModuleType) -> np.ndarray:
    return networks.noise(512, 512)


def by_name(trials: tuple[BackendTrial, ...]) -> dict[str, BackendTrial]:
    return {one.runtime: one for one in trials}


def test_those_that_run_are_timed_and_agree(weights: Weights, colour: np.ndarray) -> None:
    found = by_name(try_backends(weights, colour))
    assert list(found) == ["onnxruntime", "openvino", "torch"]
    for one in found.values():
        assert one.lack is None, one
        assert one.tile_ms > 0
        assert one.picture_s > 0
        assert one.runtime in one.told
    assert found["onnxruntime"].differs_levels is None
    assert found["torch"].differs_levels < 0.1
    assert by_name(try_backends(weights, colour, quick=True))["torch"].tile_ms is None


def test_what_lacks_is_told_with_its_remedy(
    weights: Weights, colour: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("illegal\ninstruction")

    monkeypatch.setitem(sys.modules, "openvino", None)  # as if it were not installed
    monkeypatch.setattr(OnnxruntimeBackend, "run", fail)
    found = by_name(try_backends(weights, colour, quick=True))
    assert found["openvino"].lack.remedy == "pip install 'uvphoto[fast]'"
    assert not found["openvino"].lack.is_fault
    assert found["onnxruntime"].lack.what == "RuntimeError: illegal."
    assert found["onnxruntime"].lack.is_fault
    assert found["torch"].lack is None  # with nothing to compare it with


def test_another_picture_is_a_fault(weights: Weights, colour: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    run = OpenvinoBackend.run
    monkeypatch.setattr(OpenvinoBackend, "run", lambda self, tile: run(self, tile) + np.float32(0.1))
    found = by_name(try_backends(weights, colour, quick=True))["openvino"]
    assert found.differs_levels == pytest.approx(0.1 * 255 / 2, abs=0.1)
    assert found.lack.what == "Its UV photo differs from that of onnxruntime by up to 13 of 255 levels."


def test_a_picture_of_holes_is_a_fault(weights: Weights, colour: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OnnxruntimeBackend, "run", lambda _, tile: np.full_like(tile[:, :1], np.nan))
    assert by_name(try_backends(weights, colour, quick=True))["onnxruntime"].lack.what.startswith("It makes no UV")

"""Which library is taken, where the user leaves it open."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.conversion import choose
from uvphoto.conversion.choose import choose_backend
from uvphoto.conversion.settings import Precision, RunSettings, Runtime
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import SettingsError

SIDE = 64
MANY = 1e9


class Clocked:
    """A library on a clock of its own: each tile takes a set time."""

    now = 0.0

    def __init__(self, runtime: Runtime, seconds: float) -> None:
        self.name, self.seconds = runtime, seconds

    def run(self, tile: NDArray[np.float32]) -> NDArray[np.float32]:
        """Let time pass."""
        Clocked.now += self.seconds
        return tile[:, :1]


@pytest.fixture
def speeds(monkeypatch: pytest.MonkeyPatch) -> dict[Runtime, float]:
    """Put clocked libraries in the place of the real ones; the test sets their times."""
    speeds = {Runtime.ONNXRUNTIME: 1.0, Runtime.OPENVINO: 1.0}
    monkeypatch.setattr(choose, "load_backend", lambda _w, _s, runtime: Clocked(runtime, speeds.get(runtime, 1.0)))
    monkeypatch.setattr(choose.time, "perf_counter", lambda: Clocked.now)
    return speeds


@pytest.mark.parametrize(("seconds", "taken"), [(0.5, "openvino"), (0.95, "onnxruntime"), (2.0, "onnxruntime")])
def test_openvino_is_taken_where_it_is_clearly_faster(
    compact: Weights, speeds: dict[Runtime, float], seconds: float, taken: str
) -> None:
    speeds[Runtime.OPENVINO] = seconds
    assert choose_backend(compact, RunSettings(), side=SIDE, pixels=MANY).name == taken


def test_few_tiles_are_not_worth_a_trial(compact: Weights, speeds: dict[Runtime, float]) -> None:
    speeds[Runtime.OPENVINO] = 0.1
    assert choose_backend(compact, RunSettings(), side=SIDE, pixels=11 * SIDE**2).name == "onnxruntime"
    assert choose_backend(compact, RunSettings(), side=SIDE, pixels=12 * SIDE**2).name == "openvino"


@pytest.mark.usefixtures("speeds")
def test_what_only_one_can_do_needs_no_trial(
    compact: Weights, checkpoint: Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = RunSettings(precision=Precision.BFLOAT16)
    assert choose_backend(checkpoint, RunSettings(), side=SIDE, pixels=MANY).name == "torch"
    assert choose_backend(compact, short, side=SIDE, pixels=MANY).name == "openvino"
    assert choose_backend(compact, RunSettings(runtime=Runtime.TORCH), side=SIDE, pixels=MANY).name == "torch"
    monkeypatch.setattr(choose, "_has", lambda library: library != "openvino")
    assert choose_backend(compact, short, side=SIDE, pixels=MANY).name == "torch"
    assert choose_backend(compact, RunSettings(), side=SIDE, pixels=MANY).name == "onnxruntime"


def test_a_device_goes_to_the_first_that_has_it(compact: Weights) -> None:
    assert choose_backend(compact, RunSettings(device="meta"), side=SIDE, pixels=1).name.startswith("torch on meta")
    with pytest.raises(SettingsError, match=r"onnxruntime.*OpenVINO.*torch"):
        choose_backend(compact, RunSettings(device="abacus"), side=SIDE, pixels=1)


def test_the_real_trial_ends_with_a_network_that_works(compact: Weights) -> None:
    backend = choose_backend(compact, replace(RunSettings(), threads=1), side=SIDE, pixels=MANY)
    assert backend.name.split()[0] in ("onnxruntime", "openvino")
    assert backend.run(np.zeros((1, 3, SIDE, SIDE), np.float32)).shape == (1, 1, SIDE, SIDE)

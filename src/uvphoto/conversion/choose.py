"""Which library runs a network, where the user leaves that open.

ONNX Runtime, as everybody has it. Where OpenVINO is installed too and a photo is large enough to pay for the trial,
both convert a tile, and the faster one stays.
"""

import importlib.util
import time

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.backend import Backend
from uvphoto.conversion.settings import Precision, RunSettings, Runtime
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import SettingsError

_ENOUGH_TILES = 12  # a trial takes the time of about six tiles, and OpenVINO seldom saves more than half
_CLEARLY = 0.9  # of the other's time, so that chance does not decide
_RUNS = 2


def load_backend(weights: Weights, settings: RunSettings, runtime: Runtime) -> Backend:
    """Load a network into a library.

    Raises:
        MissingExtraError: the library is not installed.
        SettingsError: the library cannot do what the settings ask for.
        WeightsError: the network is damaged.

    """
    # Libraries are loaded when they are asked for: nobody waits for, or has to have, all of them.
    if runtime is Runtime.OPENVINO:
        from uvphoto.conversion.openvino_backend import OpenvinoBackend  # noqa: PLC0415

        return OpenvinoBackend(weights, settings)
    if runtime is Runtime.TORCH:
        from uvphoto.conversion.torch_backend import TorchBackend  # noqa: PLC0415

        return TorchBackend(weights, settings)
    from uvphoto.conversion.onnxruntime_backend import OnnxruntimeBackend  # noqa: PLC0415

    return OnnxruntimeBackend(weights, settings)


def choose_backend(weights: Weights, settings: RunSettings, *, side: int, pixels: float) -> Backend:
    """Load a network into the library that is asked for, or the one that suits; of several, into the fastest.

    Args:
        weights: of the network.
        settings: how to run it.
        side: pixels of a side of a tile.
        pixels: about how many are to be converted; many are worth a trial.

    Raises:
        MissingExtraError: the library is not installed.
        SettingsError: it cannot do what the settings ask for.
        WeightsError: the network is damaged.

    """
    if settings.runtime is not Runtime.AUTO:
        return load_backend(weights, settings, settings.runtime)
    if settings.device != "cpu" and not weights.is_checkpoint:
        return _for_device(weights, settings)
    runtime = _only_choice(weights, settings)
    if runtime is not None:
        return load_backend(weights, settings, runtime)
    if pixels < _ENOUGH_TILES * side**2 or not _has(Runtime.OPENVINO):
        return load_backend(weights, settings, Runtime.ONNXRUNTIME)
    return _faster(weights, settings, side)


def _only_choice(weights: Weights, settings: RunSettings) -> Runtime | None:
    """Return the one library that can, or None where ONNX Runtime and OpenVINO both can."""
    if weights.is_checkpoint:
        return Runtime.TORCH
    if settings.precision is Precision.BFLOAT16:
        return Runtime.TORCH if _has(Runtime.TORCH) and not _has(Runtime.OPENVINO) else Runtime.OPENVINO
    return None


def _for_device(weights: Weights, settings: RunSettings) -> Backend:
    refusals = []
    for runtime in (Runtime.ONNXRUNTIME, Runtime.OPENVINO, Runtime.TORCH):
        if _has(runtime):
            try:
                return load_backend(weights, settings, runtime)
            except SettingsError as error:
                refusals.append(str(error))
    raise SettingsError(" ".join(refusals))


def _faster(weights: Weights, settings: RunSettings, side: int) -> Backend:
    tile = np.linspace(-1, 1, 3 * side**2, dtype=np.float32).reshape(1, 3, side, side)
    # One after the other, so that the memory of the first is free before the second takes its own.
    usual = _seconds(load_backend(weights, settings, Runtime.ONNXRUNTIME), tile)
    backend = load_backend(weights, settings, Runtime.OPENVINO)
    if _seconds(backend, tile) < _CLEARLY * usual:
        return backend
    del backend
    return load_backend(weights, settings, Runtime.ONNXRUNTIME)


def _seconds(backend: Backend, tile: NDArray[np.float32]) -> float:
    """Return the shortest time of a tile, after a first one that warms up."""
    times = []
    for _ in range(1 + _RUNS):
        start = time.perf_counter()
        backend.run(tile)
        times.append(time.perf_counter() - start)
    return min(times[1:])


def _has(library: str) -> bool:
    return importlib.util.find_spec(library) is not None

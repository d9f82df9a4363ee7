"""Whether converter weights give what the checkpoint gives that they were made of."""

import importlib.util
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from uvphoto.conversion.backend import Backend
from uvphoto.conversion.choose import load_backend
from uvphoto.conversion.settings import Precision, RunSettings, Runtime
from uvphoto.conversion.weights_file import Weights
from uvphoto.models.weights_info import ExactTiling, WeightsInfo

Pixels = NDArray[np.float32]

ALLOWED = 1e-4  # of the range of a UV photo; a level of 8 bit is 39 times as much


def open_converter(path: Path, data: bytes, info: WeightsInfo, runtime: Runtime = Runtime.ONNXRUNTIME) -> Backend:
    """Return converter weights ready to run, just as the conversion runs them.

    Args:
        path: where they will be, for errors.
        data: of the ONNX file.
        info: their record.
        runtime: the library that is to run them.

    Raises:
        WeightsError: the library cannot load them.

    """
    weights = Weights(path, info, sha256(data).hexdigest(), is_checkpoint=False, data=data)
    return load_backend(weights, RunSettings(precision=Precision(info.precision)), runtime)


def runtimes_here() -> tuple[Runtime, ...]:
    """Return what can run converter weights on this machine: ONNX Runtime, and OpenVINO where it is installed."""
    is_there = importlib.util.find_spec("openvino") is not None
    return (Runtime.ONNXRUNTIME, Runtime.OPENVINO) if is_there else (Runtime.ONNXRUNTIME,)


def trial_tiles(info: WeightsInfo) -> list[Pixels]:
    """Return noise in tiles of several sizes, square and oblong, that the weights can take; the same ones each time.

    Returns:
        (1, 3, H, W) in [-1, 1], the ends included.

    """
    step = info.tiling.multiple if isinstance(info.tiling, ExactTiling) else info.tiling.size
    few = -(-64 // step)
    noise = np.random.default_rng(0)
    sides = [(few, few), (few, 2 * few), (2 * few + 1, few)]
    tiles = [noise.uniform(-1, 1, (1, 3, rows * step, columns * step)) for rows, columns in sides]
    return [np.clip(1.1 * tile, -1, 1).astype(np.float32) for tile in tiles]


def largest_difference(generator: nn.Module, converter: Backend, tiles: Iterable[Pixels]) -> float:
    """Return by how much the two differ at most, as a share of the range of a UV photo.

    Args:
        generator: in eval mode, on the CPU.
        converter: made of it.
        tiles: (1, 3, H, W) in [-1, 1].

    """
    differences = []
    for tile in tiles:
        with torch.inference_mode():
            expected = generator(torch.from_numpy(tile)).numpy()
        differences.append(np.abs(converter.run(tile) - expected).max() / 2)
    return float(np.max(differences))  # NaN where there is one

"""Converter weights that compute with 8-bit integers.

Static quantisation: activations are unsigned with one range for each tensor, weights signed with one range for each
output channel; the graph says so by pairs of QuantizeLinear and DequantizeLinear, which runtimes fuse into integer
convolutions. The first convolution, which sees the photo, and the last, which sets the colours, stay in float32: they
cost little time, and their rounding would show most. What goes beyond the ranges of the calibration is cut off there.

Reference:
    Jacob et al.: Quantization and training of neural networks for efficient integer-arithmetic-only inference,
    CVPR 2018.

"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper

from uvphoto.conversion.backend import Backend
from uvphoto.models.weights_info import INFO_KEY, WeightsInfo
from uvphoto.skin.learned.telemetry import switch_off

Pixels = NDArray[np.float32]

_CONVOLUTIONS = ("Conv", "ConvTranspose")
# With ReLU among them ranges are taken after it; before it, half of their steps would go to negative values.
_QUANTISED = ("Conv", "Relu", "MaxPool", "Resize", "Concat")


@dataclass(frozen=True)
class QuantisationError:
    """How far int8 converter weights are from the float32 ones, in levels of 8 bit.

    Attributes:
        mean: absolute, over all pixels.
        high: its 99.9th percentile.
        largest: of all pixels.

    """

    mean: float
    high: float
    largest: float


def quantise(model: onnx.ModelProto, info: WeightsInfo, tiles: Iterable[Pixels]) -> onnx.ModelProto:
    """Return a model in int8.

    Args:
        model: as ``build_graph`` gives it.
        info: of the new model.
        tiles: real ones, (1, 3, H, W) in [-1, 1], from which the ranges are taken; one or more.

    """
    switch_off()
    from onnxruntime import quantization  # noqa: PLC0415 - not before the line above
    from onnxruntime.quantization.shape_inference import quant_pre_process  # noqa: PLC0415

    class Reader(quantization.CalibrationDataReader):  # type: ignore[misc]
        """Hands the tiles over."""

        def __init__(self, tiles: Iterator[Pixels]) -> None:
            self.tiles = tiles

        def get_next(self) -> dict[str, Pixels] | None:
            tile = next(self.tiles, None)
            return None if tile is None else {"colour": tile}

    with tempfile.TemporaryDirectory() as folder:
        exact, prepared, result = (Path(folder) / f"{step}.onnx" for step in ("exact", "prepared", "result"))
        onnx.save(model, exact)  # a model in memory would be changed
        quant_pre_process(exact, prepared, skip_symbolic_shape=True)  # folds constants and batch norm
        quantization.quantize_static(
            prepared,
            result,
            Reader(iter(tiles)),
            op_types_to_quantize=list(_QUANTISED),
            per_channel=True,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            nodes_to_exclude=_ends(model),
        )
        quantised = onnx.load(result)
    del quantised.metadata_props[:]
    helper.set_model_props(quantised, {INFO_KEY: info.to_json()})
    return quantised


def measure_error(exact: Backend, rough: Backend, tiles: Iterable[Pixels]) -> QuantisationError:
    """Return how far one converter is from another.

    Args:
        exact: computes with float32.
        rough: with int8.
        tiles: (1, 3, H, W) in [-1, 1], others than those that ranges were taken from; one or more.

    """
    pairs = ((exact.run(tile).copy(), rough.run(tile)) for tile in tiles)
    levels = np.concatenate([np.abs(one - other).reshape(-1) * (255 / 2) for one, other in pairs])
    return QuantisationError(float(levels.mean()), float(np.percentile(levels, 99.9)), float(levels.max()))


def _ends(model: onnx.ModelProto) -> list[str]:
    convolutions = [node.name for node in model.graph.node if node.op_type in _CONVOLUTIONS]
    return [convolutions[0], convolutions[-1]]

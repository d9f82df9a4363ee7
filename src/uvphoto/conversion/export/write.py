"""The whole way from a checkpoint to a file of converter weights."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from torch import nn

from uvphoto.conversion.backend import Backend
from uvphoto.conversion.export.graph import build_graph
from uvphoto.conversion.export.parity import ALLOWED, largest_difference, open_converter, runtimes_here, trial_tiles
from uvphoto.conversion.export.quantise import QuantisationError, measure_error, quantise
from uvphoto.errors import WeightsError
from uvphoto.models.checkpoint import load_checkpoint
from uvphoto.models.settings import CompactSettings
from uvphoto.models.weights_info import WeightsInfo
from uvphoto.picture.atomic import replace_whole

_MEASURED = 4  # one tile of so many measures int8, the others calibrate it


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        info: the record in the file.
        parameters: how many the network has.
        size: of the file in bytes.
        difference: from the checkpoint in float32, at most, as a share of the range.
        error: of int8 against float32; None where it was not asked for.

    """

    info: WeightsInfo
    parameters: int
    size: int
    difference: float
    error: QuantisationError | None = None


def export_converter(checkpoint: Path, out: Path, tiles: Sequence[NDArray[np.float32]] = ()) -> Exported:
    """Write a checkpoint's generator as converter weights: one ONNX file, whole or not at all.

    Args:
        checkpoint: as the training writes it.
        out: the file to write, ending in .onnx.
        tiles: (1, 3, H, W) in [-1, 1] of real photos, two or more; where there are any, the weights become int8.

    Raises:
        WeightsError: the checkpoint cannot be used, the file cannot be written, or it would not give what the
            checkpoint gives.

    """
    if out.suffix.lower() != ".onnx":
        raise WeightsError(out, f"has the ending '{out.suffix}'", "Converter weights end in .onnx")
    generator, info = load_checkpoint(checkpoint)
    _check_channels(checkpoint, info)
    model = build_graph(generator, info)
    data = model.SerializeToString(deterministic=True)
    difference = 0.0
    for runtime in runtimes_here():
        difference = max(difference, _check_parity(generator, open_converter(out, data, info, runtime), out, info))
    error = None
    if tiles:
        info = replace(info, precision="int8")
        data, error = _quantised(out, model, info, tiles)
    _write(out, data)
    return Exported(info, _count(generator), len(data), difference, error)


def _check_parity(generator: nn.Module, converter: Backend, out: Path, info: WeightsInfo) -> float:
    difference = largest_difference(generator, converter, trial_tiles(info))
    if not difference <= ALLOWED:
        amount = f"by up to {difference:.1e} of the range, where {ALLOWED:.0e} is allowed"
        problem = f"would differ from its checkpoint {amount}, when run by {converter.name}"
        raise WeightsError(out, problem, "Nothing was written; report this with the checkpoint's settings")
    return difference


def _quantised(
    out: Path, model: onnx.ModelProto, info: WeightsInfo, tiles: Sequence[NDArray[np.float32]]
) -> tuple[bytes, QuantisationError]:
    calibrating = [tile for index, tile in enumerate(tiles) if index % _MEASURED]
    data = quantise(model, info, calibrating).SerializeToString(deterministic=True)
    exact = open_converter(out, model.SerializeToString(), replace(info, precision="float32"))
    return data, measure_error(exact, open_converter(out, data, info), tiles[::_MEASURED])


def _check_channels(path: Path, info: WeightsInfo) -> None:
    if isinstance(info.generator, CompactSettings):
        return
    channels = (info.generator.in_channels, info.generator.out_channels)
    if channels != (3, 1):
        problem = f"takes {channels[0]} channels and gives {channels[1]}"
        raise WeightsError(path, problem, "Converter weights take 3 and give 1")


def _count(generator: nn.Module) -> int:
    return sum(parameter.numel() for parameter in generator.parameters())


def _write(path: Path, data: bytes) -> None:
    try:
        replace_whole(path, data)
    except OSError as error:
        raise WeightsError(path, f"cannot be written ({error.strerror})", "Write to another place") from error

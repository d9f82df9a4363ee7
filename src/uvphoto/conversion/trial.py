"""Whether a file of weights is a converter at all: try it on a small tile."""

import numpy as np

from uvphoto.conversion.onnxruntime_backend import OnnxruntimeBackend
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.tiles import smallest_tile
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import WeightsError
from uvphoto.models.weights_info import ExactTiling


def check_usable(weights: Weights) -> None:
    """Run converter weights once.

    Raises:
        WeightsError: they do not take a tile as their own words say, or give no UV photo of it.

    """
    tiling = weights.info.tiling
    if isinstance(tiling, ExactTiling):
        height = smallest_tile(tiling.reach, tiling.multiple)
        width = height + tiling.multiple  # tiles need not be square
    else:
        height = width = tiling.size
    tile = np.linspace(-1, 1, 3 * height * width, dtype=np.float32).reshape(1, 3, height, width)
    uv = OnnxruntimeBackend(weights, RunSettings(threads=1)).run(tile)
    if uv.shape != (1, 1, height, width) or uv.dtype != np.float32 or not np.isfinite(uv).all():
        problem = f"does not make a UV photo of a tile of {height} x {width} pixels"
        raise WeightsError(weights.path, problem, "Give converter weights that uvphoto made")

"""The comparison of converter weights with their checkpoint."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from uvphoto.conversion.export.graph import build_graph
from uvphoto.conversion.export.parity import ALLOWED, largest_difference, open_converter, runtimes_here, trial_tiles
from uvphoto.conversion.settings import Runtime
from uvphoto.models.build import build_generator, tiling_of
from uvphoto.models.settings import CompactSettings, GeneratorSettings, ResnetSettings, UnetSettings
from uvphoto.models.weights_info import WeightsInfo


def info_of(settings: GeneratorSettings) -> WeightsInfo:
    return WeightsInfo("tiny", settings, tiling_of(settings), 0.25, "CC0-1.0")


SETTINGS = CompactSettings(width=4, levels=2)
INFO = info_of(SETTINGS)


def test_the_tiles_of_a_trial_suit_the_network() -> None:
    for settings in (SETTINGS, CompactSettings(levels=5, unshuffle=4), UnetSettings(halvings=7), ResnetSettings()):
        info = info_of(settings)
        step = getattr(info.tiling, "multiple", None) or getattr(info.tiling, "size", None)
        tiles = trial_tiles(info)
        assert len({tile.shape for tile in tiles}) == 3
        for tile in tiles:
            assert tile.shape[:2] == (1, 3)
            assert not tile.shape[2] % step
            assert not tile.shape[3] % step
            assert (tile.dtype, tile.min(), tile.max()) == (np.float32, -1, 1)


@pytest.mark.parametrize("runtime", runtimes_here())
@pytest.mark.parametrize("change", [0.0, 1e-3, -0.5])
def test_a_difference_is_told_as_a_share_of_the_range(change: float, runtime: Runtime) -> None:
    """The offset of the output is one bias, so the difference is known; half of it, as the range is 2 wide."""
    network = build_generator(SETTINGS).eval()
    data = build_graph(network, INFO).SerializeToString()
    with torch.no_grad():
        network.head.bias[12:] += change
    tiles = [tile / 10 for tile in trial_tiles(INFO)]  # far from the ends, where nothing is clamped
    difference = largest_difference(network, open_converter(Path("a.onnx"), data, INFO, runtime), tiles)
    assert difference == pytest.approx(abs(change) / 2, abs=1e-5)
    assert (difference <= ALLOWED) == (change == 0)


def test_what_is_no_number_is_no_agreement() -> None:
    network = build_generator(SETTINGS).eval()
    model = build_graph(network, INFO)
    weights = next(one for one in model.graph.initializer if one.name == "head.bias")
    weights.CopyFrom(onnx.numpy_helper.from_array(np.full(16, np.nan, np.float32), "head.bias"))
    converter = open_converter(Path("a.onnx"), model.SerializeToString(), INFO)
    assert not largest_difference(network, converter, trial_tiles(INFO)) <= ALLOWED

"""Tiles against one pass over the whole photo, by torch, for every library."""

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.conversion.choose import load_backend
from uvphoto.conversion.exact import exact_bands
from uvphoto.conversion.settings import RunSettings, Runtime
from uvphoto.conversion.tiles import exact_axis, smallest_tile
from uvphoto.conversion.weights_file import Weights
from uvphoto.conversion.working import WorkingPhoto

sides = st.integers(1, 110)


@pytest.mark.parametrize("runtime", [Runtime.ONNXRUNTIME, Runtime.OPENVINO, Runtime.TORCH])
def test_tiles_give_what_one_pass_gives_wherever_they_lie(
    networks: ModuleType, compact: Weights, runtime: Runtime
) -> None:
    backend = load_backend(compact, RunSettings(threads=1), runtime)
    network = networks.lively(networks.COMPACT)
    tiling = compact.info.tiling
    multiples = st.integers(0, 6).map(lambda number: number * tiling.multiple)

    @settings(max_examples=15)
    @given(shape=st.tuples(sides, sides), more=multiples, shifts=st.tuples(multiples, multiples))
    def check(shape: tuple[int, int], more: int, shifts: tuple[int, int]) -> None:
        colour = networks.noise(*shape)
        tile = smallest_tile(tiling.reach, tiling.multiple) + more
        rows, columns = (
            exact_axis(side, tile=tile, reach=tiling.reach, multiple=tiling.multiple, shift=shift)
            for side, shift in zip(shape, shifts, strict=True)
        )
        uv = np.concatenate(list(exact_bands(WorkingPhoto(colour, *shape), backend.run, rows, columns)))
        expected = networks.whole(colour, network)
        assert uv.shape == expected.shape
        out = np.full(shape, np.nan, np.float32)
        bands = list(exact_bands(WorkingPhoto(colour, *shape), backend.run, rows, columns, out))
        assert (out == uv).all()
        assert all(np.shares_memory(band, out) for band in bands)
        assert np.abs(uv - expected).max() < 1e-5

    check()


def test_a_halo_that_is_too_narrow_shows(networks: ModuleType, compact: Weights) -> None:
    backend = load_backend(compact, RunSettings(threads=1), Runtime.ONNXRUNTIME)
    colour = networks.noise(100, 100)
    axis = exact_axis(100, tile=28, reach=4, multiple=4)
    uv = np.concatenate(list(exact_bands(WorkingPhoto(colour, 100, 100), backend.run, axis, axis)))
    expected = networks.whole(colour, networks.lively(networks.COMPACT))
    assert expected.std() > 0.05
    assert np.abs(uv - expected).max() > 4 / 255

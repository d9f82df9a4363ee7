"""Blending against MONAI's sliding window and against the formula."""

import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from uvphoto.conversion.blended import blended_bands, hann
from uvphoto.conversion.tiles import windowed_starts
from uvphoto.conversion.working import WorkingPhoto

Pixels = NDArray[np.float32]


def position(tile: Pixels) -> Pixels:
    """Stand for a network that sees its tile: what it gives depends on the place within."""
    ramp = np.linspace(-1, 1, tile.shape[-1], dtype=np.float32)
    return 0.5 * tile[:, :1] + 0.3 * ramp + 0.2 * ramp[:, None] * ramp


@given(shape=st.tuples(*[st.integers(1, 50)] * 2), size=st.sampled_from([2, 8, 16]))
def test_the_blend_is_the_weighted_mean_of_the_tiles(networks: ModuleType, shape: tuple[int, int], size: int) -> None:
    colour = networks.noise(*shape)
    window = hann(size)
    rows, columns = (windowed_starts(side, tile=size, step=size // 2) for side in shape)
    bands = list(blended_bands(WorkingPhoto(colour, *shape), position, rows, columns, window))
    around = [(0, max(size - side, 0)) for side in shape]
    red = np.pad(colour[..., 0] * 2 - 1, around, mode="symmetric")
    total, weights = np.zeros((2, *red.shape))
    for top in rows:
        for left in columns:
            tile = red[top : top + size, left : left + size]
            weight = np.outer(window, window)
            total[top : top + size, left : left + size] += weight * position(tile[None, None])[0, 0]
            weights[top : top + size, left : left + size] += weight
    expected = np.clip(total / weights / 2 + 0.5, 0, 1)[: shape[0], : shape[1]]
    np.testing.assert_allclose(np.concatenate(bands), expected, atol=1e-5)


@pytest.mark.parametrize("size", [16, 256])
def test_windows_of_neighbours_add_up_to_one(size: int) -> None:
    window = hann(size)
    np.testing.assert_allclose(window[: size // 2] + window[size // 2 :], 1, atol=1e-6)
    np.testing.assert_allclose(window, 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(size) + 0.5) / size), atol=1e-6)
    assert window.min() > 0


@pytest.mark.parametrize("overlap", [0.25, 0.5, 0.75])
def test_with_a_flat_window_it_is_monais(reference_data: Path, overlap: float) -> None:
    golden = json.loads((reference_data / "reference" / "golden_sliding_window.json").read_text("utf-8"))
    case = next(one for one in golden["cases"] if (one["overlap"], one["mode"]) == (overlap, "constant"))
    shape, size = (37, 41), 16
    signal = np.sin(0.05 * np.arange(np.prod(shape), dtype=np.float32)).reshape(shape)
    colour = np.repeat(signal[..., None] / 2 + 0.5, 3, axis=-1).astype(np.float32)
    tiles = []

    def predict(tile: Pixels) -> Pixels:
        tiles.append(tile)
        # 2 p + 0.1 linspace, a third of it so that it stays within [-1, 1]
        return (2 * tile[:, :1] + 0.1 * np.linspace(-1, 1, size, dtype=np.float32)) / 3

    rows, columns = (windowed_starts(side, tile=size, step=round(size * (1 - overlap))) for side in shape)
    bands = blended_bands(WorkingPhoto(colour, *shape), predict, rows, columns, np.ones(size, np.float32))
    y = (np.concatenate(list(bands)) * 2 - 1) * 3
    assert len(tiles) == case["windows"]
    np.testing.assert_allclose(y[18, :8], case["row18_first8"], atol=2e-5)
    for name, place in {"y_0_0": (0, 0), "y_18_20": (18, 20), "y_36_40": (36, 40)}.items():
        assert y[place] == pytest.approx(case[name], abs=2e-5)
    assert y.mean() == pytest.approx(case["mean"], abs=1e-5)
    assert y.std(ddof=1) == pytest.approx(case["std"], abs=1e-5)

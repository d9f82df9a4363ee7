"""Tiles of the working photo against the whole of it, resized by Pillow and mirrored by numpy."""

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from uvphoto.conversion import working
from uvphoto.conversion.working import WorkingPhoto, mirrored

Pixels = NDArray[np.float32]
sides = st.integers(1, 60)


def resized(colour: Pixels, height: int, width: int) -> Pixels:
    """Resize axis by axis, as a photo may grow along one and shrink along the other by rounding."""
    for axis, side in ((0, height), (1, width)):
        kernel = Image.Resampling.HAMMING if colour.shape[axis] > side else Image.Resampling.BICUBIC
        size = (colour.shape[1], side) if axis == 0 else (side, colour.shape[0])
        channels = [np.ascontiguousarray(colour[..., channel]) for channel in range(3)]
        colour = np.stack([np.asarray(Image.fromarray(one).resize(size, kernel)) for one in channels], axis=-1)
    return np.clip(colour, 0, 1)


@given(
    shape=st.tuples(sides, sides),
    size=st.none() | st.tuples(sides, sides),
    at=st.tuples(*[st.integers(-150, 80)] * 2),
    tile=st.tuples(sides, sides),
)
def test_a_tile_is_a_part_of_the_whole(
    networks: ModuleType,
    shape: tuple[int, int],
    size: tuple[int, int] | None,
    at: tuple[int, int],
    tile: tuple[int, int],
) -> None:
    colour = networks.noise(*shape)
    height, width = size or shape
    out = np.empty((1, 3, *tile), np.float32)
    WorkingPhoto(colour, height, width).read(*at, out)
    padded = np.pad(resized(colour, height, width), ((200, 200), (200, 200), (0, 0)), mode="symmetric")
    expected = padded[200 + at[0] :, 200 + at[1] :][: tile[0], : tile[1]]
    assert expected.shape[:2] == tile
    np.testing.assert_allclose(out[0].transpose(1, 2, 0), expected * 2 - 1, atol=5e-6)


def test_working_in_small_parts_changes_nothing(networks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = WorkingPhoto(networks.noise(120, 90), 50, 40)
    at_once, in_parts = np.empty((2, 1, 3, 60, 60), np.float32)
    photo.read(-4, -4, at_once)
    monkeypatch.setattr(working, "_MOST_AT_ONCE", 500)
    photo.read(-4, -4, in_parts)
    assert (at_once == in_parts).all()


@given(start=st.integers(-50, 50), length=st.integers(1, 50), size=st.integers(1, 20))
def test_mirroring_is_numpys(start: int, length: int, size: int) -> None:
    padded = np.pad(np.arange(size), 120, mode="symmetric")
    assert mirrored(start, length, size).tolist() == padded[120 + start : 120 + start + length].tolist()

"""Squares on a face: cutting out and laying back, against places known beforehand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.skin.full_size import to_full_size
from uvphoto.skin.squares import Square, copy_upright


def coordinates(height: int, width: int) -> np.ndarray:
    """Return a picture whose colours are the pixels' own (row, column)."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    return np.stack([rows, columns, np.zeros_like(rows)], -1)


@given(
    row=st.floats(80, 120), column=st.floats(80, 170), width=st.floats(20, 100), lean=st.floats(-40, 40),
    side=st.integers(16, 64),
)  # fmt: skip
def test_a_copy_shows_the_places_that_its_matrix_tells(
    row: float, column: float, width: float, lean: float, side: int
) -> None:
    copy, to_photo = copy_upright(coordinates(200, 250), Square(row, column, width, lean), side)
    i, j = side // 3, side // 2
    there = to_photo @ [j, i, 1]
    assert copy[i, j, :2] == pytest.approx(there[::-1], abs=0.02 * width / side + 0.08)
    # The copy's own axes, turned by the lean about the square's centre.
    right, down = (np.array([j, i]) - (side - 1) / 2) * width / side
    turn = math.radians(lean)
    expected = (
        column + right * math.cos(turn) - down * math.sin(turn),
        row + right * math.sin(turn) + down * math.cos(turn),
    )
    assert there == pytest.approx(expected, abs=0.3 * width / side)  # as the part has whole pixels


def test_beyond_the_photo_its_edge_goes_on() -> None:
    copy, _ = copy_upright(coordinates(50, 60), Square(5.0, 55.0, 40.0, 0.0), 40)
    assert (copy[:10, :20, 0] == copy[0, 0, 0]).all()
    assert copy[..., 0].max() == pytest.approx(24.5, abs=0.6)


@pytest.mark.parametrize("lean", [0.0, 17.0])
def test_a_disc_comes_back_where_it_was_at_any_size(lean: float) -> None:
    rows, columns = np.mgrid[:700, :900]
    disc = np.hypot(rows - 300, columns - 500) < 120
    photo = np.repeat(disc[..., None], 3, -1).astype(np.float32)
    copy, to_photo = copy_upright(photo, Square(330.0, 480.0, 400.0, lean), 64)
    mask = to_full_size(copy[..., 0], to_photo, (700, 900))
    assert mask.shape == (700, 900)
    assert (mask & disc).sum() / (mask | disc).sum() > 0.985  # a pixel of the copy is 6 of the photo's


def test_nothing_lies_outside_the_square() -> None:
    _, to_photo = copy_upright(coordinates(300, 300), Square(290.0, 150.0, 100.0, 0.0), 32)
    mask = to_full_size(np.ones((32, 32), np.float32), to_photo, (300, 300))
    inside = np.zeros((300, 300), bool)
    inside[240:, 100:200] = True
    assert not (mask & ~np.roll(inside, 2, 1) & ~np.roll(inside, -2, 1) & ~np.roll(inside, -2, 0)).any()
    assert mask[inside].mean() > 0.97

"""Where tiles lie: they cover the axis, keep to the grid, and are no larger than asked for."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.conversion.tiles import exact_axis, smallest_tile, windowed_starts


@given(
    length=st.integers(1, 5000), reach=st.integers(0, 100), multiple=st.integers(1, 16), more=st.integers(0, 700),
    shift=st.integers(0, 5),
)  # fmt: skip
def test_cores_cover_the_axis_on_the_grid(length: int, reach: int, multiple: int, more: int, shift: int) -> None:
    tile = smallest_tile(reach, multiple) + more
    axis = exact_axis(length, tile=tile, reach=reach, multiple=multiple, shift=shift * multiple)
    assert axis.tile <= tile
    assert reach <= axis.halo < reach + multiple
    assert axis.starts[0] <= 0 < axis.starts[0] + axis.core
    assert (axis.starts[0] + shift * multiple) % axis.core == 0
    assert all(after - before == axis.core for before, after in itertools.pairwise(axis.starts))
    assert axis.starts[-1] < length <= axis.starts[-1] + axis.core
    assert all(value % multiple == 0 for value in (*axis.starts, axis.core, axis.halo))


def test_cores_are_no_larger_than_the_photo_asks_for() -> None:
    assert exact_axis(1000, tile=704, reach=49, multiple=8).core == 504
    assert exact_axis(100, tile=704, reach=49, multiple=8).tile == 104 + 2 * 56


def test_tiles_without_a_core_or_off_the_grid_are_refused() -> None:
    with pytest.raises(ValueError, match="takes at least 120"):
        exact_axis(1000, tile=119, reach=49, multiple=8)
    for shift in (-8, 4):
        with pytest.raises(ValueError, match="no multiple of 8"):
            exact_axis(1000, tile=704, reach=49, multiple=8, shift=shift)


@given(length=st.integers(1, 3000), tile=st.integers(1, 300), data=st.data())
def test_overlapping_tiles_cover_the_axis(length: int, tile: int, data: st.DataObject) -> None:
    step = data.draw(st.integers(1, tile))
    starts = windowed_starts(length, tile=tile, step=step)
    assert starts[0] == 0
    assert starts[-1] == max(length - tile, 0)
    assert all(0 < after - before <= step for before, after in itertools.pairwise(starts))

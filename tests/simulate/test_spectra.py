"""Tables brought onto the grid of wavelengths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.simulate.spectra import WAVELENGTHS, on_grid


def test_grid_is_even_and_cannot_be_changed() -> None:
    np.testing.assert_array_equal(np.diff(WAVELENGTHS), 10)
    with pytest.raises(ValueError, match="read-only"):
        WAVELENGTHS[0] = 0


@given(st.floats(-5, 5), st.floats(-0.01, 0.01), st.sampled_from([3, 7, 50]))
def test_straight_lines_pass_unchanged(level: float, slope: float, step: int) -> None:
    at = np.arange(300.0, 801.0, step)
    np.testing.assert_allclose(on_grid(at, level + slope * at), level + slope * WAVELENGTHS, atol=1e-9)


def test_columns_are_brought_over_one_by_one() -> None:
    at = np.arange(300, 801, 3)
    table = np.stack([np.sin(at / 30), np.cos(at / 30)], axis=1)
    expected = np.stack([on_grid(at, column) for column in table.T], axis=1)
    np.testing.assert_array_equal(on_grid(at, table), expected)


def test_end_values_hold_beyond_the_table() -> None:
    values = on_grid([400, 500], [1.0, 3.0])
    assert np.all(values[WAVELENGTHS <= 400] == 1)
    assert np.all(values[WAVELENGTHS >= 500] == 3)
    assert values[WAVELENGTHS == 450] == 2

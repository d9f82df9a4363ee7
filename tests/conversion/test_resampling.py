"""Resizing against Pillow, and parts against the whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from uvphoto.conversion.resampling import support, taps

sides = st.integers(1, 400)


@given(n_in=sides, n_out=sides, seed=st.integers(0, 99))
def test_an_axis_is_resized_as_pillow_does_it(n_in: int, n_out: int, seed: int) -> None:
    line = np.random.default_rng(seed).random((n_in, 1), dtype=np.float32)
    kernel = Image.Resampling.HAMMING if n_in > n_out else Image.Resampling.BICUBIC
    expected = np.asarray(Image.fromarray(line).resize((1, n_out), kernel))
    whole = taps(n_in, n_out, 0, n_out)
    assert (whole.low, whole.high) == (0, n_in)
    np.testing.assert_allclose(whole.matrix @ line, expected, atol=2e-6)


@given(n_in=sides, n_out=sides, data=st.data())
def test_a_part_is_what_it_is_in_the_whole(n_in: int, n_out: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, n_out - 1))
    stop = data.draw(st.integers(start + 1, n_out))
    line = np.random.default_rng(0).random((n_in, 3), dtype=np.float32)
    part = taps(n_in, n_out, start, stop)
    assert (part.matrix @ line[part.low : part.high] == (taps(n_in, n_out, 0, n_out).matrix @ line)[start:stop]).all()


@given(n_in=sides, n_out=sides)
def test_a_part_looks_no_further_than_the_kernel(n_in: int, n_out: int) -> None:
    middle = n_out // 2
    part = taps(n_in, n_out, middle, middle + 1)
    centre = (middle + 0.5) * n_in / n_out
    assert part.low >= centre - support(n_in, n_out) - 1
    assert part.high <= centre + support(n_in, n_out) + 1
    assert part.matrix.sum() == pytest.approx(1, abs=1e-6)

"""Lin's coefficient by its direct formula, a worked example, and how often its interval holds the truth."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from uvphoto.metrics import concordance, pearson


@given(pairs=arrays.arrays(np.float64, st.tuples(st.integers(4, 20), st.just(2)), elements=st.floats(-100, 100)))
def test_it_is_one_minus_the_squared_distance_from_equality(pairs: NDArray[np.float64]) -> None:
    x, y = pairs.T
    assume(np.std(x) > 1e-3 and np.std(y) > 1e-3)
    ours = concordance(x, y)
    # Lin's definition: 1 - E(x - y)² over the same of independent x and y.
    independent = np.var(x) + np.var(y) + (x.mean() - y.mean()) ** 2
    assert ours.r == pytest.approx(1 - np.mean((x - y) ** 2) / independent, abs=1e-9)
    assert abs(ours.r) <= abs(pearson(x, y).r) + 1e-12
    assert ours.low - 1e-9 <= ours.r <= ours.high + 1e-9
    assert concordance(y, x) == pytest.approx(ours, abs=1e-9)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    # Standard deviations 1 and 1.2, r = 0.9, shift 0.3.
    truth = 2 * 0.9 * 1.2 / (1 + 1.44 + 0.09)
    draws = rng.multivariate_normal([0, 0.3], [[1, 1.08], [1.08, 1.44]], size=(2000, 60))
    held = [low <= truth <= high for _, low, high in (concordance(*pairs.T) for pairs in draws)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_without_shift_and_scale_the_interval_is_nearly_fishers() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=200)
    y = 0.8 * x + 0.6 * rng.normal(size=200)
    y = (y - y.mean()) / y.std() * x.std() + x.mean()
    ours, plain = concordance(x, y), pearson(x, y)
    assert ours.r == pytest.approx(plain.r)
    assert ours == pytest.approx(plain, abs=2e-3)


def test_concordances_at_the_edge() -> None:
    line = np.arange(6.0)
    assert concordance(line, line) == (1, 1, 1)
    assert concordance(line, line + 1).r < 1
    assert concordance([1, 2, 3], [1, 3, 2]).low == -1
    assert all(math.isnan(value) for value in concordance(line, np.ones(6)))
    with pytest.raises(ValueError, match="one length"):
        concordance(line, line[1:])

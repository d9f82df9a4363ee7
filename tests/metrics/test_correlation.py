"""Correlations and their intervals against SciPy and by simulation."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from scipy import stats

from uvphoto.metrics import pearson, spearman, without_heaviest


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(4, 50),
    slope=st.floats(-3, 3),
    confidence=st.sampled_from([0.5, 0.95, 0.99]),
)
def test_pearson_is_that_of_scipy(seed: int, count: int, slope: float, confidence: float) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(5, 2, count)
    y = slope * x + rng.normal(0, 1, count)
    ours, theirs = pearson(x, y, confidence), stats.pearsonr(x, y)
    interval = theirs.confidence_interval(confidence)
    assert ours == pytest.approx((theirs.statistic, interval.low, interval.high), abs=1e-9)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    draws = rng.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], size=(2000, 24))  # 24 people, as in the publication
    held = [low <= 0.9 <= high for _, low, high in (pearson(pairs[:, 0], pairs[:, 1]) for pairs in draws)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


@given(
    pairs=arrays.arrays(np.float64, st.tuples(st.integers(4, 20), st.just(2)), elements=st.floats(-100, 100)),
    gain=st.floats(0.1, 10),
    offset=st.floats(-10, 10),
)
def test_correlation_knows_no_unit_and_no_order(pairs: NDArray[np.float64], gain: float, offset: float) -> None:
    x, y = pairs.T
    assume(np.std(x) > 1e-3 and np.std(y) > 1e-3)
    plain = pearson(x, y)
    assert -1 <= plain.low <= plain.r <= plain.high <= 1
    assert pearson(y, x) == pytest.approx(plain)
    assert pearson(gain * x + offset, y) == pytest.approx(plain, abs=1e-6)


def test_correlations_at_the_edge() -> None:
    line = np.arange(5.0)
    assert pearson(line, 2 * line + 1) == pytest.approx((1, 1, 1))
    assert pearson(line, -line) == pytest.approx((-1, -1, -1))
    assert pearson([1, 2, 3], [1, 3, 2]) == pytest.approx((0.5, -1, 1))
    assert all(math.isnan(value) for value in pearson(line, np.ones(5)))
    for x, y in (([1.0], [1.0]), ([1.0, 2.0], [1.0]), ([[1.0, 2.0]], [[1.0, 2.0]])):
        with pytest.raises(ValueError, match="one length"):
            pearson(x, y)
    with pytest.raises(ValueError, match="finite"):
        pearson([1.0, math.nan, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="confidence"):
        pearson(line, line, 95)


@given(
    pairs=arrays.arrays(np.float64, st.tuples(st.integers(4, 30), st.just(2)), elements=st.integers(-4, 4).map(float))
)
def test_spearman_is_that_of_scipy_ties_and_all(pairs: NDArray[np.float64]) -> None:
    x, y = pairs.T
    assume(np.ptp(x) > 0 and np.ptp(y) > 0)
    ours = spearman(x, y)
    assert ours.r == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
    assert -1 <= ours.low <= ours.r + 1e-12
    assert ours.r - 1e-12 <= ours.high <= 1


def test_spearmans_interval_is_that_of_bonett_and_wright() -> None:
    x = np.arange(20.0)
    y = np.where(np.arange(20) % 3 == 0, x[::-1], x)
    rs, low, high = spearman(x, y)
    half = 1.959964 * math.sqrt((1 + rs**2 / 2) / 17)
    assert (low, high) == pytest.approx((math.tanh(math.atanh(rs) - half), math.tanh(math.atanh(rs) + half)), abs=1e-6)
    plain = pearson(stats.rankdata(x), stats.rankdata(y))
    assert high - low > plain.high - plain.low


def test_spearmans_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    truth = 6 / math.pi * math.asin(0.8 / 2)  # of a bivariate normal distribution with r = 0.8
    draws = rng.multivariate_normal([0, 0], [[1, 0.8], [0.8, 1]], size=(2000, 40))
    held = [low <= truth <= high for _, low, high in (spearman(*pairs.T) for pairs in draws)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_without_the_heaviest_nobody_carries_the_correlation() -> None:
    x, y = np.array([1.0, 2, 3, 4, 50, 60]), np.array([2.0, 1, 4, 3, 60, 50])
    assert pearson(x, y).r > 0.9
    assert without_heaviest(x, y, 2) == pearson(x[:4], y[:4])
    assert without_heaviest(x, y, 0) == pytest.approx(pearson(x, y))
    with pytest.raises(ValueError, match="2 or more"):
        without_heaviest(x, y, 5)

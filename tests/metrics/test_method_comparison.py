"""Lines and limits of agreement against SciPy, orthogonal distances, and how often intervals hold the truth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from uvphoto.metrics import bland_altman, deming, least_squares


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(3, 40), slope=st.floats(-3, 3))
def test_least_squares_are_those_of_scipy(seed: int, count: int, slope: float) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(5, 2, count)
    y = slope * x + rng.normal(0, 1, count)
    ours, theirs = least_squares(x, y), stats.linregress(x, y)
    t = stats.t.ppf(0.975, count - 2)
    for mine, value, error in (
        (ours.slope, theirs.slope, theirs.stderr),
        (ours.intercept, theirs.intercept, theirs.intercept_stderr),
    ):
        assert mine == pytest.approx((value, value - t * error, value + t * error), rel=1e-6, abs=1e-6)


def test_demings_line_is_nearest_to_the_points_and_knows_no_order() -> None:
    rng = np.random.default_rng(2)
    true = rng.normal(0, 2, 50)
    x, y = true + rng.normal(0, 0.7, 50), 1 + 1.4 * true + rng.normal(0, 0.7, 50)
    line = deming(x, y)
    centred = np.stack([x - x.mean(), y - y.mean()])
    axis = np.linalg.eigh(centred @ centred.T)[1][:, -1]  # along the longest spread: the orthogonal regression
    assert line.slope.value == pytest.approx(axis[1] / axis[0])
    assert line.intercept.value == pytest.approx(y.mean() - line.slope.value * x.mean())
    assert deming(y, x).slope.value == pytest.approx(1 / line.slope.value)
    assert least_squares(x, y).slope.value < line.slope.value


def test_demings_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    held = []
    for _ in range(400):
        true = rng.normal(0, 2, 30)
        line = deming(true + rng.normal(0, 0.5, 30), 0.9 * true + rng.normal(0, 0.5, 30))
        held.append(line.slope.low <= 0.9 <= line.slope.high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)


def test_limits_of_agreement_by_hand() -> None:
    x, y = np.array([1.0, 2, 3, 4, 5]), np.array([2.0, 2, 5, 4, 7])  # differences 1, 0, 2, 0, 2
    limits = bland_altman(x, y)
    assert limits.bias.value == 1
    assert limits.spread == pytest.approx(1)
    assert (limits.lower.value, limits.upper.value) == pytest.approx((1 - 1.959964, 1 + 1.959964))
    assert limits.bias == pytest.approx((1, 1 - 2.776445 / math.sqrt(5), 1 + 2.776445 / math.sqrt(5)), abs=1e-5)
    half = 2.776445 * math.sqrt(1 / 5 + 1.959964**2 / 8)
    assert limits.upper.high - limits.upper.value == pytest.approx(half, abs=1e-5)
    theirs = stats.ttest_1samp(y - x, 0).confidence_interval()
    assert limits.bias[1:] == pytest.approx((theirs.low, theirs.high))


def test_lines_at_the_edge() -> None:
    assert least_squares([0, 1], [1, 3]).slope == (2, -math.inf, math.inf)
    assert math.isnan(least_squares([1, 1, 1], [1, 2, 3]).slope.value)
    assert math.isnan(deming([1, 1, 1, 1], [1, 2, 3, 4]).slope.value)
    assert deming([0, 1, 2], [0, 2, 4]).slope.value == pytest.approx(2)
    assert math.isnan(deming([0, 1, 2], [0, 2, 4]).slope.low)
    assert deming([0, 1, 2, 3], [0, 2, 4, 6]).slope == pytest.approx((2, 2, 2))
    for measure in (least_squares, deming, bland_altman):
        with pytest.raises(ValueError, match="finite"):
            measure([1, math.nan], [1, 2])
        with pytest.raises(ValueError, match="confidence"):
            measure([1, 2, 3, 4], [1, 2, 4, 3], 0)

"""Intraclass correlation against Shrout and Fleiss's worked example, and how often intervals hold the truth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.metrics import intraclass_one_way, intraclass_two_way, repeatability

# Shrout and Fleiss 1979, table 2: six targets, four judges; ICC(1,1) = 0.17, ICC(2,1) = 0.29 (table 4).
RATINGS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float)


def test_the_worked_example_of_the_paper() -> None:
    # The intervals as R's package psych gives them for this table.
    assert intraclass_one_way(list(RATINGS)) == pytest.approx((0.166, -0.133, 0.723), abs=1e-3)
    assert intraclass_two_way(RATINGS) == pytest.approx((0.290, 0.019, 0.761), abs=1e-3)


def test_a_bias_of_the_columns_counts_against_agreement() -> None:
    rng = np.random.default_rng(0)
    table = rng.normal(0, 2, (40, 1)) + rng.normal(0, 0.5, (40, 3))
    shifted = table + np.array([0, 1.5, 3])
    assert intraclass_two_way(table).value == pytest.approx(4 / 4.25, abs=0.05)
    assert intraclass_two_way(shifted).value < intraclass_two_way(table).value - 0.2
    assert intraclass_two_way(table).value == pytest.approx(intraclass_one_way(list(table)).value, abs=0.01)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(1)
    held = []
    for _ in range(1000):
        person = rng.normal(0, 3, (20, 1))
        found = repeatability(list(person + rng.normal(0, 1, (20, 3))))
        held.append((found.icc.low <= 0.9 <= found.icc.high, found.within_sd.low <= 1 <= found.within_sd.high))
    assert np.mean(held, axis=0) == pytest.approx([0.95, 0.95], abs=0.025)


@given(seed=st.integers(0, 2**32 - 1))
def test_two_measures_of_each_follow_from_their_differences(seed: int) -> None:
    pairs = np.random.default_rng(seed).normal(0, 1, (12, 2))
    found = repeatability([*pairs, [5.0], []])  # who was measured once tells nothing
    differences = pairs[:, 0] - pairs[:, 1]
    assert (found.people, found.measures) == (12, 24)
    assert found.within_sd.value == pytest.approx(math.sqrt(np.mean(differences**2) / 2))
    assert found.smallest_detectable_change == pytest.approx(1.959964 * math.sqrt(2) * found.within_sd.value)
    assert found.icc.low <= found.icc.value <= found.icc.high


def test_unequal_numbers_of_measures() -> None:
    found = repeatability([[1, 2, 3], [11, 13], [21, 21, 21, 21]])
    squares = 2 + 2 + 0  # within
    assert found.within_sd.value == pytest.approx(math.sqrt(squares / 6))
    grand = np.mean([1, 2, 3, 11, 13, 21, 21, 21, 21])
    between = (3 * (2 - grand) ** 2 + 2 * (12 - grand) ** 2 + 4 * (21 - grand) ** 2) / 2
    k = (9 - (9 + 4 + 16) / 9) / 2
    assert found.icc.value == pytest.approx((between - 4 / 6) / (between + (k - 1) * 4 / 6))


def test_repeatability_at_the_edge() -> None:
    assert intraclass_one_way([[1, 1], [2, 2]]) == (1, 1, 1)
    assert all(math.isnan(value) for value in intraclass_one_way([[1, 1], [1, 1]]))
    assert intraclass_two_way([[1, 1], [2, 2], [3, 3]]) == (1, 1, 1)
    assert math.isnan(intraclass_two_way(np.ones((3, 2))).value)
    with pytest.raises(ValueError, match="two people"):
        repeatability([[1, 2], [3]])
    with pytest.raises(ValueError, match="two people"):
        repeatability([[1, 2], [3, math.nan]])
    with pytest.raises(ValueError, match="table"):
        intraclass_two_way([[1, 2]])

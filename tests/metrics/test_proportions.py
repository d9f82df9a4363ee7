"""Shares and their intervals against SciPy's exact binomial test."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from uvphoto.metrics import clopper_pearson, coverage, wilson

counts = st.integers(1, 200).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(counts, st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals_are_those_of_scipy(count: tuple[int, int], confidence: float) -> None:
    theirs = stats.binomtest(*count)
    for ours, method in ((wilson, "wilson"), (clopper_pearson, "exact")):
        interval = theirs.proportion_ci(confidence, method)
        found = ours(*count, confidence)
        assert found == pytest.approx((*count, count[0] / count[1], interval.low, interval.high), abs=1e-9)


def test_of_nothing_nothing_is_known() -> None:
    for measure in (wilson, clopper_pearson):
        found = measure(0, 0)
        assert math.isnan(found.share)
        assert (found.low, found.high) == (0, 1)
        with pytest.raises(ValueError, match="no share"):
            measure(3, 2)


def test_coverage_counts_intervals_that_hold_their_truth() -> None:
    nan = math.nan
    found = coverage([0, 0, 0, nan, 0], [1, 1, 1, 1, math.inf], [0, 0.5, 2, 0.5, 7])
    assert (found.part, found.whole) == (3, 4)
    assert coverage([0], [1], [nan]).whole == 0
    with pytest.raises(ValueError, match="one shape"):
        coverage(np.zeros(2), np.ones(2), np.ones(3))

"""Agreement over people: each figure where it belongs."""

import math

import numpy as np
import pytest
from scipy import stats

from uvphoto.evaluation.agreement import agreement


def test_figures_are_those_of_scipy() -> None:
    rng = np.random.default_rng(0)
    true = rng.gamma(1, 0.05, 24)
    found = np.clip(0.8 * true + rng.normal(0, 0.01, 24), 0, 1)
    ours = agreement(true.tolist(), found.tolist())
    assert ours is not None
    assert ours.people == 24
    assert (ours.mean_true, ours.mean_found) == pytest.approx((true.mean(), found.mean()))
    assert ours.r.r == pytest.approx(stats.pearsonr(true, found).statistic)
    assert ours.spearman.r == pytest.approx(stats.spearmanr(true, found).statistic)
    assert ours.r_of_roots.r == pytest.approx(stats.pearsonr(np.sqrt(true), np.sqrt(found)).statistic)
    light = np.argsort(true)[:-3]
    assert ours.r_without_heaviest.r == pytest.approx(stats.pearsonr(true[light], found[light]).statistic)
    assert ours.line.slope.value == pytest.approx(stats.linregress(true, found).slope)
    assert ours.limits.bias.value == pytest.approx(np.mean(found - true))


def test_who_cannot_be_measured_does_not_count() -> None:
    five = [0.1, 0.2, 0.3, 0.4, 0.5]
    assert agreement([*five, math.nan], [*five, 0.1]).people == 5
    assert agreement(five[:4], five[:4]) is None
    assert agreement([*five[:4], math.nan], five) is None

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import kstest, norm

from uvphoto.metrics.forecasts import (
    crps_normal,
    crps_quantiles,
    interval_score,
    paired_bootstrap,
    pit_distance,
    pit_normal,
    pit_quantiles,
    weighted_interval_score,
)

NUMBERS = st.floats(-5, 5)
SPREADS = st.floats(0.05, 4)


def crps_by_its_definition(mean: float, sd: float, value: float) -> float:
    """Return the integral of (F(x) - 1{y <= x})^2."""
    below = quad(lambda x: norm.cdf(x, mean, sd) ** 2, mean - 40 * sd - 40, value, limit=300, points=[mean])[0]
    above = quad(lambda x: norm.sf(x, mean, sd) ** 2, value, mean + 40 * sd + 40, limit=300, points=[mean])[0]
    return below + above


@given(NUMBERS, SPREADS, NUMBERS)
def test_the_score_of_a_normal_forecast_is_the_integral_of_its_definition(mean: float, sd: float, value: float) -> None:
    assert crps_normal(mean, sd, value) == pytest.approx(crps_by_its_definition(mean, sd, value), abs=1e-5)


def test_a_sure_forecast_is_scored_by_its_distance() -> None:
    assert crps_normal(1.0, 1e-9, 3.5) == pytest.approx(2.5)
    assert crps_normal(0.0, 1.0, 0.0) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi))


def test_many_quantiles_score_as_the_whole_distribution() -> None:
    levels = np.arange(1, 400) / 400
    rng = np.random.default_rng(1)
    mean, sd, value = rng.normal(size=20), rng.uniform(0.2, 2, 20), rng.normal(size=20)
    quantiles = norm.ppf(levels, mean[:, None], sd[:, None])
    np.testing.assert_allclose(crps_quantiles(levels, quantiles, value), crps_normal(mean, sd, value), rtol=0.01)
    np.testing.assert_allclose(pit_quantiles(levels, quantiles, value), pit_normal(mean, sd, value), atol=2e-3)


@given(NUMBERS, SPREADS, NUMBERS, st.sampled_from([0.5, 0.8, 0.95]))
def test_an_interval_is_scored_by_its_width_and_by_what_it_misses(
    low: float, width: float, value: float, level: float
) -> None:
    high = low + width
    missed = low - value if value < low else value - high if value > high else 0.0
    assert interval_score(low, high, value, level) == pytest.approx(width + 2 / (1 - level) * missed)


@given(NUMBERS, SPREADS, NUMBERS)
def test_the_weighted_interval_score_is_the_mean_of_quantile_losses(mean: float, sd: float, value: float) -> None:
    """Bracher et al. 2021, equation 2: twice the mean over the 2 K + 1 quantiles."""
    levels = (0.5, 0.8, 0.95)
    intervals = {level: norm.interval(level, mean, sd) for level in levels}
    found = weighted_interval_score(mean, intervals, value)
    probabilities = sorted([0.5, *((1 - level) / 2 for level in levels), *((1 + level) / 2 for level in levels)])
    losses = []
    for probability in probabilities:
        quantile = norm.ppf(probability, mean, sd)
        losses.append(2 * ((value < quantile) - probability) * (quantile - value))
    assert found == pytest.approx(np.mean(losses), abs=1e-9)


def test_many_intervals_come_near_the_continuous_score() -> None:
    levels = np.linspace(0.01, 0.99, 99)
    intervals = {float(level): norm.interval(level, 0.3, 1.2) for level in levels}
    assert weighted_interval_score(0.3, intervals, 1.7) == pytest.approx(crps_normal(0.3, 1.2, 1.7), rel=0.02)


def test_no_other_forecast_scores_better_than_the_truth() -> None:
    value = np.random.default_rng(2).normal(0.5, 1.5, 200_000)
    best = crps_normal(0.5, 1.5, value).mean()
    for mean, sd in ((0.7, 1.5), (0.5, 1.2), (0.5, 1.9)):
        assert crps_normal(mean, sd, value).mean() > best


def test_transforms_of_right_forecasts_are_uniform() -> None:
    value = np.random.default_rng(3).normal(2.0, 0.5, 4000)
    right, narrow = pit_normal(2.0, 0.5, value), pit_normal(2.0, 0.2, value)
    assert pit_distance(right) == pytest.approx(kstest(right, "uniform").statistic)
    assert pit_distance(right) < 0.03
    assert pit_distance(narrow) > 0.2


def test_what_lies_beyond_all_quantiles_gets_half_of_the_rest() -> None:
    found = pit_quantiles([0.1, 0.5, 0.9], [[0.0, 1.0, 3.0]] * 4, [-9.0, 0.5, 2.0, 99.0])
    np.testing.assert_allclose(found, [0.05, 0.3, 0.7, 0.95])


def test_the_bootstrap_draws_people_and_not_cases() -> None:
    rng = np.random.default_rng(4)
    people = np.repeat(np.arange(50), 20)
    offset = rng.normal(0, 0.3, 50)[people]
    second = np.full(1000, 1.0)
    found = paired_bootstrap(1.1 + offset, second, people, rng)
    assert found.value == pytest.approx(np.mean(1.1 + offset) - 1)
    # Standard error of a mean over 50 people, not over 1000 cases.
    assert (found.high - found.low) / 3.92 == pytest.approx(0.3 / np.sqrt(50), rel=0.25)
    alone = paired_bootstrap(1.1 + offset, second, np.arange(1000), rng)
    assert alone.high - alone.low < 0.5 * (found.high - found.low)


def test_a_method_does_not_beat_itself() -> None:
    scores = np.random.default_rng(5).uniform(1, 2, 30)
    assert paired_bootstrap(scores, scores, list("abc") * 10, np.random.default_rng(1)) == (0.0, 0.0, 0.0)


def test_what_makes_no_sense_is_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="confidence"):
        interval_score(0, 1, 0.5, 1.0)
    with pytest.raises(ValueError, match="rising"):
        crps_quantiles([0.5, 0.1], [0.0, 1.0], 0.0)
    with pytest.raises(ValueError, match="do not fall"):
        pit_quantiles([0.1, 0.5], [1.0, 0.0], 0.0)
    with pytest.raises(ValueError, match="probabilities"):
        pit_distance([1.2])
    with pytest.raises(ValueError, match="same cases"):
        paired_bootstrap([1.0], [1.0, 2.0], ["a"], rng)
    with pytest.raises(ValueError, match="finite"):
        paired_bootstrap([np.nan], [1.0], ["a"], rng)

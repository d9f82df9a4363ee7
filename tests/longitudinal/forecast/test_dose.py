from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.dose import (
    TAUS,
    Scenario,
    climate_of_latitude,
    dose_features,
    doses_of,
    root,
    southern,
)
from uvphoto.simulate.series.climate import KAGOSHIMA, SAPPORO
from uvphoto.simulate.series.dose import Habits
from uvphoto.simulate.series.dose_history import DoseHistory


@pytest.mark.parametrize(("latitude", "place"), [(31.6, KAGOSHIMA), (43.1, SAPPORO)])
def test_the_two_places_have_their_own_climate(latitude: float, place: object) -> None:
    np.testing.assert_allclose(climate_of_latitude(latitude).monthly, place.monthly)


def test_between_two_places_the_sun_lies_between_theirs_and_in_the_south_half_a_year_later() -> None:
    between = np.array(climate_of_latitude(37).monthly)
    assert (between <= np.maximum(KAGOSHIMA.monthly, SAPPORO.monthly)).all()
    assert (between >= np.minimum(KAGOSHIMA.monthly, SAPPORO.monthly)).all()
    np.testing.assert_allclose(np.roll(between, 6), climate_of_latitude(-37).monthly)
    assert southern(Habits()).summer_months == (10, 11, 12, 1, 2, 3)


@pytest.mark.parametrize("latitude", [0, -3, 70, float("nan")])
def test_no_climate_is_made_up_far_from_both_places(latitude: float) -> None:
    with pytest.raises(SettingsError, match="daily series"):
        climate_of_latitude(latitude)


@given(st.floats(0, 50), st.floats(0, 50))
def test_the_response_is_monotone_and_none_without_sun(one: float, other: float) -> None:
    assert root(0.0) == 0.0
    assert (root(one) <= root(other)) == (one <= other) or root(one) == root(other)


def test_the_slope_of_the_response_is_finite_without_sun() -> None:
    assert float(root(1e-9)) / 1e-9 == pytest.approx(0.5 / np.sqrt(1e-3), rel=1e-3)


def test_the_memories_are_the_integrals_of_their_definition() -> None:
    rng = np.random.default_rng(4)
    history = DoseHistory(-400, rng.uniform(0, 6, 900), 1.3)
    days = np.array([0.0, 33.25, 120.0, 480.5])
    features = dose_features(history, days)

    def response(day: float) -> float:
        dose = history.before if day < history.first_day else history.dose[int(np.floor(day)) - history.first_day]
        return float(np.sqrt(dose + 1e-3) - np.sqrt(1e-3))

    def memory(day: float, tau: float) -> float:
        edges = np.unique(np.append(np.arange(history.first_day, np.floor(day) + 1.0), day))
        parts = [
            quad(lambda t: np.exp((t - day) / tau) / tau * response(0.5 * (a + b)), a, b)[0]  # noqa: B023 - called at once
            for a, b in pairwise(edges)
        ]
        return sum(parts) + response(-1e9) * np.exp((history.first_day - day) / tau)

    for place, tau in enumerate(TAUS):
        first = memory(0.0, tau)
        for k in (1, 3):
            assert features.memory[k, place] == pytest.approx(memory(days[k], tau) - first, abs=1e-9)
    whole = [response(day) for day in range(480)]
    assert features.cumulative[3] * 365 == pytest.approx(sum(whole) + 0.5 * response(480), abs=1e-9)
    assert not features.memory[0].any()
    assert features.cumulative[0] == 0


def test_steady_sun_leaves_nothing_but_the_sum() -> None:
    features = dose_features(DoseHistory(-10, np.full(800, 2.0), 2.0), [0.0, 365.0, 730.0])
    np.testing.assert_allclose(features.memory, 0, atol=1e-12)
    np.testing.assert_allclose(features.cumulative, root(2.0) * np.array([0, 1, 2]))


def test_a_scenario_changes_the_sun_from_its_day_on_alone() -> None:
    history = doses_of(KAGOSHIMA, Habits(), date(2024, 5, 1), 700)
    none = Scenario(300.0, 0.0, "no sun").apply(history)
    since = np.arange(-730, 700) >= 300
    np.testing.assert_array_equal(none.dose[~since], history.dose[~since])
    assert not none.dose[since].any()
    np.testing.assert_allclose(Scenario(-1000, 2.0).apply(history).dose, 2 * history.dose)
    with pytest.raises(SettingsError, match="factor"):
        Scenario(0, -0.1)


def test_days_outside_the_doses_are_refused() -> None:
    with pytest.raises(SettingsError, match="day 801"):
        dose_features(DoseHistory(0, np.ones(800)), [0, 801])


def test_the_doses_begin_on_the_day_of_the_year() -> None:
    history = doses_of(SAPPORO, Habits(), date(2023, 7, 1), 400)
    january = doses_of(SAPPORO, Habits(), date(2023, 1, 1), 600)
    np.testing.assert_allclose(history.dose[730 : 730 + 400], january.dose[730 + 181 : 730 + 581])

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from uvphoto.simulate.series.climate import KAGOSHIMA
from uvphoto.simulate.series.dose import Habits
from uvphoto.simulate.series.dose_history import DoseHistory, dose_history, exposure_memory

TAUS = [0.5, 20.0, 45.0, 200.0]
DOSES = arrays(np.float64, st.integers(1, 40), elements=st.floats(0, 20))


@pytest.mark.parametrize("tau", TAUS)
def test_the_memory_of_a_constant_dose_rises_as_one_exponential(tau: float) -> None:
    ends = np.arange(201)
    np.testing.assert_allclose(exposure_memory(np.full(200, 3.0), tau), 3.0 * (1 - np.exp(-ends / tau)))


@pytest.mark.parametrize("tau", TAUS)
def test_the_memory_of_one_day_decays_as_one_exponential(tau: float) -> None:
    pulse = np.zeros(100)
    pulse[10] = 5.0
    after = np.arange(11, 101)
    expected = 5.0 * (np.exp(-(after - 11) / tau) - np.exp(-(after - 10) / tau))
    memory = exposure_memory(pulse, tau)
    np.testing.assert_allclose(memory[11:], expected, rtol=1e-10)
    assert not memory[:11].any()


@settings(deadline=None, max_examples=40)
@given(DOSES, st.sampled_from(TAUS), st.floats(0, 5), st.floats(0, 1))
def test_the_memory_is_its_integral_at_any_time(dose: np.ndarray, tau: float, before: float, part: float) -> None:
    time = part * dose.size
    starts = np.minimum(np.arange(dose.size), time)
    halves = (np.minimum(starts + 1, time) - starts) / 2
    nodes, weights = np.polynomial.legendre.leggauss(20)
    moments = (starts + halves)[:, None] + halves[:, None] * nodes
    pieces = halves * (np.exp(-(time - moments) / tau) / tau @ weights)
    expected = np.dot(pieces, dose) + before * np.exp(-time / tau)
    assert DoseHistory(0, dose, before).memory(time, tau) == pytest.approx(expected, rel=1e-8, abs=1e-12)


def test_people_can_be_stacked() -> None:
    dose = np.random.default_rng(1).uniform(0, 3, (4, 2, 60))
    memory = exposure_memory(dose, 20.0, initial=0.7)
    assert memory.shape == (4, 2, 61)
    np.testing.assert_allclose(memory[3, 1], exposure_memory(dose[3, 1], 20.0, initial=0.7))


def test_who_always_had_a_dose_keeps_its_memory() -> None:
    history = DoseHistory(-5, np.full(20, 1.3), before=1.3)
    np.testing.assert_allclose(history.memory(np.linspace(-5, 15, 33), 45.0), 1.3)


@settings(deadline=None)
@given(DOSES, st.lists(st.floats(0, 1), min_size=2, max_size=5))
def test_the_cumulative_dose_is_the_area_under_the_days(dose: np.ndarray, parts: list[float]) -> None:
    times = np.sort(parts) * dose.size
    received = DoseHistory(0, dose).cumulative(times)
    fine = [np.clip(time - np.arange(dose.size), 0, 1) @ dose for time in times]
    np.testing.assert_allclose(received, fine, atol=1e-9)


def test_a_history_starts_before_the_first_visit_and_knows_its_ends() -> None:
    history = DoseHistory(-2, np.array([1.0, 2.0, 3.0]))
    assert history.last_day == 1
    np.testing.assert_array_equal(history.edges, [-2, -1, 0, 1])
    np.testing.assert_allclose(history.cumulative([-2, 0, 0.5, 1]), [0, 3, 4.5, 6])
    with pytest.raises(ValueError, match="days -2 to 1 alone"):
        history.cumulative(1.1)
    with pytest.raises(ValueError, match="read-only"):
        history.dose[0] = 9.0


def test_a_change_of_habits_leaves_the_past_alone() -> None:
    careful = Habits(summer_blocked=0.8, winter_blocked=0.8)
    asked = {"first_visit": 150, "last_day": 400}
    steady = dose_history(KAGOSHIMA, Habits(), **asked)
    changed = dose_history(KAGOSHIMA, Habits(), changes=[(200, Habits()), (30, careful)], **asked)
    ratio = changed.dose / steady.dose
    zero = -steady.first_day
    np.testing.assert_allclose(ratio[: zero + 30], 1.0)
    np.testing.assert_allclose(ratio[zero + 30 : zero + 200], 0.2)
    np.testing.assert_allclose(ratio[zero + 200 :], 1.0)
    assert changed.before == pytest.approx(steady.dose[-365:].mean())


@pytest.mark.parametrize("dose", [np.array([-1.0]), np.array([np.inf]), np.ones((2, 2))])
def test_impossible_doses_are_refused(dose: np.ndarray) -> None:
    with pytest.raises(ValueError, match="finite SED"):
        DoseHistory(0, dose)


@pytest.mark.parametrize(("first", "days"), [(1, 5), (-5, 5), (-5, 3)])
def test_a_history_must_hold_the_first_visit(first: int, days: int) -> None:
    with pytest.raises(ValueError, match="do not hold day 0"):
        DoseHistory(first, np.ones(days))


def test_a_memory_needs_a_time() -> None:
    with pytest.raises(ValueError, match="above 0 days"):
        exposure_memory([1.0], 0.0)

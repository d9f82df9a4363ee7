import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import solve_ivp

from uvphoto.simulate.series.climate import KAGOSHIMA
from uvphoto.simulate.series.dose import Habits
from uvphoto.simulate.series.dose_history import DoseHistory, dose_history
from uvphoto.simulate.series.tan import TanResponse, tan, tan_series

RESPONSE = TanResponse()


def test_a_tan_builds_up_in_16_to_21_days_whatever_the_dose() -> None:
    for dose in (0.1, 1.0, 10.0):
        share = tan_series(np.full(400, dose), RESPONSE) / RESPONSE.steady(dose)
        assert 16 <= np.argmax(share >= 1 - np.exp(-1)) <= 21
        assert share[-1] == pytest.approx(1.0)


def test_a_tan_fades_in_4_to_6_months_whatever_its_strength() -> None:
    for start in (0.02, 0.3):
        left = tan_series(np.zeros(200), RESPONSE, start) / start
        assert left[120] < np.exp(-1)  # far below after 4 months
        assert left[90] > 0.1  # but there after 3
        assert left[180] < 0.05  # gone after 6


@settings(deadline=None, max_examples=20)
@given(arrays(np.float64, 12, elements=st.floats(0, 8)), st.floats(0, 0.3))
def test_the_course_solves_its_equation(dose: np.ndarray, start: float) -> None:
    def slope(_time: float, level: np.ndarray, today: float) -> np.ndarray:
        goal = RESPONSE.gain * today / (today + RESPONSE.half_dose)
        return (goal - level) / np.where(goal > level, RESPONSE.rise, RESPONSE.fall)

    level = np.array([start])
    for today in dose:
        level = solve_ivp(slope, (0, 1), level, args=(today,), rtol=1e-9, atol=1e-12).y[:, -1]
    assert tan_series(dose, RESPONSE, start)[-1] == pytest.approx(level[0], abs=1e-8)


@settings(deadline=None)
@given(
    arrays(np.float64, 60, elements=st.floats(0, 8)),
    arrays(np.float64, 60, elements=st.floats(0, 1)),
    st.integers(1, 6),
)
def test_more_sunscreen_never_gives_more_tan(dose: np.ndarray, let_through: np.ndarray, skin_type: int) -> None:
    response = TanResponse.of_skin_type(skin_type)
    assert (tan_series(dose * let_through, response) <= tan_series(dose, response) + 1e-15).all()


def test_a_tan_follows_the_summer_and_the_history_of_the_person() -> None:
    history = dose_history(KAGOSHIMA, Habits(), first_visit=0, last_day=730)
    day = np.arange(0, 730.0)
    level = tan(history, RESPONSE, day)
    assert 180 < np.argmax(level[:365]) < 300  # late summer
    assert level.min() > 1
    assert 1.05 < level.max() < 1 + RESPONSE.gain
    np.testing.assert_allclose(level[:365], level[365:], rtol=1e-4)
    within = tan(history, RESPONSE, np.linspace(day[200], day[201], 5))
    assert (np.diff(within) > 0).all()  # tanning at midsummer
    np.testing.assert_allclose(within[[0, -1]], level[[200, 201]])


def test_who_always_had_a_dose_keeps_the_tan() -> None:
    history = DoseHistory(-3, np.full(10, 0.8), before=0.8)
    np.testing.assert_allclose(tan(history, RESPONSE, np.linspace(-3, 7, 9)), 1 + RESPONSE.steady(0.8))


def test_no_sun_no_tan() -> None:
    assert tan(DoseHistory(-1, np.zeros(9)), RESPONSE, 5.5) == 1.0


def test_people_can_be_stacked() -> None:
    dose = np.random.default_rng(2).uniform(0, 4, (3, 40))
    levels = tan_series(dose, RESPONSE, np.array([0.0, 0.1, 0.2]))
    np.testing.assert_allclose(levels[2], tan_series(dose[2], RESPONSE, 0.2))


def test_medium_skin_types_tan_and_darker_ones_need_more_dose() -> None:
    responses = [TanResponse.of_skin_type(skin_type) for skin_type in range(1, 7)]
    added = [float(response.steady(1.0)) for response in responses]
    assert added[1] > added[0]  # type I burns
    assert added[1:] == sorted(added[1:], reverse=True)
    assert responses[5].half_dose > responses[1].half_dose


def test_impossible_responses_are_refused() -> None:
    with pytest.raises(ValueError, match="1 to 6"):
        TanResponse.of_skin_type(7)
    with pytest.raises(ValueError, match="above 0"):
        TanResponse(rise=0.0)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.simulate.series.climate import KAGOSHIMA, SAPPORO, Climate
from uvphoto.simulate.series.dose import OUTDOOR_WORK, Habits, Holiday, blocked_share, personal_dose

EVEN = Climate("even", (2.0,) * 12)  # 20 SED a day
YEAR = np.arange(365)
SUMMER = slice(90, 273)  # April to September


def test_an_indoor_worker_receives_the_measured_share_of_the_ambient_dose() -> None:
    dose = personal_dose(EVEN, Habits(), YEAR)
    np.testing.assert_allclose(dose[SUMMER], 20 * 0.034)
    np.testing.assert_allclose(np.delete(dose, np.r_[SUMMER]), 20 * 0.0082)


@pytest.mark.parametrize("climate", [SAPPORO, KAGOSHIMA])
def test_a_summer_in_japan_lies_in_the_range_measured_on_indoor_workers(climate: Climate) -> None:
    assert 69 < personal_dose(climate, Habits(), YEAR)[SUMMER].sum() < 363  # Thieden et al. 2006


def test_outdoor_work_multiplies_the_dose() -> None:
    indoor = personal_dose(KAGOSHIMA, Habits(), YEAR)
    outdoor = personal_dose(KAGOSHIMA, Habits(outdoor=OUTDOOR_WORK), YEAR)
    np.testing.assert_allclose(outdoor, indoor * 214 / 56)


def test_a_holiday_replaces_its_days_every_year_even_over_new_year() -> None:
    habits = Habits(holidays=(Holiday(360, 10, 4.0),))
    days = np.arange(365, 3 * 365)
    away = (days % 365 >= 360) | (days % 365 < 5)
    dose = personal_dose(EVEN, habits, days)
    np.testing.assert_allclose(dose[away], 4.0)
    np.testing.assert_array_equal(dose[~away], personal_dose(EVEN, Habits(), days)[~away])


def test_sunscreen_takes_its_share_by_season_and_on_holidays() -> None:
    bare = Habits(holidays=(Holiday(0, 5),))
    kept = personal_dose(EVEN, Habits(summer_blocked=0.5, winter_blocked=0.1, holidays=bare.holidays), YEAR)
    share = kept / personal_dose(EVEN, bare, YEAR)
    np.testing.assert_allclose(share[:5], 0.5)
    np.testing.assert_allclose(share[SUMMER], 0.5)
    np.testing.assert_allclose(share[5:90], 0.9)


def test_what_sunscreen_blocks_follows_from_the_factor_reached_in_use() -> None:
    assert blocked_share(50, covered=1.0, real_use=0.2) == pytest.approx(0.9)  # a factor of 10 lets 1/10 through
    assert blocked_share(50, covered=0.5, real_use=0.2) == pytest.approx(0.45)
    assert blocked_share(2, covered=1.0, real_use=0.2) == 0.0  # no cream makes it worse


PAIRS = st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted)


@settings(deadline=None)
@given(PAIRS, PAIRS, st.lists(st.floats(1, 100), min_size=2, max_size=2).map(sorted))
def test_more_sunscreen_never_blocks_less(covered: list[float], use: list[float], spf: list[float]) -> None:
    low, high = (blocked_share(spf[more], covered[more], use[more]) for more in (0, 1))
    assert 0 <= low <= high <= 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"summer_share": 1.2},
        {"winter_blocked": -0.1},
        {"outdoor": 40.0},
        {"outdoor": -1.0},
    ],
)
def test_impossible_habits_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"shares of habits|nobody meets"):
        Habits(**wrong)


def test_impossible_sunscreens_and_holidays_are_refused() -> None:
    with pytest.raises(ValueError, match="no sunscreen"):
        blocked_share(0.5, 1.0)
    with pytest.raises(ValueError, match="no holiday"):
        Holiday(400, 3)

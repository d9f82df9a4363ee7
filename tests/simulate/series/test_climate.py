import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.simulate.series.climate import KAGOSHIMA, SAPPORO, Climate, month_of

MONTHS = np.arange("2023-01", "2024-01", dtype="datetime64[M]")
FIRST_DAYS = (MONTHS.astype("datetime64[D]") - np.datetime64("2023-01-01", "D")).astype(int)


def months_means(year: np.ndarray) -> np.ndarray:
    return np.array([part.mean() for part in np.split(year, FIRST_DAYS[1:])])


@settings(deadline=None)
@given(st.lists(st.just(0.0) | st.floats(1e-9, 9), min_size=12, max_size=12))
def test_the_daily_course_keeps_the_monthly_means_and_is_never_negative(monthly: list[float]) -> None:
    year = Climate("somewhere", tuple(monthly)).year()
    assert year.shape == (365,)
    assert year.min() >= 0
    np.testing.assert_allclose(months_means(year), monthly, atol=1e-9)


@pytest.mark.parametrize("climate", [SAPPORO, KAGOSHIMA])
def test_the_daily_course_has_no_steps_not_even_at_new_year(climate: Climate) -> None:
    year = climate.year()
    steps = np.abs(np.diff(np.append(year, year[0])))
    between_months = np.abs(np.diff(np.append(climate.monthly, climate.monthly[0]))).max()
    assert steps.max() < between_months / 5


def test_an_even_climate_stays_even() -> None:
    np.testing.assert_allclose(Climate("equator", (5.0,) * 12).year(), 5.0)


def test_days_are_counted_in_years_of_365_days() -> None:
    year = KAGOSHIMA.year()
    np.testing.assert_array_equal(KAGOSHIMA.ambient([0, 364.9, 365, -1]), year[[0, 364, 0, 364]])
    np.testing.assert_array_equal(month_of([0, 30, 31, 58, 59, 364, 365, -1]), [1, 1, 2, 2, 3, 12, 1, 12])


def test_a_daily_series_gives_the_means_of_its_months_whatever_its_order() -> None:
    dates = np.arange("2019-01-01", "2023-01-01", dtype="datetime64[D]")
    rng = np.random.default_rng(3)
    doses = rng.uniform(0, 5, dates.size)
    doses[100] = np.nan
    order = rng.permutation(dates.size)
    climate = Climate.from_daily_series("place", dates[order], doses[order])
    july = [dose for date, dose in zip(dates.tolist(), doses, strict=True) if date.month == 7]
    april = [dose for date, dose in zip(dates.tolist(), doses, strict=True) if date.month == 4 and np.isfinite(dose)]
    assert climate.monthly[6] == pytest.approx(np.mean(july))
    assert climate.monthly[3] == pytest.approx(np.mean(april))


def test_a_measured_series_of_many_years_becomes_a_climate(reference_data: Path) -> None:
    with (reference_data / "uv_index" / "TEMIS_UVI_Acarau.csv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    dates = [row["date"] for row in rows]
    doses = np.array([float(row["uvdef"]) for row in rows]) / 1000  # J/m2 in the file
    climate = Climate.from_daily_series("Acaraú", dates, doses)
    october = [dose for date, dose in zip(dates, doses, strict=True) if date[5:7] == "10"]
    assert climate.monthly[9] == pytest.approx(np.mean(october))
    assert climate.year().sum() == pytest.approx(np.dot(climate.monthly, np.diff(np.append(FIRST_DAYS, 365))))
    assert min(climate.monthly) > max(SAPPORO.monthly)  # 3 degrees south of the equator, clear sky


@pytest.mark.parametrize("monthly", [(1.0,) * 11, (1.0,) * 11 + (-0.1,), (1.0,) * 11 + (float("nan"),)])
def test_a_climate_needs_twelve_doses(monthly: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="12 finite monthly doses"):
        Climate("nowhere", monthly)


def test_a_series_that_lacks_a_month_or_a_dose_is_refused() -> None:
    dates = np.arange("2019-01-01", "2019-12-01", dtype="datetime64[D]")
    with pytest.raises(ValueError, match="month 12"):
        Climate.from_daily_series("place", dates, np.ones(dates.size))
    with pytest.raises(ValueError, match="one length"):
        Climate.from_daily_series("place", dates, np.ones(3))

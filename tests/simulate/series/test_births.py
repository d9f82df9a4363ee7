from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from uvphoto.simulate.marks import MarkKind
from uvphoto.simulate.series.births import (
    REFERENCE_YEAR,
    Susceptibility,
    acne_births,
    arrivals,
    draw_spot,
    expected_births,
    pigment_births,
)
from uvphoto.simulate.series.dose_history import DoseHistory

PLACES = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
USUAL = REFERENCE_YEAR / 365


def steady(years: float, dose: float = USUAL) -> DoseHistory:
    return DoseHistory(0, np.full(round(years * 365), dose), dose)


def test_a_constant_reference_dose_brings_the_stated_number_a_year_at_any_later_age() -> None:
    for age in (30.0, 45.0, 70.0):
        born = expected_births(steady(2), Susceptibility(age, births=4.0))
        assert born[365] == pytest.approx(4.0, rel=0.01)
        assert born[730] == pytest.approx(8.0, rel=0.01)


def test_spots_start_about_18_and_come_fast_in_the_twenties() -> None:
    life = expected_births(steady(60), Susceptibility(0.0, births=1.0))
    by_age = life[::365]
    assert by_age[10] < 0.02 * by_age[60]
    assert by_age[30] - by_age[20] > 3 * (by_age[20] - by_age[10])
    assert by_age[60] - by_age[50] == pytest.approx(by_age[40] - by_age[30], rel=0.01)


def test_one_and_a_half_times_the_sun_puts_a_woman_of_40_about_16_years_ahead() -> None:
    south = expected_births(steady(40, 1.5 * USUAL), Susceptibility(0.0))[-1]
    north = expected_births(steady(80), Susceptibility(0.0))
    ahead = np.argmax(north >= south) / 365 - 40
    assert ahead == pytest.approx(16, abs=2)  # Hillebrand et al. 2001, Kagoshima against Akita


def test_the_rate_goes_with_the_dose_to_the_power() -> None:
    person = Susceptibility(40.0)
    assert expected_births(steady(1, 2.0), person)[-1] / expected_births(steady(1, 1.0), person)[-1] == pytest.approx(
        2**1.35
    )


def test_births_are_counted_from_the_first_visit() -> None:
    person = Susceptibility(30.0)
    early = DoseHistory(-200, np.full(300, 0.5), 0.5)
    np.testing.assert_allclose(
        expected_births(early, person), expected_births(DoseHistory(0, np.full(100, 0.5), 0.5), person)
    )


@settings(deadline=None, max_examples=50)
@given(
    arrays(np.float64, 400, elements=st.floats(0, 10)),
    arrays(np.float64, 400, elements=st.floats(0, 1)),
    st.integers(0, 2**40),
)
def test_less_dose_brings_the_same_spots_later_or_not_at_all(dose: np.ndarray, kept: np.ndarray, seed: int) -> None:
    person = Susceptibility(35.0, births=20.0)
    bare = list(pigment_births(DoseHistory(0, dose, 0.4), person, PLACES, seed))
    careful = list(pigment_births(DoseHistory(0, dose * kept, 0.4), person, PLACES, seed))
    assert len(careful) <= len(bare)
    for later, sooner in zip(careful, bare, strict=False):
        assert later.mark == sooner.mark
        assert later.day >= sooner.day


@pytest.mark.parametrize("before", [0.0, 0.5])
def test_no_dose_no_births(before: float) -> None:
    dark = DoseHistory(0, np.zeros(3650), before)
    assert not list(pigment_births(dark, Susceptibility(40.0, births=50.0), PLACES, 1))


def test_births_are_poisson_with_the_expected_number() -> None:
    dose, person = steady(3), Susceptibility(40.0, births=4.0)
    counts = [len(list(pigment_births(dose, person, PLACES, seed))) for seed in range(400)]
    mean = expected_births(dose, person)[-1]
    assert np.mean(counts) == pytest.approx(mean, abs=4 * np.sqrt(mean / 400))
    assert np.var(counts) / mean == pytest.approx(1, abs=4 * np.sqrt(2 / 400))


def test_births_spread_in_time_as_expected() -> None:
    expected = np.concatenate([np.linspace(0, 3, 101), np.full(100, 3.0), np.linspace(3, 9, 101)[1:]])
    days = [day for seed in range(150) for day, _ in arrivals(expected, (seed,))]
    share = np.interp(days, np.arange(expected.size), expected) / expected[-1]
    assert stats.kstest(share, "uniform").pvalue > 0.001
    assert not any(100.001 < day < 199.999 for day in days)


def test_acne_comes_at_its_own_rate_without_any_sun() -> None:
    dark = DoseHistory(-10, np.zeros(2010))
    births = list(acne_births(dark, Susceptibility(17.0, acne=0.1), PLACES, 3))
    assert len(births) == pytest.approx(200, abs=4 * np.sqrt(200))
    assert all(first.day < second.day for first, second in pairwise(births))
    assert {birth.mark.kind for birth in births} == {MarkKind.ACNE}
    assert not list(acne_births(dark, Susceptibility(17.0), PLACES, 3))


def test_spots_are_born_where_skin_can_be_and_of_the_asked_kinds() -> None:
    person = Susceptibility(40.0, births=100.0, kinds=((MarkKind.FAINT, 1.0), (MarkKind.LENTIGO, 3.0)))
    marks = [birth.mark for birth in pigment_births(steady(2), person, PLACES, 4)]
    assert {(mark.row_mm, mark.column_mm) for mark in marks} == {(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)}
    lentigines = sum(mark.kind is MarkKind.LENTIGO for mark in marks)
    assert stats.binomtest(lentigines, len(marks), 0.75).pvalue > 0.001
    assert len({mark.seed for mark in marks}) == len(marks)
    drawn = [birth.mark for birth in pigment_births(steady(1), person, lambda rng: (rng.uniform(7, 8), -3.0), 4)]
    assert all(7 <= mark.row_mm <= 8 and mark.column_mm == -3.0 for mark in drawn)


@pytest.mark.parametrize("kind", [MarkKind.FAINT, MarkKind.FRECKLE, MarkKind.LENTIGO])
def test_drawn_spots_are_possible(kind: MarkKind) -> None:
    rng = np.random.default_rng(8)
    for _ in range(200):
        mark = draw_spot(kind, 0.0, 0.0, rng)
        assert mark.kind is kind
        assert 0.1 < mark.radius_mm < 12
        assert mark.aspect >= 1
        assert 0.05 <= mark.edge <= 1
        assert 0 <= mark.irregularity <= 0.4
        assert 0 < mark.melanin <= 1.2
        assert mark.melanin <= 0.35 or kind is not MarkKind.FAINT


@pytest.mark.parametrize("places", [np.zeros((0, 2)), np.zeros(2), np.zeros((4, 3))])
def test_places_must_be_rows_and_columns(places: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"\(N, 2\)"):
        list(pigment_births(steady(1), Susceptibility(30.0), places, 1))


@pytest.mark.parametrize("wrong", [{"age": -1.0}, {"births": -1.0}, {"kinds": ()}, {"leaves_mark": 1.5}])
def test_impossible_people_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"0 or more|between 0 and 1"):
        Susceptibility(**{"age": 30.0, **wrong})

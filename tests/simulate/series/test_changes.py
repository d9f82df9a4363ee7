from dataclasses import replace

import numpy as np
import pytest

from uvphoto.simulate.marks import Mark, MarkKind
from uvphoto.simulate.series.births import draw_acne, draw_spot
from uvphoto.simulate.series.changes import (
    NEWBORN,
    USUAL_ACTIVITY,
    SunBetween,
    acne_share,
    faded,
    fading_time,
    healing_time,
    left_behind,
    spot_activity,
    sun_driven,
)
from uvphoto.simulate.series.climate import SAPPORO
from uvphoto.simulate.series.dose import Habits
from uvphoto.simulate.series.dose_history import DoseHistory, dose_history

RNG = np.random.default_rng(6)
SPOTS = tuple(draw_spot(MarkKind.LENTIGO, 0.0, 0.0, RNG) for _ in range(300))
ACNE = tuple(draw_acne(0.0, 0.0, RNG) for _ in range(300))
STILL = SunBetween(0.0, 0.2, 0.2)


def of_kind(kind: MarkKind) -> tuple[Mark, ...]:
    return tuple(replace(mark, kind=kind) for mark in SPOTS)


def test_activity_is_the_saturated_memory_of_45_days() -> None:
    assert spot_activity(DoseHistory(-1, np.full(9, 3.0), 3.0), 4.0) == pytest.approx(0.75)
    lit = DoseHistory(0, np.full(60, 2.0))
    memory = 2.0 * (1 - np.exp(-30 / 45))
    assert spot_activity(lit, 30.0) == pytest.approx(memory / (memory + 1))


@pytest.mark.parametrize("kind", list(MarkKind))
def test_without_sun_and_season_an_old_mark_stays_as_it_is(kind: MarkKind) -> None:
    for mark in of_kind(kind)[:20]:
        assert sun_driven(mark, STILL, newborn=False) == mark


def test_lentigines_grow_about_3_percent_in_area_in_a_reference_year() -> None:
    year = SunBetween(150.0, 0.2, 0.2)
    growth = [(sun_driven(mark, year, newborn=False).radius_mm / mark.radius_mm) ** 2 - 1 for mark in SPOTS]
    assert np.median(growth) == pytest.approx(0.03, rel=0.15)
    double = [
        (sun_driven(mark, SunBetween(300.0, 0.2, 0.2), newborn=False).radius_mm / mark.radius_mm) ** 2 - 1
        for mark in SPOTS
    ]
    np.testing.assert_allclose(double, 2 * np.array(growth))


def test_the_season_darkens_freckles_much_melasma_some_lentigines_little_moles_not() -> None:
    summer = SunBetween(0.0, 0.45, 0.05)
    gain = {
        kind: sun_driven(mark, summer, newborn=False).melanin / mark.melanin - 1
        for kind in MarkKind
        for mark in of_kind(kind)[:1]
    }
    assert gain[MarkKind.FRECKLE] == pytest.approx((1 + 3 * 0.45) / (1 + 3 * 0.05) - 1)
    assert gain[MarkKind.FRECKLE] > 2 * gain[MarkKind.MELASMA] > 4 * gain[MarkKind.LENTIGO] > 0
    assert gain[MarkKind.MOLE] == gain[MarkKind.DERMAL] == gain[MarkKind.SCAR] == 0


def test_freckles_fade_in_winter_and_under_sunscreen() -> None:
    freckle = of_kind(MarkKind.FRECKLE)[0]
    asked = {"first_visit": 210, "last_day": 370}  # end of July
    bare = dose_history(SAPPORO, Habits(), **asked)
    careful = dose_history(SAPPORO, Habits(), changes=[(0, Habits(summer_blocked=0.9))], **asked)

    def melanin(dose: DoseHistory, day: float) -> float:
        sun = SunBetween(0.0, spot_activity(dose, day), spot_activity(dose, 0.0))
        return sun_driven(freckle, sun, newborn=False).melanin / freckle.melanin

    assert melanin(bare, 170.0) < 0.75  # January
    assert melanin(careful, 60.0) < 0.9 * melanin(bare, 60.0)
    assert melanin(bare, 365.0) == pytest.approx(1.0, abs=0.01)


def test_a_newborn_spot_starts_small_and_faint_and_grows_to_its_own_size_by_dose() -> None:
    spot = of_kind(MarkKind.MOLE)[0]  # no season and no growth of its own
    first = sun_driven(spot, SunBetween(0.0, 0.1, USUAL_ACTIVITY), newborn=True)
    assert first.melanin == pytest.approx(NEWBORN * spot.melanin)
    assert first.radius_mm**2 == pytest.approx(NEWBORN * spot.radius_mm**2)
    later = [sun_driven(spot, SunBetween(sun, 0.1, 0.3), newborn=True).melanin for sun in (10.0, 75.0, 1000.0)]
    assert later == sorted(later)
    assert later[1] == pytest.approx(spot.melanin * (1 - 0.7 * np.exp(-1)))
    assert later[2] == pytest.approx(spot.melanin, rel=1e-4)


def test_acne_heals_in_one_to_three_weeks() -> None:
    whole = np.array([healing_time(mark, old=False) for mark in ACNE])
    rest = np.array([healing_time(mark, old=True) for mark in ACNE])
    assert whole.min() >= 7
    assert whole.max() <= 21
    assert whole.mean() == pytest.approx(14, abs=1)
    assert (rest <= whole).all()
    assert (rest > 0).all()


def test_acne_swells_and_sinks() -> None:
    assert [acne_share(day, 10.0, old=False) for day in (0, 1, 2, 6, 10, 12)] == pytest.approx([0, 0.5, 1, 0.5, 0, 0])
    assert [acne_share(day, 10.0, old=True) for day in (0, 5, 10)] == pytest.approx([1, 0.5, 0])


def test_some_inflammations_leave_a_mark_with_an_identity_of_its_own() -> None:
    left = [left_behind(mark, 0.3, 0) for mark in ACNE]
    marks = [mark for mark in left if mark is not None]
    assert len(marks) / len(left) == pytest.approx(0.3, abs=0.1)
    assert len({mark.seed for mark in (*marks, *ACNE)}) == len(marks) + len(ACNE)
    assert all(mark.kind is MarkKind.POST_INFLAMMATORY and mark.melanin > 0 for mark in marks)
    assert left == [left_behind(mark, 0.3, 0) for mark in ACNE]
    assert left_behind(ACNE[0], 0.0, 0) is None
    assert left_behind(ACNE[0], 1.0, 0) != left_behind(ACNE[0], 1.0, 1)


def test_post_inflammatory_marks_last_months() -> None:
    times = np.array([fading_time(mark) for mark in ACNE])
    assert np.median(times) == pytest.approx(120, rel=0.15)
    assert np.log(times).std() == pytest.approx(0.5, rel=0.15)


def test_fading_keeps_the_shape() -> None:
    mark = replace(ACNE[0], melanin=0.4, dermal_melanin=0.01, blood=1.0)
    assert faded(mark, 0.25) == replace(mark, melanin=0.1, dermal_melanin=0.0025, blood=0.25)

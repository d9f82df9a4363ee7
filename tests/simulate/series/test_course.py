from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.simulate.marks import Mark, MarkKind
from uvphoto.simulate.series.births import Susceptibility, draw_acne, draw_spot
from uvphoto.simulate.series.climate import KAGOSHIMA
from uvphoto.simulate.series.course import Course, MarkState, Status, marks_on, visit_days
from uvphoto.simulate.series.dose import Habits
from uvphoto.simulate.series.dose_history import DoseHistory, dose_history
from uvphoto.simulate.series.treatments import Laser, Topical

RNG = np.random.default_rng(11)
PLACES = RNG.uniform(-50, 50, (200, 2))
LAST = 900


def of_every_kind() -> tuple[Mark, ...]:
    spots = [replace(draw_spot(MarkKind.LENTIGO, 0.0, 0.0, RNG), kind=kind) for kind in MarkKind for _ in range(3)]
    return (*spots, *(draw_acne(1.0, 1.0, RNG) for _ in range(5)))


MARKS = of_every_kind()
DOSE = dose_history(KAGOSHIMA, Habits(), first_visit=60, last_day=LAST)
PERSON = Susceptibility(40.0, births=8.0, acne=0.03, leaves_mark=0.5)
COURSE = Course(MARKS, DOSE, PERSON, PLACES, seed=3)
TREATED = replace(COURSE, treatments=(Laser(300.0, leaves_mark=0.3), Topical(500.0)))


def by_seed(states: tuple[MarkState, ...]) -> dict[int, MarkState]:
    return {state.mark.seed: state for state in states}


def test_on_the_first_visit_the_marks_are_those_given() -> None:
    states = marks_on(TREATED, 0.0)
    assert tuple(state.mark for state in states) == MARKS
    assert {state.status for state in states} == {Status.OLD}
    assert all(state.born_day is None and state.gone_day is None for state in states)


def test_a_day_is_the_same_whatever_was_asked_before_and_however_long_the_table() -> None:
    direct = marks_on(TREATED, 450.0)
    for day in (0.0, 899.0, 10.5):
        marks_on(TREATED, day)
    assert marks_on(TREATED, 450.0) == direct
    short = DoseHistory(DOSE.first_day, DOSE.dose[: 450 - DOSE.first_day], DOSE.before)
    assert set(marks_on(replace(TREATED, dose=short), 449.75)) == set(marks_on(TREATED, 449.75))


def test_identities_stay_and_histories_agree_over_the_visits() -> None:
    earlier: dict[int, MarkState] = {}
    for day in np.arange(0.0, 900.0, 30.0):
        states = marks_on(TREATED, float(day))
        now = by_seed(states)
        assert len(now) == len(states)
        for seed, before in earlier.items():
            after = now[seed]
            assert after.born_day == before.born_day
            assert after.parent == before.parent
            assert (after.mark.kind, after.mark.row_mm, after.mark.column_mm, after.mark.angle) == (
                before.mark.kind,
                before.mark.row_mm,
                before.mark.column_mm,
                before.mark.angle,
            )
            if not before.is_present:
                assert after == before  # what is gone stays gone
        earlier = now


def test_new_marks_are_born_in_between_at_the_places_of_skin() -> None:
    early, late = by_seed(marks_on(COURSE, 200.0)), by_seed(marks_on(COURSE, 400.0))
    new = [late[seed] for seed in late.keys() - early.keys()]
    assert {state.mark.kind for state in new} >= {MarkKind.FAINT, MarkKind.ACNE}
    places = {tuple(place) for place in PLACES.tolist()}
    for state in new:
        assert state.born_day is not None
        assert 200 < state.born_day <= 400
        if state.parent is None:
            assert (state.mark.row_mm, state.mark.column_mm) in places


def test_acne_heals_and_may_leave_a_mark_in_its_place_that_fades() -> None:
    states = marks_on(COURSE, 800.0)
    healed = {s.mark.seed: s for s in states if s.mark.kind is MarkKind.ACNE and not s.is_present}
    left = [s for s in states if s.parent in healed]
    assert {m.seed for m in MARKS if m.kind is MarkKind.ACNE} <= healed.keys()
    assert len(left) / len(healed) == pytest.approx(0.5, abs=0.25)
    for state in left:
        assert state.parent is not None
        acne = healed[state.parent]
        assert state.born_day == acne.gone_day
        assert (state.mark.row_mm, state.mark.column_mm) == (acne.mark.row_mm, acne.mark.column_mm)
    for state in states:
        if not state.is_present:
            assert state.gone_day is not None
            assert state.gone_day <= 800
            assert (state.mark.melanin, state.mark.dermal_melanin, state.mark.blood) == (0, 0, 0)


def test_a_post_inflammatory_mark_loses_its_melanin_exponentially_until_it_is_gone() -> None:
    mark = next(mark for mark in MARKS if mark.kind is MarkKind.POST_INFLAMMATORY)
    course = replace(COURSE, marks=(mark,), person=Susceptibility(40.0, births=0.0))
    left = np.array([marks_on(course, day)[0].mark.melanin for day in np.arange(0.0, LAST, 20.0)])
    there = left[left > 0]
    np.testing.assert_allclose(there[1:] / there[:-1], there[1] / there[0])
    assert there[-1] >= 0.05 * mark.melanin


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1), st.floats(0, LAST))
def test_more_sunscreen_never_gives_more_larger_or_darker_spots(
    seed: int, less: float, more: float, day: float
) -> None:
    def after(blocked: float) -> dict[int, MarkState]:
        habits = Habits(summer_blocked=blocked, winter_blocked=blocked)
        dose = dose_history(KAGOSHIMA, Habits(), first_visit=seed % 365, last_day=LAST, changes=[(0, habits)])
        return by_seed(marks_on(replace(COURSE, dose=dose, seed=seed, treatments=(Topical(100.0),)), day))

    bare, careful = after(min(less, more)), after(max(less, more))
    assert careful.keys() <= bare.keys()
    for key, state in careful.items():
        assert state.mark.melanin <= bare[key].mark.melanin + 1e-12
        assert state.mark.radius_mm <= bare[key].mark.radius_mm + 1e-12


def test_without_dose_no_pigment_spot_is_born() -> None:
    dark = DoseHistory(-10, np.concatenate([np.full(10, 0.5), np.zeros(LAST)]), 0.5)
    states = marks_on(replace(COURSE, dose=dark), float(LAST))
    assert all(s.mark.kind in {MarkKind.ACNE, MarkKind.POST_INFLAMMATORY} for s in states if s.born_day is not None)


def test_a_laser_lightens_spots_that_come_back_in_part_and_may_leave_marks() -> None:
    plain, lasered = by_seed(marks_on(COURSE, 301.0)), by_seed(marks_on(TREATED, 301.0))
    ratio = {
        seed: lasered[seed].mark.melanin / state.mark.melanin
        for seed, state in plain.items()
        if state.mark.kind in {MarkKind.LENTIGO, MarkKind.FAINT, MarkKind.FRECKLE}
    }
    assert any(value == pytest.approx(0.15, abs=0.01) for value in ratio.values())
    assert any(value == 1.0 for value in ratio.values())
    left = [s for s in lasered.values() if s.born_day == 300.0]
    assert left
    assert all(s.mark.kind is MarkKind.POST_INFLAMMATORY and s.parent in ratio for s in left)
    later = by_seed(marks_on(replace(TREATED, treatments=TREATED.treatments[:1]), 480.0))
    untreated = by_seed(marks_on(COURSE, 480.0))
    for seed, value in ratio.items():
        if value < 0.5:
            assert value < later[seed].mark.melanin / untreated[seed].mark.melanin < 0.5


def test_a_caller_can_draw_the_newborn_spots() -> None:
    def drawn(kind: MarkKind, row: float, column: float, rng: np.random.Generator) -> Mark:
        return replace(draw_spot(kind, row, column, rng), aspect=1.25)

    states = marks_on(replace(COURSE, draw=drawn, person=Susceptibility(40.0, births=8.0)), 800.0)
    born = [s for s in states if s.born_day is not None and s.parent is None]
    assert born
    assert {s.mark.aspect for s in born} == {1.25}


def test_acne_can_have_places_of_its_own() -> None:
    chin = replace(COURSE, acne_places=np.array([[70.0, 1.0]]))
    plain, moved = by_seed(marks_on(COURSE, 300.0)), by_seed(marks_on(chin, 300.0))
    for seed, state in moved.items():
        if state.mark.kind is MarkKind.ACNE and state.born_day is not None:
            assert (state.mark.row_mm, state.mark.column_mm) == (70.0, 1.0)
        elif state.parent is None:
            assert state == plain[seed]


def test_a_newborn_freckle_follows_the_closed_form_under_a_constant_dose() -> None:
    def drawn(kind: MarkKind, row: float, column: float, rng: np.random.Generator) -> Mark:
        return replace(draw_spot(kind, row, column, rng), melanin=0.5)

    dose = DoseHistory(0, np.full(500, 0.8), 0.8)
    person = Susceptibility(40.0, births=8.0, kinds=((MarkKind.FRECKLE, 1.0),))
    activity = 0.8 / 1.8
    states = marks_on(Course((), dose, person, PLACES, seed=1, draw=drawn), 480.0)
    assert len(states) > 5
    for state in states:
        assert state.born_day is not None
        grown = 1 - 0.7 * np.exp(-0.8 * (480 - state.born_day) / 75)
        assert state.mark.melanin == pytest.approx(0.5 * grown * (1 + 3 * activity) / (1 + 3 * 0.3))


@pytest.mark.parametrize("day", [-1.0, LAST + 0.5])
def test_only_days_of_the_table_can_be_asked_for(day: float) -> None:
    with pytest.raises(ValueError, match=f"0 to {LAST}"):
        marks_on(COURSE, day)


def test_marks_without_an_identity_of_their_own_are_refused() -> None:
    for marks in ((MARKS[0], MARKS[0]), (replace(MARKS[0], seed=-1),)):
        with pytest.raises(ValueError, match="seed of its own"):
            replace(COURSE, marks=marks)


def test_visits_are_irregular_whole_days_from_the_first_on() -> None:
    days = visit_days(500, np.random.default_rng(2), interval=90.0, jitter=0.4)
    gaps = np.diff(days)
    assert days[0] == 0
    np.testing.assert_array_equal(days, np.round(days))
    assert gaps.min() >= 54
    assert gaps.max() <= 126
    assert gaps.mean() == pytest.approx(90, abs=4)
    assert gaps.std() == pytest.approx(36 * 2 / np.sqrt(12), rel=0.15)
    np.testing.assert_array_equal(days, visit_days(500, np.random.default_rng(2), interval=90.0, jitter=0.4))
    np.testing.assert_array_equal(visit_days(1, np.random.default_rng(2)), [0.0])


@pytest.mark.parametrize("wrong", [{"count": 0}, {"jitter": 1.0}, {"interval": 1.0}])
def test_impossible_visits_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no days for"):
        visit_days(**{"count": 3, "rng": np.random.default_rng(0), **wrong})

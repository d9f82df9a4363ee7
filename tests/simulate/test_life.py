import numpy as np
import pytest

from uvphoto.simulate.face.people import Population, SkinType
from uvphoto.simulate.life import Life, Visit, _oil, draw_life, visit
from uvphoto.simulate.marks import MarkKind
from uvphoto.simulate.series.course import marks_on
from uvphoto.simulate.series.sitting import Sitting
from uvphoto.simulate.series.tan import TanResponse, tan

STEP = 2.0
SUNNY = 46  # a light man of 62 with close to a thousand marks


@pytest.fixture(scope="module")
def sunny() -> Life:
    return draw_life(0, SUNNY, STEP, visits=4)


@pytest.fixture(scope="module")
def visits(sunny: Life) -> list[Visit]:
    return [visit(sunny, index) for index in range(3)]


@pytest.mark.parametrize("number", range(4))
def test_a_seed_and_a_number_are_one_person_at_every_resolution(number: int) -> None:
    fine, coarse, again = (draw_life(5, number, step, visits=3) for step in (0.5, 2.0, 0.5))
    for other in (coarse, again):
        assert fine.person == other.person
        assert fine.shape == other.shape
        assert fine.first_visit == other.first_visit
        assert fine.numbers == other.numbers
        np.testing.assert_array_equal(fine.days, other.days)
        for day in fine.days:
            assert marks_on(fine.course, float(day)) == marks_on(other.course, float(day))


@pytest.mark.parametrize("number", range(4))
def test_a_person_is_the_same_however_often_they_come(number: int) -> None:
    one, four = (draw_life(5, number, STEP, visits=count) for count in (1, 4))
    assert (one.person, one.shape, one.first_visit) == (four.person, four.shape, four.first_visit)
    assert one.course.marks == four.course.marks
    two = draw_life(5, number, STEP, visits=2)
    np.testing.assert_array_equal(two.days, four.days[:2])
    day = float(two.days[1])
    assert marks_on(two.course, day) == marks_on(four.course, day)
    response = TanResponse.of_skin_type(3)
    assert float(tan(two.history, response, day)) == pytest.approx(float(tan(four.history, response, day)))


def test_other_numbers_and_seeds_are_other_people() -> None:
    people = {draw_life(seed, number, STEP).shape for seed in range(3) for number in range(5)}
    assert len(people) == 15


def test_the_population_decides_who_is_drawn() -> None:
    clinic = {
        draw_life(0, number, STEP, population=Population.EAST_ASIAN_CLINIC).person.skin_type for number in range(25)
    }
    everywhere = {draw_life(0, number, STEP).person.skin_type for number in range(40)}
    assert clinic <= {SkinType.LIGHT, SkinType.EAST_ASIAN, SkinType.MEDIUM}
    assert everywhere == set(SkinType)


def test_days_rise_from_0_about_half_a_year_apart(sunny: Life) -> None:
    assert sunny.days[0] == 0
    gaps = np.diff(sunny.days)
    assert ((gaps > 100) & (gaps < 260)).all()


def test_every_mark_of_a_visit_has_a_number_of_its_own_that_stays(sunny: Life, visits: list[Visit]) -> None:
    assert sorted(sunny.numbers.values()) == list(range(1, len(sunny.numbers) + 1))
    for one in visits:
        assert set(one.marks) <= set(sunny.numbers.values())
        for number, state in one.marks.items():
            assert sunny.numbers[state.mark.seed] == number
    for number in visits[0].marks.keys() & visits[2].marks.keys():
        first, later = visits[0].marks[number].mark, visits[2].marks[number].mark
        assert (first.kind, first.row_mm, first.column_mm) == (later.kind, later.row_mm, later.column_mm)


def test_the_first_visit_shows_the_marks_of_the_course(sunny: Life, visits: list[Visit]) -> None:
    drawn = {state.mark.seed: state.mark for state in visits[0].marks.values()}
    assert drawn == {mark.seed: mark for mark in sunny.course.marks}
    assert all(state.born_day is None for state in visits[0].marks.values())


def test_with_much_sun_spots_are_born_grow_and_fade(visits: list[Visit]) -> None:
    first, _, last = visits
    born = [state for number, state in last.marks.items() if number not in first.marks]
    assert any(state.mark.kind in {MarkKind.FAINT, MarkKind.LENTIGO, MarkKind.FRECKLE} for state in born)
    assert all(state.born_day is not None and 0 < state.born_day <= last.day for state in born)
    both = [(first.marks[n].mark, last.marks[n].mark) for n in first.marks.keys() & last.marks.keys()]
    spots = [(one, other) for one, other in both if one.kind in {MarkKind.LENTIGO, MarkKind.FAINT}]
    assert spots
    assert all(other.radius_mm > one.radius_mm for one, other in spots)
    fading = [(one, other) for one, other in both if one.kind is MarkKind.POST_INFLAMMATORY]
    assert all(other.melanin < one.melanin for one, other in fading)
    gone = first.marks.keys() - last.marks.keys()
    assert {first.marks[number].mark.kind for number in gone} <= {MarkKind.ACNE, MarkKind.POST_INFLAMMATORY}


def test_dates_follow_the_days(sunny: Life, visits: list[Visit]) -> None:
    for one in visits:
        assert (one.date - sunny.first_visit).days == one.day == sunny.days[one.index]


def test_a_visit_is_the_same_whenever_it_is_asked_for(visits: list[Visit]) -> None:
    again = visit(draw_life(0, SUNNY, STEP, visits=4), 2)
    assert again.sitting == visits[2].sitting
    assert again.marks == visits[2].marks
    for name in ("melanin", "dermal_melanin", "blood", "upper_share"):
        np.testing.assert_array_equal(getattr(again.subject.maps, name), getattr(visits[2].subject.maps, name))
    np.testing.assert_array_equal(again.subject.oil, visits[2].subject.oil)


def test_between_sittings_the_face_stays_and_blood_and_oil_vary(visits: list[Visit]) -> None:
    first, second, _ = visits
    assert first.subject.head is second.subject.head
    assert first.subject.surface is second.subject.surface
    assert first.sitting.blood != second.sitting.blood
    unmarked = (first.added.labels == 0) & (second.added.labels == 0)
    unmarked &= (first.added.blood == 0) & (second.added.blood == 0)
    ratio = second.subject.maps.blood[unmarked] / first.subject.maps.blood[unmarked]
    np.testing.assert_allclose(ratio, second.sitting.blood / first.sitting.blood, rtol=1e-4)


def test_labels_are_numbers_of_the_visit(visits: list[Visit]) -> None:
    for one in visits:
        drawn = set(np.unique(one.added.labels)) - {0}
        assert drawn
        assert drawn <= set(one.marks)


def test_sweat_stands_in_drops_on_oily_skin() -> None:
    life = draw_life(0, SUNNY, 0.5)
    dry, sweaty = (_oil(life, 0, Sitting(oil=0.4, sweat=sweat)) for sweat in (0.0, 0.8))
    assert (sweaty >= dry).all()
    assert 0.02 < (sweaty > dry + 0.2).mean() < 0.2
    assert dry.min() >= 0
    assert sweaty.max() <= 1
    nose, jaw = (int(np.abs(life.canvas.rows - row).argmin()) for row in (20.0, 110.0))
    middle = life.canvas.shape[1] // 2
    assert dry[nose, middle] > 2 * dry[jaw, middle]

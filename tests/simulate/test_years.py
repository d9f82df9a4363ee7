"""What befalls a person's skin: the first visit must be a day like the others."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from uvphoto.simulate.life import draw_life
from uvphoto.simulate.marks import MarkKind
from uvphoto.simulate.series.course import marks_on
from uvphoto.simulate.streams import stream
from uvphoto.simulate.years import draw_doses

PEOPLE = 60
VISITS = 4


@pytest.fixture(scope="module")
def counts() -> list[Counter[MarkKind]]:
    """Return how many marks of each kind 60 people have in all, by visit."""
    total: list[Counter[MarkKind]] = [Counter() for _ in range(VISITS)]
    for number in range(PEOPLE):
        life = draw_life(5, number, 1.0, visits=VISITS)
        for visit, day in enumerate(life.days):
            total[visit].update(state.mark.kind for state in marks_on(life.course, float(day)) if state.is_present)
    return total


@pytest.mark.parametrize("kind", [MarkKind.ACNE, MarkKind.POST_INFLAMMATORY])
def test_what_comes_and_goes_is_as_frequent_at_every_visit(counts: list[Counter[MarkKind]], kind: MarkKind) -> None:
    first, later = counts[0][kind], [count[kind] for count in counts[1:]]
    assert 0.5 * first < np.mean(later) < 2.2 * first


@pytest.mark.parametrize("kind", [MarkKind.FAINT, MarkKind.FRECKLE, MarkKind.LENTIGO])
def test_spots_of_the_sun_grow_in_number_by_a_few_percent_a_year(
    counts: list[Counter[MarkKind]], kind: MarkKind
) -> None:
    years = 0.5 * (VISITS - 1)
    growth = (counts[-1][kind] / counts[0][kind]) ** (1 / years) - 1
    assert 0.005 < growth < 0.12


def test_a_further_visit_leaves_the_numbers_of_the_marks() -> None:
    few, many = (draw_life(2, 3, 1.0, visits=visits) for visits in (2, 5))
    assert len(many.numbers) > len(few.numbers)
    assert {seed: many.numbers[seed] for seed in few.numbers} == few.numbers


def test_sunscreen_lowers_the_dose_and_changes_nothing_else() -> None:
    first, last = date(2022, 6, 1), 1000
    person = draw_life(1, 0, 1.0).person
    lowered = 0
    for number in range(40):
        history = draw_doses(stream(9, number), person, first, last)
        years = history.dose[: 2 * 365].reshape(2, 365)  # before the first visit: habits are steady
        np.testing.assert_allclose(years[0], years[1])
        last_year = history.dose[-365:]
        lowered += last_year.sum() < 0.95 * years[1].sum()
        assert last_year.sum() <= years[1].sum() * (1 + 1e-9)
    assert 3 <= lowered <= 20  # a quarter of the people begin

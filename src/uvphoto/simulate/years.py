"""What befalls a person's skin over the years: the sun they meet, treatments, and the course of their marks."""

from collections import Counter
from datetime import date
from functools import partial

import numpy as np

from uvphoto.simulate.face.anatomy import FaceShape
from uvphoto.simulate.face.mark_population import (
    draw_newborn,
    draw_places,
    draw_population,
    expected_acne,
    expected_left_by_acne,
)
from uvphoto.simulate.face.people import Person
from uvphoto.simulate.marks import MarkKind
from uvphoto.simulate.series.births import DAMAGE_EXPONENT, REFERENCE_YEAR, Susceptibility
from uvphoto.simulate.series.climate import DAYS_OF_YEAR, KAGOSHIMA, SAPPORO
from uvphoto.simulate.series.course import Course
from uvphoto.simulate.series.dose import OUTDOOR_WORK, Habits, Holiday, blocked_share
from uvphoto.simulate.series.dose_history import DoseHistory, dose_history
from uvphoto.simulate.series.treatments import Laser, Topical, Treatment

SPOTS_PER_YEARLY_BIRTH = 22.0  # pigment spots at 40 years of someone to whom one a year comes
ACNE_DAYS = 14.0  # an acne spot stays 7 to 21 days
LEFT_DAYS = 408.0  # mean days until a post-inflammatory mark has faded to 5 %, as series.changes.fading_time has it
BORN_OF_SUN = (MarkKind.FAINT, MarkKind.LENTIGO, MarkKind.FRECKLE)


def draw_doses(rng: np.random.Generator, person: Person, first: date, last_day: int) -> DoseHistory:
    """Draw where a person lives and how they meet the sun; some begin to use sunscreen between the visits.

    Args:
        rng: of all chance.
        person: whose sun history decides how much they are outdoors, and how careful they are.
        first: date of the first visit.
        last_day: how far the doses reach, days after it.

    """
    spf = float(rng.choice([15.0, 30.0, 50.0]))
    holiday = Holiday(float(rng.integers(180, 230)), float(rng.integers(5, 20)))

    def habits(covered: float) -> Habits:
        return Habits(
            outdoor=float(1.0 + (OUTDOOR_WORK - 1.0) * person.sun_history),
            summer_blocked=blocked_share(spf, covered),
            winter_blocked=blocked_share(spf, 0.3 * covered),
            holidays=(holiday,),
        )

    usual = habits(float((1.0 - person.sun_history) * rng.uniform(0.0, 0.8)))
    begins = (float(rng.integers(0, 720)), habits(0.9))
    return dose_history(
        SAPPORO if rng.random() < 0.5 else KAGOSHIMA,
        usual,
        first_visit=first.timetuple().tm_yday - 1,
        last_day=last_day,
        changes=(begins,) if rng.random() < 0.25 else (),
    )


def draw_course(rng: np.random.Generator, person: Person, shape: FaceShape, history: DoseHistory) -> Course:
    """Draw the marks of a person at the first visit and all that decides what becomes of them.

    New ones come at the rate, and of the kinds, that would have brought those that are there: the first visit is no
    other day than the later ones.
    """
    marks = draw_population(rng, person, shape)
    standing = Counter(mark.kind for mark in marks)
    spots = sum(standing[kind] for kind in BORN_OF_SUN)
    sun = history.before * DAYS_OF_YEAR / REFERENCE_YEAR
    acne = expected_acne(person) / ACNE_DAYS
    return Course(
        marks=marks,
        dose=history,
        person=Susceptibility(
            age=person.age,
            births=(1.0 + spots) / SPOTS_PER_YEARLY_BIRTH / max(sun, 0.1) ** DAMAGE_EXPONENT,
            kinds=tuple((kind, standing[kind] + 0.1) for kind in BORN_OF_SUN),
            acne=acne,
            leaves_mark=min(expected_left_by_acne(person) / (acne * LEFT_DAYS), 1.0),
        ),
        places=draw_places(rng, shape, "sun", 2000),
        acne_places=draw_places(rng, shape, "acne", 500),
        seed=int(rng.integers(2**31)),
        treatments=_draw_treatments(rng),
        draw=partial(draw_newborn, person),
    )


def _draw_treatments(rng: np.random.Generator) -> tuple[Treatment, ...]:
    """Draw a laser for one person in twenty, a cream for one in twelve, in the three years after the first visit.

    How frequent they are is assumed.
    """
    laser, cream = Laser(float(rng.uniform(30, 1095))), Topical(float(rng.uniform(30, 1095)), 84.0)
    gets_laser, gets_cream = rng.random() < 0.05, rng.random() < 0.08
    return (*((laser,) if gets_laser else ()), *((cream,) if gets_cream else ()))

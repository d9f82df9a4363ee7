"""The course of one person's marks over the visits, and the days of the visits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from uvphoto.simulate.marks import Mark, MarkKind
from uvphoto.simulate.series.births import DrawSpot, Places, Susceptibility, acne_births, draw_spot, pigment_births
from uvphoto.simulate.series.changes import (
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
from uvphoto.simulate.series.dose_history import DoseHistory
from uvphoto.simulate.series.treatments import Laser, Treatment, hits

_FADED_TIMES = float(np.log(20.0))  # a post-inflammatory mark counts as gone at 5 % of its melanin


class Status(StrEnum):
    """What has become of a mark by a day."""

    OLD = "old"  # there since day 0
    BORN = "born"  # came after day 0
    GONE = "gone"  # healed or faded


@dataclass(frozen=True)
class MarkState:
    """A mark on a day. ``mark.seed`` is its identity, the same on all days.

    Attributes:
        mark: as it is on the day; a gone one has no melanin and no blood of its own any more.
        status: old, born or gone.
        born_day: None if it was there on day 0.
        gone_day: when it had healed or faded, None while it is there.
        parent: the seed of the mark that left it (healed acne, a treated spot), or None.

    """

    mark: Mark
    status: Status
    born_day: float | None
    gone_day: float | None
    parent: int | None

    @property
    def is_present(self) -> bool:
        """Whether the mark is on the skin."""
        return self.status is not Status.GONE


@dataclass(frozen=True, eq=False)
class Course:
    """All that fixes what becomes of a person's marks.

    Attributes:
        marks: those on day 0, each with a seed of its own.
        dose: the person's, before and after day 0; no later day than its last can be asked for.
        person: how readily the skin makes marks.
        places: where new marks can be: (N, 2) rows and columns in mm, or what draws such a place.
        seed: of all chance, 0 or more.
        treatments: lasers and creams; the place in the row names each for its draws.
        draw: draws a grown newborn spot of a kind at a place.
        acne_places: the same as places for acne; None takes those.

    Raises:
        ValueError: two marks with one seed, or a negative seed.

    """

    marks: tuple[Mark, ...]
    dose: DoseHistory
    person: Susceptibility
    places: Places
    seed: int
    treatments: tuple[Treatment, ...] = ()
    draw: DrawSpot = draw_spot
    acne_places: Places | None = None

    def __post_init__(self) -> None:
        seeds = {mark.seed for mark in self.marks}
        if len(seeds) < len(self.marks) or min(seeds, default=0) < 0 or self.seed < 0:
            raise ValueError("each mark needs a seed of its own, and all seeds are 0 or more")


@dataclass(frozen=True)
class _Life:
    mark: Mark  # on day 0, or grown
    born: float | None
    end: float = np.inf
    parent: int | None = None


def _first_lives(course: Course) -> Iterator[_Life]:
    def life(mark: Mark, born: float | None) -> _Life:
        if mark.kind is MarkKind.ACNE:
            return _Life(mark, born, (born or 0.0) + healing_time(mark, old=born is None))
        if mark.kind is MarkKind.POST_INFLAMMATORY:
            return _Life(mark, born, (born or 0.0) + fading_time(mark) * _FADED_TIMES)
        return _Life(mark, born)

    yield from (life(mark, None) for mark in course.marks)
    births = pigment_births(course.dose, course.person, course.places, course.seed, course.draw)
    yield from (life(birth.mark, birth.day) for birth in births)
    acne_places = course.places if course.acne_places is None else course.acne_places
    acne = acne_births(course.dose, course.person, acne_places, course.seed)
    yield from (life(birth.mark, birth.day) for birth in acne)


def _left_lives(course: Course, life: _Life) -> Iterator[_Life]:
    """Yield the post-inflammatory marks that one mark leaves: where it healed, where it was treated."""
    inflamed = []
    if life.mark.kind is MarkKind.ACNE:
        inflamed.append((life.end, left_behind(life.mark, course.person.leaves_mark, 0)))
    for number, treatment in enumerate(course.treatments):
        if isinstance(treatment, Laser) and hits(treatment, number, life.mark, life.born):
            inflamed.append((treatment.day, left_behind(life.mark, treatment.leaves_mark, number + 1)))
    for day, mark in inflamed:
        if mark is not None:
            yield _Life(mark, day, day + fading_time(mark) * _FADED_TIMES, life.mark.seed)


def _lives(course: Course) -> Iterator[_Life]:
    for life in _first_lives(course):
        yield life
        yield from _left_lives(course, life)


@dataclass(frozen=True, eq=False)
class _Sun:
    """The sun until a day, read off the doses once for all marks."""

    dose: DoseHistory
    day: float
    activity: float
    activity_then: float

    def since(self, born: float | None) -> SunBetween:
        received = float(self.dose.cumulative(self.day) - self.dose.cumulative(born or 0.0))
        return SunBetween(received, self.activity, self.activity_then if born is None else USUAL_ACTIVITY)


def _on(course: Course, life: _Life, sun: _Sun) -> Mark:
    born = life.born
    passed = sun.day - (born or 0.0)
    if life.mark.kind is MarkKind.ACNE:
        return faded(life.mark, acne_share(passed, life.end - (born or 0.0), old=born is None))
    if life.mark.kind is MarkKind.POST_INFLAMMATORY:
        mark = faded(life.mark, float(np.exp(-passed / fading_time(life.mark))))
    else:
        mark = sun_driven(life.mark, sun.since(born), newborn=born is not None)
    for number, treatment in enumerate(course.treatments):
        if hits(treatment, number, life.mark, born):
            mark = replace(mark, melanin=mark.melanin * treatment.share_left(sun.day))
    return mark


def marks_on(course: Course, day: float) -> tuple[MarkState, ...]:
    """Return every mark that was there on day 0 or has come since, as it is on a day.

    The answer depends on the course and the day alone, not on which days were asked for before. With equal doses until
    day 0 and no laser, less dose after it never gives a spot more, a larger or a darker one. On day 0 the marks are
    those of the course.

    Args:
        course: what fixes everything.
        day: 0 up to the last day of the doses.

    Raises:
        ValueError: a day outside that range.

    """
    if not 0 <= day <= course.dose.last_day:
        raise ValueError(f"marks are known on days 0 to {course.dose.last_day}, not {day}")
    sun = _Sun(course.dose, day, spot_activity(course.dose, day), spot_activity(course.dose, 0.0))
    states = []
    for life in _lives(course):
        if life.born is not None and life.born > day:
            continue
        gone = life.end <= day
        mark = faded(life.mark, 0.0) if gone else _on(course, life, sun)
        status = Status.GONE if gone else Status.OLD if life.born is None else Status.BORN
        states.append(MarkState(mark, status, life.born, life.end if gone else None, life.parent))
    return tuple(states)


def visit_days(count: int, rng: Generator, *, interval: float = 180.0, jitter: float = 0.3) -> NDArray[np.float64]:
    """Draw the irregular days of a person's visits.

    Args:
        count: of visits, 1 or more.
        rng: of all chance.
        interval: mean days from visit to visit.
        jitter: largest deviation of a gap, relative; 0 to below 1.

    Returns:
        (count,) whole days, rising, the first 0.

    """
    if count < 1 or not 0 <= jitter < 1 or interval * (1 - jitter) < 1:
        raise ValueError(f"no days for {count} visits {interval} days apart with a jitter of {jitter}")
    gaps = np.round(interval * rng.uniform(1 - jitter, 1 + jitter, count - 1))
    return np.concatenate([[0.0], np.cumsum(gaps)])

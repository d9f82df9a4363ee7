"""Cohorts of people whose spots and melanin were read again and again: numbers alone, no pictures.

Two kinds. One shares the assumptions of the forecast's model, so that the model can be judged where it is right; the
other breaks them: spots born at thresholds, lasers, make-up, people who stop coming because they are content, and
errors with heavy tails. Figures on either are figures on simulated people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from uvphoto.simulate.series.cohort_assumed import SkinCourse, assumed_course
from uvphoto.simulate.series.cohort_misspecified import misspecified_course
from uvphoto.simulate.series.cohort_plan import DEVICES, Plan, draw_plan, exposed
from uvphoto.simulate.series.dose_history import DoseHistory
from uvphoto.simulate.series.treatments import Laser
from uvphoto.simulate.streams import stream

Values = NDArray[np.float64]


class CohortKind(StrEnum):
    """Whether the people do what the forecast's model assumes."""

    ASSUMED = "assumed"
    MISSPECIFIED = "misspecified"


@dataclass(frozen=True)
class CohortSettings:
    """What a cohort is drawn from.

    Attributes:
        people: number of them.
        seed: the same seed gives the same bytes, and the first people of a larger cohort are those of a smaller.
        kind: which of the two.
        most_visits: of a person, 3 or more.
        missing: share of the values that are not there.

    Raises:
        ValueError: a value makes no sense.

    """

    people: int
    seed: int
    kind: CohortKind = CohortKind.ASSUMED
    most_visits: int = 30
    missing: float = 0.12

    def __post_init__(self) -> None:
        if self.people < 0 or self.seed < 0 or self.most_visits < 3 or not 0 <= self.missing < 1:
            raise ValueError(f"no cohort: {self}")


@dataclass(frozen=True)
class Exposure:
    """Another course of the sun: the true doses from a day on, multiplied."""

    since: float
    factor: float


@dataclass(frozen=True, eq=False)
class CohortMember:
    """A person of a cohort.

    Attributes:
        name: pseudonym.
        age: years at the first visit.
        skin_type: Fitzpatrick's, 1 to 6.
        days: (K,) of the visits, rising from 0.
        devices: (K) names of DEVICES.
        spots: (K, 4) logit of the share of spots as read in the regions of `cohort_plan.REGIONS`; NaN where missing.
        melanin: (K, 4) melanin index as read; the same.
        dose: the daily doses on record, known to two years after the last visit.
        truth: what a perfect device would have read.
        laser: day of a treatment, None if there was none.
        has_make_up: (K,) whether the person wore any.

    """

    name: str
    age: float
    skin_type: int
    days: Values
    devices: tuple[str, ...]
    spots: Values
    melanin: Values
    dose: DoseHistory
    truth: SkinCourse
    laser: float | None
    has_make_up: NDArray[np.bool_]


def simulate_cohort(settings: CohortSettings) -> Iterator[CohortMember]:
    """Yield the people of a cohort."""
    for index in range(settings.people):
        yield simulate_member(settings, index)


def simulate_member(settings: CohortSettings, index: int, exposure: Exposure | None = None) -> CohortMember:
    """Draw one person of a cohort.

    Args:
        settings: of the cohort.
        index: which person, from 0.
        exposure: another sun on the same person: every draw stays as it was, so that the truths with and without it
            differ by the sun alone. The readings and who drops out then follow that truth.

    """
    is_assumed = settings.kind is CohortKind.ASSUMED
    name = (settings.kind.value, index)
    plan = draw_plan(
        stream(settings.seed, *name, "plan"),
        most_visits=settings.most_visits,
        misrecorded=0.15 if is_assumed else 0.4,
    )
    if exposure:
        true = exposed(plan.true, exposure.since, exposure.factor)
        plan = Plan(plan.age, plan.skin_type, plan.days, plan.devices, plan.recorded, true)
    skin = stream(settings.seed, *name, "skin")
    if is_assumed:
        laser, truth = None, assumed_course(plan, skin)
    else:
        laser = _draw_laser(plan, stream(settings.seed, *name, "laser"))
        truth = misspecified_course(plan, laser, int(skin.integers(2**31)), skin)
    return _measured(settings, plan, truth, laser, index)


def _measured(settings: CohortSettings, plan: Plan, truth: SkinCourse, laser: Laser | None, index: int) -> CohortMember:
    """Return the person with readings that err, lack, and in a misspecified cohort mislead."""
    is_assumed = settings.kind is CohortKind.ASSUMED
    rng = stream(settings.seed, settings.kind.value, index, "readings")
    spots, melanin = _read(plan, truth, rng, heavy=not is_assumed)
    make_up = np.zeros(plan.days.size, dtype=bool)
    kept = plan.days.size
    if not is_assumed:
        make_up = (rng.random(plan.days.size) < 0.25) & (rng.random() < 0.4)
        cover = np.log1p(-rng.uniform(0.3, 0.8, plan.days.size))  # of a small share, also that of its logit
        spots = spots + np.where(make_up, cover, 0.0)[:, None]
        melanin = melanin + np.where(make_up, rng.normal(-4.0, 4.0, plan.days.size), 0.0)[:, None]
        kept = _stays_until(spots, rng)
    for values in (spots, melanin):
        values[rng.random(values.shape) < settings.missing] = np.nan
    return CohortMember(
        name=f"{settings.kind.value}-{settings.seed}-{index:06d}",
        age=plan.age,
        skin_type=plan.skin_type,
        days=plan.days[:kept],
        devices=plan.devices[:kept],
        spots=spots[:kept],
        melanin=melanin[:kept],
        dose=plan.recorded,
        truth=SkinCourse(truth.spots[:kept], truth.melanin[:kept]),
        laser=laser.day if laser else None,
        has_make_up=make_up[:kept],
    )


def _read(plan: Plan, truth: SkinCourse, rng: Generator, *, heavy: bool) -> tuple[Values, Values]:
    """Return spots and melanin (K, 4) as the devices read them; heavy: errors of Student's t with 4 degrees."""

    def draw(*shape: int) -> Values:
        return rng.standard_t(4.0, shape) / np.sqrt(2.0) if heavy else rng.standard_normal(shape)

    visits = plan.days.size
    own = dict(zip(DEVICES, rng.standard_normal((len(DEVICES), 2)), strict=True))
    by = [DEVICES[name] for name in plan.devices]
    held = np.array([own[name] for name in plan.devices])  # (K, 2)
    shared, single = draw(visits, 2), draw(visits, 2, 4)

    def column(name: str) -> Values:
        return np.array([getattr(device, name) for device in by]).reshape(visits, -1)

    spots = truth.spots + column("spot_bias") + column("spot_person") * held[:, :1]
    spots = spots + column("spot_sitting") * shared[:, :1] + column("spot_error") * single[:, 0]
    melanin = truth.melanin + column("melanin_bias") + column("melanin_person") * held[:, 1:]
    melanin = melanin + column("melanin_sitting") * shared[:, 1:] + column("melanin_error") * single[:, 1]
    return spots, melanin


def _draw_laser(plan: Plan, rng: Generator) -> Laser | None:
    """Draw a laser for one person in eight, after the first visit and before the last (how frequent is assumed)."""
    day, is_treated = float(rng.uniform(1.0, plan.days[-1])), rng.random() < 0.125
    return Laser(day) if is_treated else None


def _stays_until(spots: Values, rng: Generator) -> int:
    """Return how many visits somebody pays: who sees their spots fade stops coming more often than others."""
    chances = rng.random(len(spots))
    for visit in range(3, len(spots)):
        is_content = np.mean(spots[visit - 1] - spots[0]) < -0.2
        if chances[visit] < (0.25 if is_content else 0.03):
            return visit
    return len(spots)

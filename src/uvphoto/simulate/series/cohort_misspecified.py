"""The course of a person whose skin does what no linear model knows: spots come at thresholds, and are lasered.

The share of spots of a region is the area of those dark enough to be counted, so it goes by jumps; a tan comes fast and
goes slowly and has a ceiling; a laser clears most of what is there on one day, and some comes back.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from uvphoto.simulate.series.births import REFERENCE_YEAR, Susceptibility, age_factor, arrivals, expected_births
from uvphoto.simulate.series.changes import ACTIVITY_HALF_DOSE, ACTIVITY_TAU, MATURING, NEWBORN
from uvphoto.simulate.series.climate import DAYS_OF_YEAR
from uvphoto.simulate.series.cohort_assumed import SkinCourse
from uvphoto.simulate.series.cohort_plan import Plan
from uvphoto.simulate.series.tan import TanResponse, tan
from uvphoto.simulate.series.treatments import Laser

Values = NDArray[np.float64]

AREAS = np.array([3600.0, 2600.0, 2600.0, 900.0])  # mm2 of skin of the regions (assumed)
GROWTH = 0.03  # of a grown spot's area in a reference year of sun (assumed)
COUNTED = 0.25  # contrast above which a spot is counted
SEASON = 0.8  # contrast gained from no activity to full, relative


@dataclass(frozen=True, eq=False)
class _Spots:
    """N spots: day of birth (-1: before the first visit), region, grown area mm2, contrast, whether a laser hits."""

    born: Values
    region: NDArray[np.int64]
    area: Values
    contrast: Values
    is_hit: NDArray[np.bool_]


def misspecified_course(plan: Plan, laser: Laser | None, seed: int, rng: Generator) -> SkinCourse:
    """Draw the course of a person.

    Args:
        plan: of the person.
        laser: between the visits, or none.
        seed: of the births, each of which keeps its place and size whatever the doses.
        rng: of all else.

    """
    response = TanResponse.of_skin_type(plan.skin_type)
    level = 170.0 + 22.0 * (plan.skin_type - 3) + 15.0 * rng.standard_normal() + 4.0 * rng.standard_normal(4)
    bare = 1e-4 * np.exp(0.3 * rng.standard_normal(4))  # share that is always counted: moles, stubble
    spots = _draw_spots(plan, laser, seed, rng)
    tanned = 45.0 * (tan(plan.true, response, plan.days) - 1.0)  # melanin index
    shares = np.array([_shares(plan, spots, laser, day) for day in plan.days]) + bare
    capped = np.clip(shares, 1e-4, 0.6)
    return SkinCourse(np.log(capped / (1.0 - capped)), level + tanned[:, None] * np.array([1.0, 0.95, 0.95, 0.8]))


def _draw_spots(plan: Plan, laser: Laser | None, seed: int, rng: Generator) -> _Spots:
    """Draw the spots of the first visit and those that come after it."""
    yearly = float(np.exp(rng.normal(np.log(5.0), 0.7)) * np.exp(-0.15 * (plan.skin_type - 3)))
    standing = 22.0 * yearly * (plan.age - 18.0) / 22.0 * float(age_factor(np.array([plan.age]))[0])
    standing *= (plan.true.before * DAYS_OF_YEAR / REFERENCE_YEAR) ** 0.6
    old = int(rng.poisson(max(standing, 1.0)))
    person = Susceptibility(age=plan.age, births=yearly)
    born = [(day, one) for day, one in arrivals(expected_births(plan.true, person), (seed, 7))]
    days = np.concatenate([np.full(old, -1.0), [day for day, _ in born]])
    drawn = [_draw_spot(one) for one in [rng] * old + [one for _, one in born]]
    region, area, contrast, luck = np.array(drawn, dtype=np.float64).reshape(-1, 4).T  # of no spot too
    is_hit = (luck < laser.treated) & (days < laser.day) if laser else np.zeros(days.size, dtype=bool)
    return _Spots(days, region.astype(np.int64), area, contrast, is_hit)


def _draw_spot(rng: Generator) -> tuple[int, float, float, float]:
    region = int(rng.choice(4, p=AREAS / AREAS.sum()))
    area = float(np.pi * (0.95 * np.exp(0.4 * rng.standard_normal())) ** 2)
    return region, area, float(rng.gamma(3.0, 0.12)), float(rng.uniform())


def _shares(plan: Plan, spots: _Spots, laser: Laser | None, day: float) -> Values:
    """Return the (4,) shares of the regions that are counted as spots on a day."""
    there = spots.born <= day
    since = np.where(there, np.maximum(spots.born, 0.0), day)
    received = plan.true.cumulative(day) - plan.true.cumulative(since)  # (N,) SED
    young = np.where(spots.born > 0, 1.0 - (1.0 - NEWBORN) * np.exp(-received / MATURING), 1.0)
    area = spots.area * young * (1.0 + GROWTH * received / REFERENCE_YEAR)
    memory = float(plan.true.memory(day, ACTIVITY_TAU))
    contrast = spots.contrast * young * (1.0 + SEASON * memory / (memory + ACTIVITY_HALF_DOSE))
    if laser:
        contrast = contrast * np.where(spots.is_hit, laser.share_left(day), 1.0)
    counted = there * area / (1.0 + np.exp(-(contrast - COUNTED) / 0.03))
    return np.asarray(np.bincount(spots.region, weights=counted, minlength=4) / AREAS)

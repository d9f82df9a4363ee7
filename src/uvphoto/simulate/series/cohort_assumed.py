"""The course of a person whose skin does what the forecast's model takes for granted: all is linear and Gaussian.

Facts: the area of spots grows by about 3 % a year (assumed), more with more sun and less in darker skin; a summer takes
the melanin index of a forehead from 168 to 177; a tan fades in months. The sizes of the random parts are assumed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from uvphoto.simulate.series.births import REFERENCE_YEAR
from uvphoto.simulate.series.climate import DAYS_OF_YEAR
from uvphoto.simulate.series.cohort_plan import REGIONS, Plan
from uvphoto.simulate.series.dose_history import DoseHistory

Values = NDArray[np.float64]

# By region, in the order of REGIONS.
SPOT_LEVEL = np.array([-3.6, -3.2, -3.25, -3.8])  # logit of the share of spots at 40 years: 2.7, 3.9, 3.7, 2.2 %
DAMAGE_TO_SPOTS = np.array([0.9, 1.15, 1.1, 0.85])
ACTIVITY_TO_SPOTS = np.array([0.8, 1.1, 1.1, 1.0])
SUN_TO_DAMAGE = np.array([0.9, 1.1, 1.1, 0.9])
TAN_TO_SPOTS = 0.006  # logit for one of the melanin index
TAN_TO_MELANIN = np.array([1.0, 0.95, 0.95, 0.8])
DAMAGE_TO_MELANIN = np.array([1.5, 2.5, 2.5, 1.5])  # melanin index for a logit of damage

SENSITIVITY_SD = 0.3  # of a person's answer to the sun, relative


@dataclass(frozen=True, eq=False)
class SkinCourse:
    """What a perfect device would read.

    Attributes:
        spots: (K, 4) logit of the share of spots.
        melanin: (K, 4) melanin index.

    """

    spots: Values
    melanin: Values


def assumed_course(plan: Plan, rng: Generator) -> SkinCourse:
    """Draw the course of a person; the draws do not depend on the doses.

    tan, activity: Ornstein-Uhlenbeck; damage: an integrated random walk; damage of a region: a random walk; level of
    melanin and sensitivities: fixed. Sun enters by its memories, against those of the first visit.
    """
    tan = _ornstein_uhlenbeck(plan.days, 2.5, 30.0, rng)
    activity = _ornstein_uhlenbeck(plan.days, 0.05, 40.0, rng)
    damage = _integrated_walk(plan.days, rng)
    own = 0.3 * rng.standard_normal(4) + _walks(plan.days, 0.03, rng)  # (K, 4)
    level, own_level = 15.0 * rng.standard_normal(), 4.0 * rng.standard_normal(4)
    tans, spreads = 1.0 + SENSITIVITY_SD * rng.standard_normal(2)
    sun = _sun(plan)
    darker = plan.skin_type - 3
    tan = tan + tans * 9.0 * np.exp(-0.1 * darker) * sun.tan
    active = spreads * (0.12 * np.exp(-0.15 * darker) * sun.activity)
    slope = 0.015 * np.exp(-0.1 * darker) + 0.004 * (plan.age - 40.0) / 10.0
    damage = damage + slope * plan.days / DAYS_OF_YEAR
    sunned = spreads * 0.03 * np.exp(-0.1 * darker) * sun.received
    spots = (
        SPOT_LEVEL
        + 0.03 * (plan.age - 40.0)
        - 0.12 * darker
        + 0.35 * np.log(plan.recorded.before * DAYS_OF_YEAR / REFERENCE_YEAR)
        + np.outer(damage, DAMAGE_TO_SPOTS)
        + own
        + np.outer(activity + active, ACTIVITY_TO_SPOTS)
        + np.outer(sunned, SUN_TO_DAMAGE)
        + TAN_TO_SPOTS * tan[:, None]
    )
    melanin = (
        170.0 + 22.0 * darker + level + own_level + np.outer(tan, TAN_TO_MELANIN) + np.outer(damage, DAMAGE_TO_MELANIN)
    )
    return SkinCourse(spots, melanin)


@dataclass(frozen=True, eq=False)
class _Sun:
    """Memories of the square root of the dose at the visits, against the first: for tan, activity and damage, (K,)."""

    tan: Values
    activity: Values
    received: Values


def _sun(plan: Plan) -> _Sun:
    root = DoseHistory(plan.true.first_day, np.sqrt(plan.true.dose), float(np.sqrt(plan.true.before)))
    days = np.concatenate([[0.0], plan.days])

    def since_first(values: Values) -> Values:
        return np.asarray(values[1:] - values[0])

    return _Sun(
        tan=since_first(0.3 * root.memory(days, 20.0) + 0.7 * root.memory(days, 45.0)),
        activity=since_first(0.5 * root.memory(days, 45.0) + 0.5 * root.memory(days, 90.0)),
        received=since_first(root.cumulative(days)) / DAYS_OF_YEAR,
    )


def _ornstein_uhlenbeck(days: Values, sd: float, tau: float, rng: Generator) -> Values:
    steps = rng.standard_normal(days.size)
    values = sd * steps
    for k in range(1, days.size):
        kept = np.exp(-(days[k] - days[k - 1]) / tau)
        values[k] = kept * values[k - 1] + sd * np.sqrt(1.0 - kept**2) * steps[k]
    return values


def _integrated_walk(days: Values, rng: Generator) -> Values:
    """Return the level of dD = V dt, V a random walk, from D ~ N(0, 0.6^2), V ~ N(0, 0.02^2) a year."""
    steps = rng.standard_normal((days.size, 2))
    level, slope = 0.6 * steps[0, 0], 0.02 * steps[0, 1]
    values = np.empty(days.size)
    values[0] = level
    for k in range(1, days.size):
        dt = (days[k] - days[k - 1]) / DAYS_OF_YEAR
        root = np.linalg.cholesky(0.015**2 * np.array([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]]))
        noise = root @ steps[k]
        level, slope = level + dt * slope + noise[0], slope + noise[1]
        values[k] = level
    return values


def _walks(days: Values, sd: float, rng: Generator) -> Values:
    """Return (K, 4) random walks from 0, of that standard deviation after a year."""
    steps = sd * np.sqrt(np.diff(days, prepend=0.0) / DAYS_OF_YEAR)[:, None] * rng.standard_normal((days.size, 4))
    return np.asarray(np.cumsum(steps, axis=0).reshape(days.size, len(REGIONS)))

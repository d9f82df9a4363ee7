"""Who is in a cohort, what sun they get, on which days they come, and by which device they are measured."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from uvphoto.simulate.series.climate import KAGOSHIMA, SAPPORO
from uvphoto.simulate.series.dose import Habits, Holiday, blocked_share
from uvphoto.simulate.series.dose_history import DoseHistory, dose_history

REGIONS = ("forehead", "left_cheek", "right_cheek", "nose")
LONGEST = 1825  # days from the first visit to the last
AHEAD = 731  # days for which the sun is known after the last
_SKIN_TYPES, _SKIN_SHARES = (1, 2, 3, 4, 5), (0.05, 0.2, 0.4, 0.25, 0.1)


@dataclass(frozen=True)
class Device:
    """How a device errs; lengths of logits for spots, of the melanin index for melanin (all assumed).

    The spreads of a clinic's device follow VISIA's (week to week below 2 % of the UV spots); phones are taken to be
    four times as bad.

    Attributes:
        spot_bias, melanin_bias: of each of REGIONS, against the reference.
        spot_error, melanin_error: standard deviation of one region's reading.
        spot_sitting, melanin_sitting: of what all regions of a sitting share.
        spot_person, melanin_person: of what one person's readings by it share for good.

    """

    spot_bias: tuple[float, ...]
    melanin_bias: tuple[float, ...]
    spot_error: float
    spot_sitting: float
    spot_person: float
    melanin_error: float
    melanin_sitting: float
    melanin_person: float


_NONE = (0.0, 0.0, 0.0, 0.0)
DEVICES = {
    "clinic": Device(_NONE, _NONE, 0.025, 0.03, 0.0, 1.0, 1.0, 0.0),
    "clinic_old": Device((-0.10, -0.06, -0.08, -0.15), (4.0, 3.0, 3.0, 6.0), 0.035, 0.045, 0.03, 1.4, 1.6, 1.0),
    "phone": Device((0.15, 0.22, 0.20, -0.05), (-8.0, -6.0, -7.0, -3.0), 0.08, 0.10, 0.07, 2.5, 4.0, 3.0),
    "phone_cheap": Device((-0.25, -0.18, -0.20, -0.4), (9.0, 12.0, 11.0, 16.0), 0.11, 0.14, 0.10, 3.5, 5.5, 4.0),
}


@dataclass(frozen=True, eq=False)
class Plan:
    """A person of a cohort before anything is measured.

    Attributes:
        age: years at the first visit.
        skin_type: Fitzpatrick's, 1 to 6.
        days: (K,) of the visits, rising from 0.
        devices: (K) names, of DEVICES.
        recorded: the doses as the person's habits on record give them.
        true: the doses that the skin really gets.

    """

    age: float
    skin_type: int
    days: NDArray[np.float64]
    devices: tuple[str, ...]
    recorded: DoseHistory
    true: DoseHistory


def draw_plan(rng: Generator, *, most_visits: int, misrecorded: float) -> Plan:
    """Draw a person, 3 to most_visits visits, and the sun.

    Args:
        rng: of all chance.
        most_visits: 3 or more.
        misrecorded: standard deviation of the logarithm of true over recorded dose.

    """
    age = float(rng.uniform(20, 70))
    skin_type = int(rng.choice(_SKIN_TYPES, p=_SKIN_SHARES))
    days = _draw_days(rng, most_visits)
    recorded = _draw_sun(rng, int(days[-1]) + AHEAD)
    factor = float(np.exp(misrecorded * rng.standard_normal()))
    true = replace(recorded, dose=factor * recorded.dose, before=factor * recorded.before)
    return Plan(age, skin_type, days, _draw_devices(rng, days.size), recorded, true)


def exposed(history: DoseHistory, since: float, factor: float) -> DoseHistory:
    """Return the doses with those from a day on multiplied."""
    return replace(history, dose=np.where(history.edges[:-1] >= since, factor, 1.0) * history.dose)


def _draw_days(rng: Generator, most: int) -> NDArray[np.float64]:
    visits = int(np.clip(3 + rng.geometric(0.09) - 1, 3, most))
    usual_gap = float(np.exp(rng.normal(np.log(80.0), 0.5)))
    gaps = np.maximum(7.0, usual_gap * rng.gamma(2.0, 0.5, visits - 1))
    days = np.concatenate([[0.0], np.cumsum(np.round(gaps))])
    within = days[days <= LONGEST]
    return within if within.size >= 3 else np.array([0.0, 200.0, 600.0])


def _draw_devices(rng: Generator, visits: int) -> tuple[str, ...]:
    """Draw the devices: four people in ten have but one, the others a usual one and now and then another."""
    names = list(DEVICES)
    usual = str(rng.choice(names, p=(0.4, 0.15, 0.3, 0.15)))
    other = str(rng.choice([name for name in names if name != usual]))
    strays = rng.random(visits) < (0.0 if rng.random() < 0.4 else 0.25)
    return tuple(other if stray else usual for stray in strays)


def _draw_sun(rng: Generator, last_day: int) -> DoseHistory:
    """Draw place and habits; one person in four takes to sunscreen, or drops it, between the visits."""
    outdoor = float(np.clip(np.exp(rng.normal(0.2, 0.5)), 0.4, 5.0))
    holiday = Holiday(float(rng.integers(180, 230)), float(rng.integers(3, 18)))
    spf = float(rng.choice([15.0, 30.0, 50.0]))

    def habits(covered: float) -> Habits:
        return Habits(
            outdoor=outdoor,
            summer_blocked=blocked_share(spf, covered),
            winter_blocked=blocked_share(spf, 0.3 * covered),
            holidays=(holiday,),
        )

    covered, other = (float(share) for share in rng.uniform(0.0, 0.9, 2))
    change = (float(rng.integers(0, LONGEST)), habits(other))
    return dose_history(
        SAPPORO if rng.random() < 0.5 else KAGOSHIMA,
        habits(covered),
        first_visit=int(rng.integers(0, 365)),
        last_day=last_day,
        changes=(change,) if rng.random() < 0.25 else (),
    )

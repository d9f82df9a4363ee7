"""How one mark grows, darkens and fades."""

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.random import default_rng

from uvphoto.simulate.marks import IDENTITIES, Mark, MarkKind
from uvphoto.simulate.series.births import REFERENCE_YEAR
from uvphoto.simulate.series.dose_history import DoseHistory

ACTIVITY_TAU = 45.0  # days of exposure that spots answer to, as the tan fades (assumed)
ACTIVITY_HALF_DOSE = 1.0  # SED a day at which the activity is half its most (assumed)
USUAL_ACTIVITY = 0.3  # at which a newborn spot has the melanin it was drawn with: an indoor worker's year
NEWBORN = 0.3  # share of the grown area and melanin that a spot is born with
MATURING = 75.0  # SED after which it lacks 1/e of the rest


@dataclass(frozen=True)
class Behaviour:
    """What sun does to a kind of mark (all assumed but the direction).

    Attributes:
        season: melanin gained from no activity to full, relative: freckles darken in summer, lentigines hardly.
        growth: of the area in a reference year's dose, relative.
        darkening: of the melanin in a reference year's dose, relative.

    """

    season: float = 0.0
    growth: float = 0.0
    darkening: float = 0.0


BEHAVIOUR = MappingProxyType(
    {
        MarkKind.FRECKLE: Behaviour(season=3.0, growth=0.01, darkening=0.0),
        MarkKind.LENTIGO: Behaviour(season=0.1, growth=0.03, darkening=0.01),
        MarkKind.FAINT: Behaviour(season=0.3, growth=0.03, darkening=0.03),
        MarkKind.MELASMA: Behaviour(season=1.0, growth=0.01, darkening=0.02),
    }
)
_STEADY = Behaviour()


def spot_activity(dose: DoseHistory, day: float) -> float:
    """Return how active the pigment is, 0 to 1: E / (E + 1 SED a day), E the exposure memory of 45 days."""
    memory = float(dose.memory(day, ACTIVITY_TAU))
    return memory / (memory + ACTIVITY_HALF_DOSE)


def _own_pace(mark: Mark) -> float:
    return float(np.exp(0.3 * default_rng([mark.seed, 1]).standard_normal()))


@dataclass(frozen=True)
class SunBetween:
    """What a spot needs to know of the sun from the day it was known until a day.

    Attributes:
        received: SED in between.
        activity: `spot_activity` on the day.
        activity_then: the same when it was known, USUAL_ACTIVITY for a newborn spot.

    """

    received: float
    activity: float
    activity_then: float


def sun_driven(mark: Mark, sun: SunBetween, *, newborn: bool) -> Mark:
    """Return a mark as the sun has made it by a day.

    area = area_0 M (1 + growth Y), melanin = melanin_0 M (1 + darkening Y) (1 + season s(day)) / (1 + season s_0),
    with Y the reference years of dose since it was known, times its own pace; for a spot known since day 0
    M = 1 and s_0 = s(0); for a newborn one M = 1 - 0.7 exp(-dose / 75 SED) and s_0 = 0.3.

    Args:
        mark: on day 0, or as it will be when grown.
        sun: since day 0, or since its birth.
        newborn: whether it came after day 0.

    """
    behaviour = BEHAVIOUR.get(mark.kind, _STEADY)
    years = sun.received / REFERENCE_YEAR * _own_pace(mark)
    grown = 1.0 - (1.0 - NEWBORN) * float(np.exp(-sun.received / MATURING)) if newborn else 1.0
    season = (1.0 + behaviour.season * sun.activity) / (1.0 + behaviour.season * sun.activity_then)
    return replace(
        mark,
        radius_mm=mark.radius_mm * float(np.sqrt(grown * (1.0 + behaviour.growth * years))),
        melanin=mark.melanin * grown * season * (1.0 + behaviour.darkening * years),
    )


def faded(mark: Mark, share: float) -> Mark:
    """Return a mark of which a share, 0 to 1, is left."""
    return replace(
        mark, melanin=mark.melanin * share, dermal_melanin=mark.dermal_melanin * share, blood=mark.blood * share
    )


def healing_time(mark: Mark, *, old: bool) -> float:
    """Return the days until an acne spot has healed: 7 to 21 from its birth, a part of them if it was there before."""
    rng = default_rng([mark.seed, 2])
    whole = float(rng.uniform(7.0, 21.0))
    return whole * float(rng.uniform(0.1, 1.0)) if old else whole


def acne_share(passed: float, healing: float, *, old: bool) -> float:
    """Return how much of its height an acne spot has: up in the first fifth of its life, then evenly down to 0."""
    progress = min(1.0, passed / healing)
    if old:
        return 1.0 - progress
    return min(progress / 0.2, (1.0 - progress) / 0.8)


def fading_time(mark: Mark) -> float:
    """Return the days in which a post-inflammatory mark fades to 1/e.

    Median 120, log-normal: such marks last months to years (Abad-Casintahan et al. 2016; the distribution is assumed).
    """
    return 120.0 * float(np.exp(0.5 * default_rng([mark.seed, 3]).standard_normal()))


def left_behind(mark: Mark, share: float, stream: int) -> Mark | None:
    """Return the post-inflammatory mark that an inflammation leaves, or None.

    Args:
        mark: what was inflamed: acne, or a spot that was treated.
        share: of inflammations that leave one.
        stream: which inflammation of this mark it is, 0 or more.

    """
    rng = default_rng([mark.seed, 4, stream])
    if rng.uniform() >= share:
        return None
    return replace(
        mark,
        kind=MarkKind.POST_INFLAMMATORY,
        radius_mm=mark.radius_mm * float(rng.uniform(0.6, 1.0)),
        edge=float(rng.uniform(0.4, 0.9)),
        reticulation=0.0,
        melanin=float(rng.uniform(0.15, 0.5)),
        dermal_melanin=0.0,
        blood=float(rng.uniform(0.0, 0.2)),
        seed=int(rng.integers(IDENTITIES)),
    )

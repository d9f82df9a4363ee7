"""What treatments do to pigment marks over the days."""

from dataclasses import dataclass

import numpy as np
from numpy.random import default_rng

from uvphoto.simulate.marks import Mark, MarkKind

LASER_KINDS = frozenset({MarkKind.LENTIGO, MarkKind.FRECKLE, MarkKind.FAINT})
TOPICAL_KINDS = LASER_KINDS | {MarkKind.MELASMA, MarkKind.POST_INFLAMMATORY}


@dataclass(frozen=True)
class Laser:
    """One sitting under a laser.

    Attributes:
        day: of it, after day 0.
        treated: share of the freckles, lentigines and faint spots of that day that are treated.
        remaining: share of a treated spot's melanin that is left (assumed).
        rebound: share of what was taken that comes back in the end (assumed).
        rebound_time: days in which 1 - 1/e of that is back (assumed).
        leaves_mark: share of treated spots that get a post-inflammatory mark: 0.075 to 0.33 in Asian skin, mild to
            aggressive (Negishi et al., doi 10.1111/j.1468-3083.2011.04385.x).

    """

    day: float
    treated: float = 0.7
    remaining: float = 0.15
    rebound: float = 0.25
    rebound_time: float = 180.0
    leaves_mark: float = 0.08

    def __post_init__(self) -> None:
        shares = (self.treated, self.remaining, self.rebound, self.leaves_mark)
        if not all(0 <= share <= 1 for share in shares) or not self.rebound_time > 0 or not self.day > 0:
            raise ValueError(f"a laser needs a day after day 0, shares of 0 to 1 and a time above 0: {self}")

    def share_left(self, day: float) -> float:
        """Return the share of its melanin that a treated spot has on a day."""
        if day < self.day:
            return 1.0
        back = self.rebound * -float(np.expm1(-(day - self.day) / self.rebound_time))
        return self.remaining + (1.0 - self.remaining) * back


@dataclass(frozen=True)
class Topical:
    """A lightening cream for some time; it works on all freckles, lentigines, faint spots, melasma and the like.

    Attributes:
        day: of its first use, after day 0.
        length: days of use; 12 to 24 weeks are usual.
        floor: share of the melanin that it leaves in the end (assumed).
        onset: days in which 1 - 1/e of its effect is there (assumed).
        offset: days in which 1 - 1/e of the effect is lost after its last use (assumed).

    """

    day: float
    length: float = 120.0
    floor: float = 0.7
    onset: float = 60.0
    offset: float = 120.0

    def __post_init__(self) -> None:
        if not 0 <= self.floor <= 1 or not min(self.day, self.length, self.onset, self.offset) > 0:
            raise ValueError(f"a cream needs a day after day 0, times above 0 and a floor of 0 to 1: {self}")

    def share_left(self, day: float) -> float:
        """Return the share of its melanin that a spot has on a day."""
        used = min(max(day - self.day, 0.0), self.length)
        effect = (1.0 - self.floor) * -float(np.expm1(-used / self.onset))
        lost = max(day - self.day - self.length, 0.0)
        return 1.0 - effect * float(np.exp(-lost / self.offset))


Treatment = Laser | Topical


def hits(treatment: Treatment, number: int, mark: Mark, born: float | None) -> bool:
    """Tell whether a treatment works on a mark.

    Args:
        treatment: a laser, whose targets are drawn by the marks' own seeds, or a cream for all.
        number: of this treatment among the person's.
        mark: which mark.
        born: day of its birth, None if it was there on day 0.

    """
    if isinstance(treatment, Topical):
        return mark.kind in TOPICAL_KINDS
    if mark.kind not in LASER_KINDS or (born is not None and born >= treatment.day):
        return False
    return bool(default_rng([mark.seed, 5, number]).uniform() < treatment.treated)

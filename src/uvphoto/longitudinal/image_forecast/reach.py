"""The photo whose regions have the shares of spots that were asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.longitudinal.image_forecast.drawing import Drawing, Drawn

Picture = NDArray[np.float32]

TOLERANCE = 0.02  # of the share asked for, or ABSOLUTE where that is more
ABSOLUTE = 0.0005
LEAST, MOST = -0.9, 2.0  # growth: beyond it is another skin

_ROUNDS = 10
_LONGEST = 0.7  # natural logarithm: a round changes what it aims at by a factor of 2 at most


@dataclass(frozen=True, eq=False)
class Reached:
    """What came of it.

    Attributes:
        drawn: the photo.
        growths: of spots, by region; see `Drawing`.
        missed: regions whose share is not within the tolerance.

    """

    drawn: Drawn
    growths: Mapping[str, float]
    missed: tuple[str, ...]


def reach(drawing: Drawing, wanted: Mapping[str, float]) -> Reached:
    """Find the growth of each region with which the detector finds the share that is wanted.

    Without the detector's rules of shape and its bare skin, which moves a little with the spots, the share at a growth
    is that of the pixels whose critical growth lies below it: a quantile. How many dark pixels there are for one in a
    spot is first taken from the last photo; what the detector then really finds tells by how much that was off, and
    the next round aims the other way.

    Args:
        drawing: of the expected photo.
        wanted: share of spots by region, 0 to 1; of regions that have skin.

    Returns:
        The best round's.

    """
    searches = {region: _Search.of(drawing, region, share) for region, share in wanted.items()}
    rounds: list[Reached] = []
    for _ in range(_ROUNDS):
        growths = {region: one.growth for region, one in searches.items()}
        drawn = drawing.drawn(growths)
        missed = tuple(region for region, share in wanted.items() if not is_reached(drawn.shares[region], share))
        rounds.append(Reached(drawn, growths, missed))
        if not missed:
            break
        for region in missed:
            searches[region].learn(drawn.shares[region])
    return min(rounds, key=lambda one: _distance(one.drawn.shares, wanted))


@dataclass(eq=False)
class _Search:
    """The search for the growth of one region.

    Attributes:
        wanted: share.
        critical: growth above which each pixel is dark enough, (N,) rising.
        aim: share of pixels that are to be dark enough next.
        growth: with which.
        low: the last growth that gave too little; None before one did.
        high: the last that gave too much; the same.
        before: the growth of the round before.

    """

    wanted: float
    critical: Picture
    aim: float
    growth: float
    low: float | None = None
    high: float | None = None
    before: float = 0.0

    @classmethod
    def of(cls, drawing: Drawing, region: str, wanted: float) -> "_Search":
        critical = np.sort(drawing.critical(region))
        aim = min(wanted * drawing.dark_for_spots(region), 1.0)
        return cls(wanted, critical, aim, _growth_at(critical, aim))

    def learn(self, share: float) -> None:
        """Go on from the share that was found at the growth.

        Between two growths, of which one gave too little and one too much, by halving them; else by the quantile,
        twice as far each round, since the detector's threshold moves along with the spots.
        """
        step = self.growth - self.before
        self.before = self.growth
        if share < self.wanted:
            self.low = self.growth
        else:
            self.high = self.growth
        off = np.log((self.wanted + ABSOLUTE) / (share + ABSOLUTE))
        self.aim = min(self.aim * float(np.exp(np.clip(off, -_LONGEST, _LONGEST))), 1.0)
        self.growth = _growth_at(self.critical, self.aim)
        if self.low is not None and self.high is not None:
            if not self.low < self.growth < self.high:
                self.growth = (self.low + self.high) / 2
        elif step * off > 0:
            far = self.before + 2 * step
            self.growth = max(self.growth, far) if off > 0 else min(self.growth, far)
        self.growth = float(np.clip(self.growth, LEAST, MOST))


def is_reached(share: float, wanted: float) -> bool:
    """Return whether a share is within the tolerance."""
    return abs(share - wanted) <= max(TOLERANCE * wanted, ABSOLUTE)


def _distance(shares: Mapping[str, float], wanted: Mapping[str, float]) -> float:
    """Return by how many tolerances the shares are off, in all."""
    return sum(abs(shares[region] - one) / max(TOLERANCE * one, ABSOLUTE) for region, one in wanted.items())


def _growth_at(critical: Picture, share: float) -> float:
    """Return the growth at which a share of the pixels is dark enough."""
    place = min(round(share * critical.size), critical.size - 1)
    return float(np.clip(critical[place], LEAST, MOST))

"""How often the intervals that come with a calibration hold what the true UV photo gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from uvphoto.evaluation.cases import PhotoRecord
from uvphoto.metrics import Proportion, coverage
from uvphoto.skin.regions import AREAS


@dataclass(frozen=True)
class IntervalFigures:
    """Intervals of one area over people.

    Attributes:
        coverage: how many hold the true UV photo's spot ratio, with its 95 % interval.
        width: their mean, a share of the skin.

    """

    coverage: Proportion
    width: float


@dataclass(frozen=True)
class TrustFigures:
    """What was said of photos.

    Attributes:
        photos: of which it was said, one a person.
        refused: how many of them give no numbers; their intervals do not count.
        areas: the intervals of 90 %, by area.

    """

    photos: int
    refused: int
    areas: Mapping[str, IntervalFigures]


def trust_figures(records: Sequence[PhotoRecord]) -> TrustFigures | None:
    """Return what was said of photos, one a person; None without a calibration."""
    trusts = [(one, one.trust) for one in records if one.trust is not None]
    if not trusts:
        return None
    kept = [(one, trust) for one, trust in trusts if not trust.refusals]
    areas = {}
    for area in AREAS:
        known = [(one.true_ratio(area), *trust.intervals[area]) for one, trust in kept if area in trust.intervals]
        table = np.array([row for row in known if np.isfinite(row).all()], dtype=np.float64).reshape(-1, 3)
        if len(table):
            true, low, high = table.T
            areas[area] = IntervalFigures(coverage(low, high, true), float((high - low).mean()))
    return TrustFigures(len(trusts), len(trusts) - len(kept), areas)

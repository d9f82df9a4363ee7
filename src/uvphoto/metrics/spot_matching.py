"""Which of the spots that were found are true, and which of the true ones were found."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]

ENOUGH = 1 / 3  # of a spot's area


@dataclass(frozen=True)
class SpotMatch:
    """Counts of spots.

    Attributes:
        found: how many were found.
        true: how many there are.
        hits: true ones that were found: a third of their area or more is covered.
        invented: found ones of which less than a third of the area lies on true ones.
        missed: true ones of which less than a third of the area is covered.

    """

    found: int
    true: int
    hits: int
    invented: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the found that were not invented; not a number where nothing was found."""
        return 1 - self.invented / self.found if self.found else math.nan

    @property
    def recall(self) -> float:
        """Share of the true that were found; not a number where there are none."""
        return self.hits / self.true if self.true else math.nan

    @property
    def invented_per_100(self) -> float:
        """Invented spots per 100 true ones; not a number where there are none."""
        return 100 * self.invented / self.true if self.true else math.nan

    @property
    def missed_per_100(self) -> float:
        """Missed spots per 100 true ones; not a number where there are none."""
        return 100 * self.missed / self.true if self.true else math.nan


def match_spots(found_labels: Labels, true_labels: Labels, where: Mask | None = None) -> SpotMatch:
    """Match spots by the area that they share.

    A found spot is invented when less than a third of its area lies on true spots, whichever they are; a true one is
    missed when less than a third of its area is covered by found ones. So a spot that was found in two pieces, or two
    that were found as one, are no mistakes.

    Args:
        found_labels: (H, W), each spot by its number from 1, 0 elsewhere; numbers may be left out.
        true_labels: (H, W).
        where: (H, W); only spots of which half or more of the area lies there count, in full. None: all.

    Raises:
        ValueError: shapes that do not fit, or labels below 0.

    """
    if found_labels.shape != true_labels.shape or (where is not None and where.shape != true_labels.shape):
        raise ValueError(f"label maps have one shape, not {found_labels.shape} and {true_labels.shape}")
    on_true = _covered(found_labels, true_labels > 0, where)
    found_of = _covered(true_labels, found_labels > 0, where)
    missed = int((found_of < ENOUGH).sum())
    invented = int((on_true < ENOUGH).sum())
    return SpotMatch(on_true.size, found_of.size, hits=found_of.size - missed, invented=invented, missed=missed)


def pool(matches: Iterable[SpotMatch]) -> SpotMatch:
    """Add the counts of several photos."""
    counts = [(one.found, one.true, one.hits, one.invented, one.missed) for one in matches]
    return SpotMatch(*(sum(column) for column in zip(*counts, strict=True))) if counts else SpotMatch(0, 0, 0, 0, 0)


def _covered(labels: Labels, others: Mask, where: Mask | None) -> NDArray[np.float64]:
    """Return of each spot that counts the share of its area that others cover."""
    if labels.size and labels.min() < 0:
        raise ValueError("labels are 0 or more")
    places = labels > 0
    numbers = labels[places]
    areas = np.bincount(numbers)
    counts = areas > 0
    if where is not None:
        counts &= 2 * np.bincount(numbers, weights=where[places]) >= areas
    covered = np.bincount(numbers, weights=others[places])
    shares: NDArray[np.float64] = covered[counts] / areas[counts]
    return shares

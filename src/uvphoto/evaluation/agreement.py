"""How well spot ratios of two sources agree over people: one number of each, so that intervals hold."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from uvphoto.metrics import (
    BlandAltman,
    Correlation,
    Line,
    bland_altman,
    concordance,
    deming,
    least_squares,
    pearson,
    spearman,
    without_heaviest,
)

FEWEST = 5  # people, below whom nothing is said of agreement
HEAVIEST = 3  # people who are left out to see whether they carry r


@dataclass(frozen=True)
class Agreement:
    """Agreement of a found measure with the true one, each with its 95 % interval where it has one.

    Attributes:
        people: how many, one pair of measures each.
        mean_true: mean of the true measure.
        mean_found: of the found one.
        r: Pearson's coefficient.
        spearman: of the ranks.
        r_of_roots: Pearson's of the square roots, on which heavy people weigh less.
        r_without_heaviest: Pearson's without the three people of the largest true measure.
        concordance: Lin's coefficient.
        line: found = intercept + slope true, by least squares.
        deming: the same where both err alike.
        limits: bias (found - true) and limits of agreement.

    """

    people: int
    mean_true: float
    mean_found: float
    r: Correlation
    spearman: Correlation
    r_of_roots: Correlation
    r_without_heaviest: Correlation
    concordance: Correlation
    line: Line
    deming: Line
    limits: BlandAltman


def agreement(true: Sequence[float], found: Sequence[float]) -> Agreement | None:
    """Compare measures of people, (N,) each, 0 or more; pairs with one that is not a number do not count.

    Returns:
        None with fewer than FEWEST people.

    """
    pairs = [(x, y) for x, y in zip(true, found, strict=True) if math.isfinite(x) and math.isfinite(y)]
    if len(pairs) < FEWEST:
        return None
    x, y = np.array(pairs, dtype=np.float64).T
    return Agreement(
        people=len(pairs),
        mean_true=float(x.mean()),
        mean_found=float(y.mean()),
        r=pearson(x, y),
        spearman=spearman(x, y),
        r_of_roots=pearson(np.sqrt(x), np.sqrt(y)),
        r_without_heaviest=without_heaviest(x, y, HEAVIEST),
        concordance=concordance(x, y),
        line=least_squares(x, y),
        deming=deming(x, y),
        limits=bland_altman(x, y),
    )

"""Counted shares with intervals, and how often intervals hold the truth."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from uvphoto.metrics.samples import normal_quantile, tails


class Proportion(NamedTuple):
    """A share of a count, and its confidence interval."""

    part: int
    whole: int
    share: float
    low: float
    high: float


def wilson(count: int, total: int, confidence: float = 0.95) -> Proportion:
    """Return a share with Wilson's score interval (Wilson 1927, J. Am. Stat. Assoc. 22:209).

    (p + q²/2n ± q sqrt(p (1 - p) / n + q²/4n²)) / (1 + q²/n), where q is the normal distribution's quantile.

    Args:
        count: of those that have what is asked for, 0 to total.
        total: of all; of none the share is not a number and the interval all of [0, 1].
        confidence: of the two-sided interval, between 0 and 1.

    Raises:
        ValueError: counts that make no share, or a confidence that is none.

    """
    q = normal_quantile(confidence)
    share = _share(count, total)
    if total == 0:
        return Proportion(0, 0, share, 0.0, 1.0)
    spread = q * q / total
    middle = share + spread / 2
    half = math.sqrt(spread * (share * (1 - share) + spread / 4))
    low = (middle - half) / (1 + spread) if count else 0.0
    high = (middle + half) / (1 + spread) if count < total else 1.0
    return Proportion(count, total, share, low, high)


def clopper_pearson(count: int, total: int, confidence: float = 0.95) -> Proportion:
    """Return a share with the exact interval (Clopper and Pearson 1934, Biometrika 26:404), by quantiles of Beta.

    Arguments and errors as ``wilson`` has them.
    """
    below, above = tails(confidence)
    share = _share(count, total)
    low = float(special.betaincinv(count, total - count + 1, below)) if count else 0.0
    high = float(special.betaincinv(count + 1, total - count, above)) if count < total else 1.0
    return Proportion(count, total, share, low, high)


def coverage(low: ArrayLike, high: ArrayLike, truth: ArrayLike, confidence: float = 0.95) -> Proportion:
    """Return how many of the intervals [low, high] hold their truth, by ``clopper_pearson``.

    Cases whose interval or truth is not a number do not count.

    Raises:
        ValueError: shapes that do not fit.

    """
    arrays = [np.asarray(values, dtype=np.float64) for values in (low, high, truth)]
    if len({array.shape for array in arrays}) != 1:
        raise ValueError(f"intervals and truth have one shape, not {[array.shape for array in arrays]}")
    bottom, top, true = arrays
    known = np.isfinite(true) & ~np.isnan(bottom) & ~np.isnan(top)
    held = known & (bottom <= true) & (true <= top)
    return clopper_pearson(int(held.sum()), int(known.sum()), confidence)


def _share(count: int, total: int) -> float:
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} is no share")
    return count / total if total else math.nan

"""Correlation of paired measures, with confidence intervals."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.metrics.samples import Sample, normal_quantile, paired


class Correlation(NamedTuple):
    """A coefficient of correlation and its confidence interval."""

    r: float
    low: float
    high: float


def pearson(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Correlation:
    """Pearson's coefficient of correlation with Fisher's interval (Fisher 1921, Metron 1:3).

    tanh(artanh r ± q / sqrt(n - 3)), where q is the normal distribution's quantile; exact for normally distributed
    pairs in the limit of many. With three pairs or fewer the interval is all of [-1, 1].

    Args:
        x: (N,), N at least 2.
        y: (N,).
        confidence: of the two-sided interval, between 0 and 1.

    Returns:
        The coefficient and its interval; not numbers where x or y does not vary.

    Raises:
        ValueError: of different lengths, fewer than two, not finite, or a confidence that is none.

    """
    first, second = paired(x, y)
    q = normal_quantile(confidence)
    r = _coefficient(first, second)
    return interval_by_fisher(r, q / math.sqrt(first.size - 3) if first.size > 3 else math.inf)


def spearman(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Correlation:
    """Spearman's rank correlation (ties share their mean rank) with the interval of Bonett and Wright.

    tanh(artanh r ± q sqrt((1 + r² / 2) / (n - 3))); Bonett and Wright 2000, Psychometrika 65:23. Fisher's own interval
    is too narrow for ranks. Arguments, result and errors as ``pearson`` has them.
    """
    first, second = (_ranks(values) for values in paired(x, y))
    q = normal_quantile(confidence)
    r = _coefficient(first, second)
    return interval_by_fisher(r, q * math.sqrt((1 + r * r / 2) / (first.size - 3)) if first.size > 3 else math.inf)


def without_heaviest(x: ArrayLike, y: ArrayLike, count: int, confidence: float = 0.95) -> Correlation:
    """Pearson's correlation without the pairs of the ``count`` largest x: what is left when nobody carries it.

    Raises:
        ValueError: as ``pearson``, or fewer than two pairs are left.

    """
    first, second = paired(x, y)
    kept = np.argsort(first, kind="stable")[: max(first.size - count, 0)]
    return pearson(first[kept], second[kept], confidence)


def interval_by_fisher(r: float, half: float) -> Correlation:
    """Return a coefficient with the interval tanh(artanh r ± half)."""
    if math.isnan(r):
        return Correlation(math.nan, math.nan, math.nan)
    if math.isinf(half):
        return Correlation(r, -1.0, 1.0)
    z = math.atanh(r) if abs(r) < 1 else math.copysign(math.inf, r)
    return Correlation(r, math.tanh(z - half), math.tanh(z + half))


def _coefficient(x: Sample, y: Sample) -> float:
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return math.nan
    x, y = x - x.mean(), y - y.mean()
    return float(np.clip(x @ y / (np.linalg.norm(x) * np.linalg.norm(y)), -1, 1))


def _ranks(values: Sample) -> Sample:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last: NDArray[np.int64] = np.cumsum(counts)
    middle: Sample = last - (counts - 1) / 2
    return middle[place]

"""How well a measure repeats itself: intraclass correlation, within-person deviation, smallest detectable change."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from uvphoto.metrics.samples import Estimate, normal_quantile, tails


@dataclass(frozen=True)
class Repeatability:
    """Repeated measures of several people.

    Attributes:
        people: with two measures or more.
        measures: of them, in all.
        icc: ICC(1,1), share of the variance that is between people.
        within_sd: standard deviation of one person's measures.
        smallest_detectable_change: a difference of two measures of a person beyond it is one of the person, with the
            confidence of the intervals: z sqrt(2) within_sd (z = 1.96 for 95 %).

    """

    people: int
    measures: int
    icc: Estimate
    within_sd: Estimate
    smallest_detectable_change: float


def repeatability(groups: Sequence[ArrayLike], confidence: float = 0.95) -> Repeatability:
    """Judge repeated measures that come in no order; people with fewer than two do not count.

    The within-person variance is the mean square within people of a one-way analysis of variance, with the interval by
    the chi-squared distribution of N - n degrees of freedom (Bland and Altman 1996, BMJ 313:744).

    Args:
        groups: the measures of each person, in numbers that may differ.
        confidence: of the two-sided intervals.

    Raises:
        ValueError: fewer than two people with two measures or more, a measure that is not finite, or a confidence that
            is none.

    """
    samples = _repeated(groups)
    _, within, _, degrees = _one_way(samples)
    below, above = tails(confidence)
    sd = math.sqrt(within)
    ends = (math.sqrt(degrees * within / float(special.chdtri(degrees, tail))) for tail in (below, above))
    return Repeatability(
        people=len(samples),
        measures=sum(sample.size for sample in samples),
        icc=intraclass_one_way(groups, confidence),
        within_sd=Estimate(sd, *ends),
        smallest_detectable_change=normal_quantile(confidence) * math.sqrt(2) * sd,
    )


def intraclass_one_way(groups: Sequence[ArrayLike], confidence: float = 0.95) -> Estimate:
    """ICC(1,1) (Shrout and Fleiss 1979, Psychol. Bull. 86:420): (B - W) / (B + (k - 1) W), of mean squares.

    B is the mean square between people, W within them, and k the number of measures of a person; where that differs,
    k = (N - sum of squared numbers / N) / (n - 1), with which the interval, by the F distribution of B / W, is
    approximate.

    Arguments and errors as ``repeatability`` has them; not numbers where nothing varies.
    """
    between, within, k, degrees = _one_way(_repeated(groups))
    below, above = tails(confidence)
    if between == within == 0:
        return Estimate(math.nan, math.nan, math.nan)
    if within == 0:
        return Estimate(1.0, 1.0, 1.0)
    free = len(_repeated(groups)) - 1
    ratio = between / within
    low = ratio / float(special.fdtri(free, degrees, above))
    high = ratio / float(special.fdtri(free, degrees, below))
    value, bottom, top = ((f - 1) / (f + k - 1) for f in (ratio, low, high))
    return Estimate(value, bottom, top)


def intraclass_two_way(table: ArrayLike, confidence: float = 0.95) -> Estimate:
    """ICC(2,1) for absolute agreement (Shrout and Fleiss 1979): each column measured everybody, say a device.

    (R - E) / (R + (k - 1) E + k (C - E) / n), of the mean squares of rows R, columns C and the rest E; its interval as
    their equation on p. 424 has it (that of McGraw and Wong 1996, Psychol. Methods 1:30).

    Args:
        table: (n, k) people by columns, two or more of each.
        confidence: of the two-sided interval.

    Returns:
        The coefficient and its interval; not numbers where nothing varies.

    Raises:
        ValueError: no such table, a number that is not finite, or a confidence that is none.

    """
    x = np.asarray(table, dtype=np.float64)
    if x.ndim != 2 or min(x.shape) < 2 or not np.isfinite(x).all():
        raise ValueError(f"a table has two people and two columns or more, all finite, not {x.shape}")
    below, above = tails(confidence)
    n, k = x.shape
    rows, columns, rest = _two_way(x)
    if rows + columns + rest == 0:
        return Estimate(math.nan, math.nan, math.nan)
    value = (rows - rest) / (rows + (k - 1) * rest + k * (columns - rest) / n)
    if rest == 0 and columns == 0:
        return Estimate(1.0, 1.0, 1.0)
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    least = (a * columns) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1))
    v = (a * columns + b * rest) ** 2 / least if least > 0 else math.inf
    upper = float(special.fdtri(n - 1, v, above))
    lower = 1 / float(special.fdtri(n - 1, v, below))  # F(v, n - 1) from the other side
    spread = k * columns + (k * n - k - n) * rest
    low = n * (rows - upper * rest) / (upper * spread + n * rows)
    high = n * (lower * rows - rest) / (spread + n * lower * rows)
    return Estimate(value, low, high)


def _repeated(groups: Sequence[ArrayLike]) -> list[NDArray[np.float64]]:
    samples = [np.asarray(group, dtype=np.float64).reshape(-1) for group in groups]
    samples = [sample for sample in samples if sample.size >= 2]
    if len(samples) < 2 or not all(np.isfinite(sample).all() for sample in samples):
        raise ValueError("repeatability wants two people or more with two finite measures or more")
    return samples


def _one_way(samples: list[NDArray[np.float64]]) -> tuple[float, float, float, int]:
    """Return the mean squares between and within, the number of measures of a person, and N - n."""
    sizes = np.array([sample.size for sample in samples])
    means = np.array([sample.mean() for sample in samples])
    total, people = int(sizes.sum()), len(samples)
    grand = float(sizes @ means) / total
    between = float(sizes @ (means - grand) ** 2) / (people - 1)
    within = sum(float(np.sum((sample - sample.mean()) ** 2)) for sample in samples) / (total - people)
    k = (total - float(sizes @ sizes) / total) / (people - 1)
    return between, within, k, total - people


def _two_way(x: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the mean squares of rows, columns and the rest."""
    n, k = x.shape
    by_row, by_column, grand = x.mean(axis=1), x.mean(axis=0), x.mean()
    rest = x - by_row[:, None] - by_column[None] + grand  # (n, k)
    rows = k * float(np.sum((by_row - grand) ** 2)) / (n - 1)
    columns = n * float(np.sum((by_column - grand) ** 2)) / (k - 1)
    return rows, columns, float(np.sum(rest**2)) / ((n - 1) * (k - 1))

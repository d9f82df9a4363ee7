"""Two methods of measuring the same thing: line, bias, and limits of agreement."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from uvphoto.metrics.samples import Estimate, Sample, normal_quantile, paired, student_quantile

_WITHIN = 0.95  # share of the differences that lie within the limits of agreement


@dataclass(frozen=True)
class Line:
    """A line y = intercept + slope x, each with its interval."""

    slope: Estimate
    intercept: Estimate


@dataclass(frozen=True)
class BlandAltman:
    """Bias and limits of agreement, each with its interval.

    Attributes:
        bias: mean of the differences.
        spread: their standard deviation (over n - 1).
        lower: limit, bias - 1.96 spread.
        upper: limit, bias + 1.96 spread.

    """

    bias: Estimate
    spread: float
    lower: Estimate
    upper: Estimate


def least_squares(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Line:
    """Fit y = a + b x by least squares, x taken as free of error, with the intervals of Student's t.

    b = Sxy / Sxx, s² = sum of squared residuals / (n - 2), se(b) = s / sqrt(Sxx), se(a) = s sqrt(1 / n + mx² / Sxx).

    Args:
        x: (N,), N at least 2.
        y: (N,).
        confidence: of the two-sided intervals; with two pairs they are infinite.

    Returns:
        The line; not numbers where x does not vary.

    Raises:
        ValueError: of different lengths, fewer than two, not finite, or a confidence that is none.

    """
    first, second = paired(x, y)
    t = student_quantile(confidence, first.size - 2)
    if np.ptp(first) == 0:
        return _no_line()
    mean = first.mean()
    sxx = float(np.sum((first - mean) ** 2))
    slope = float((first - mean) @ (second - second.mean())) / sxx
    intercept = float(second.mean() - slope * mean)
    residuals = second - intercept - slope * first
    spread = math.sqrt(float(residuals @ residuals) / (first.size - 2)) if first.size > 2 else math.nan
    errors = (spread / math.sqrt(sxx), spread * math.sqrt(1 / first.size + mean * mean / sxx))
    return Line(_around(slope, errors[0], t), _around(intercept, errors[1], t))


def deming(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Line:
    """Fit y = a + b x where both have errors of the same variance, with intervals by the jackknife.

    b = (Syy - Sxx + sqrt((Syy - Sxx)² + 4 Sxy²)) / 2 Sxy (Deming 1943, Statistical Adjustment of Data); its standard
    error is that of the n pseudovalues n b - (n - 1) b(i) (Linnet 1990, Stat. Med. 9:1463), by Student's t.

    Arguments, result and errors as ``least_squares`` has them; not numbers where x and y are uncorrelated. With three
    pairs or fewer the intervals are not numbers.
    """
    first, second = paired(x, y)
    t = student_quantile(confidence, first.size - 2)
    slope, intercept = _deming(first, second)
    if first.size <= 3 or math.isnan(slope):
        return Line(Estimate(slope, math.nan, math.nan), Estimate(intercept, math.nan, math.nan))
    n = first.size
    left_out = np.array([_deming(np.delete(first, i), np.delete(second, i)) for i in range(n)])  # (n, 2)
    pseudovalues = n * np.array([slope, intercept]) - (n - 1) * left_out
    errors = pseudovalues.std(axis=0, ddof=1) / math.sqrt(n)
    return Line(_around(slope, float(errors[0]), t), _around(intercept, float(errors[1]), t))


def bland_altman(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> BlandAltman:
    """Return bias and limits of agreement of y - x (Bland and Altman 1999, Stat. Methods Med. Res. 8:135).

    The limits m ± z s, z = 1.96, hold 95 % of normally distributed differences. Intervals by Student's t, with
    se(m) = s / sqrt(n) and se(limit) = s sqrt(1 / n + z² / 2 (n - 1)) (their section 2.1).

    Args:
        x: (N,), the reference; N at least 2.
        y: (N,).
        confidence: of the two-sided intervals.

    Raises:
        ValueError: of different lengths, fewer than two, not finite, or a confidence that is none.

    """
    first, second = paired(x, y)
    n = first.size
    t = student_quantile(confidence, n - 1)
    z = normal_quantile(_WITHIN)
    mean, spread = float(np.mean(second - first)), float(np.std(second - first, ddof=1))
    error = spread * math.sqrt(1 / n + z * z / (2 * (n - 1)))
    return BlandAltman(
        bias=_around(mean, spread / math.sqrt(n), t),
        spread=spread,
        lower=_around(mean - z * spread, error, t),
        upper=_around(mean + z * spread, error, t),
    )


def _deming(x: Sample, y: Sample) -> tuple[float, float]:
    sxx, syy = float(np.var(x)), float(np.var(y))
    sxy = float(np.mean((x - x.mean()) * (y - y.mean())))
    if sxy == 0:
        return math.nan, math.nan
    slope = (syy - sxx + math.hypot(syy - sxx, 2 * sxy)) / (2 * sxy)
    return slope, float(y.mean() - slope * x.mean())


def _around(value: float, error: float, quantile: float) -> Estimate:
    if math.isnan(error):  # no degree of freedom
        return Estimate(value, -math.inf, math.inf)
    return Estimate(value, value - quantile * error, value + quantile * error)


def _no_line() -> Line:
    nothing = Estimate(math.nan, math.nan, math.nan)
    return Line(nothing, nothing)

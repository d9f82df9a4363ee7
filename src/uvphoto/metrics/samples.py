"""What the statistics of paired measures share: checked samples, estimates, and quantiles."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Sample = NDArray[np.float64]


class Estimate(NamedTuple):
    """An estimate and its confidence interval."""

    value: float
    low: float
    high: float


def paired(x: ArrayLike, y: ArrayLike, least: int = 2) -> tuple[Sample, Sample]:
    """Return two samples as (N,) float64.

    Raises:
        ValueError: of different lengths, fewer than ``least``, or not finite.

    """
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if first.ndim != 1 or first.shape != second.shape or first.size < least:
        shapes = f"{first.shape} and {second.shape}"
        raise ValueError(f"paired measures are two lists of one length, {least} or more, not {shapes}")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("paired measures are finite numbers")
    return first, second


def normal_quantile(confidence: float) -> float:
    """Return q so that a standard normal number lies within -q to q with that probability.

    Raises:
        ValueError: the confidence does not lie between 0 and 1.

    """
    return float(special.ndtri(_upper(confidence)))


def student_quantile(confidence: float, degrees_of_freedom: float) -> float:
    """Return the same for Student's t; infinite without a degree of freedom.

    Raises:
        ValueError: the confidence does not lie between 0 and 1.

    """
    upper = _upper(confidence)
    return float(special.stdtrit(degrees_of_freedom, upper)) if degrees_of_freedom > 0 else float("inf")


def tails(confidence: float) -> tuple[float, float]:
    """Return the probabilities below the two ends of a two-sided interval.

    Raises:
        ValueError: the confidence does not lie between 0 and 1.

    """
    upper = _upper(confidence)
    return 1 - upper, upper


def _upper(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    return (1 + confidence) / 2

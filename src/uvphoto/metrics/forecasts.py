"""How good probabilistic forecasts are: scores, calibration, and whether one method beats another.

Scores are lower the better and proper: no forecaster gains by saying other than it believes (Gneiting and Raftery 2007,
doi 10.1198/016214506000001437).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr
from scipy.stats import norm

from uvphoto.metrics.samples import Estimate, tails

Values = NDArray[np.float64]
Interval = tuple[ArrayLike, ArrayLike]

_GRID = (np.arange(400) + 0.5) / 400  # of probabilities, for the integral of the quantile loss


def interval_score(low: ArrayLike, high: ArrayLike, value: ArrayLike, level: float) -> Values:
    """Return (u - l) + 2/a (l - y)_+ + 2/a (y - u)_+, a = 1 - level (Gneiting and Raftery 2007, equation 43).

    Args:
        low, high: ends of the central interval.
        value: what came.
        level: probability of the interval, between 0 and 1.

    Raises:
        ValueError: the level does not lie between 0 and 1.

    """
    share = 2.0 * tails(level)[0]
    lower, upper, y = (np.asarray(one, dtype=np.float64) for one in (low, high, value))
    missed = np.maximum(lower - y, 0.0) + np.maximum(y - upper, 0.0)
    return np.asarray(upper - lower + 2.0 / share * missed)


def weighted_interval_score(median: ArrayLike, intervals: Mapping[float, Interval], value: ArrayLike) -> Values:
    """Return (|y - m| / 2 + sum a_k / 2 IS_k) / (K + 1/2) (Bracher et al. 2021, doi 10.1371/journal.pcbi.1008618).

    Args:
        median: m.
        intervals: the ends of K central intervals by their level, 1 - a_k.
        value: what came.

    Raises:
        ValueError: a level does not lie between 0 and 1.

    """
    y = np.asarray(value, dtype=np.float64)
    total = 0.5 * np.abs(y - np.asarray(median, dtype=np.float64))
    for level, (low, high) in intervals.items():
        total = total + tails(level)[0] * interval_score(low, high, y, level)
    return np.asarray(total / (len(intervals) + 0.5))


def crps_normal(mean: ArrayLike, sd: ArrayLike, value: ArrayLike) -> Values:
    """Return the continuous ranked probability score of normal forecasts.

    sd (z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi)), z = (y - mean) / sd (Gneiting et al. 2005, equation 5).

    Args:
        mean, sd: of the forecasts, sd above 0.
        value: what came.

    """
    spread = np.asarray(sd, dtype=np.float64)
    z = (np.asarray(value, dtype=np.float64) - np.asarray(mean, dtype=np.float64)) / spread
    return np.asarray(spread * (z * (2.0 * ndtr(z) - 1.0) + 2.0 * norm.pdf(z) - 1.0 / np.sqrt(np.pi)))


def crps_quantiles(probabilities: ArrayLike, quantiles: ArrayLike, value: ArrayLike) -> Values:
    """Return the continuous ranked probability score of forecasts of which some quantiles are known.

    Twice the integral of the quantile loss (Gneiting and Ranjan 2011, equation 5) over a grid of 400 probabilities; the
    quantiles are interpolated linearly and held beyond the outermost.

    Args:
        probabilities: (Q,) rising, between 0 and 1.
        quantiles: (..., Q), not falling.
        value: (...) what came.

    Raises:
        ValueError: the probabilities make no sense or do not fit the quantiles.

    """
    levels, known = _checked(probabilities, quantiles)
    y = np.asarray(value, dtype=np.float64)[..., None]
    place = np.clip(np.searchsorted(levels, _GRID) - 1, 0, levels.size - 2)
    share = np.clip((_GRID - levels[place]) / (levels[place + 1] - levels[place]), 0.0, 1.0)
    filled = known[..., place] * (1.0 - share) + known[..., place + 1] * share  # (..., 400)
    return np.asarray(2.0 * np.mean((_GRID - (y < filled)) * (y - filled), axis=-1))


def pit_normal(mean: ArrayLike, sd: ArrayLike, value: ArrayLike) -> Values:
    """Return the probability integral transforms of normal forecasts: uniform where they are right (Dawid 1984)."""
    z = (np.asarray(value, dtype=np.float64) - np.asarray(mean, dtype=np.float64)) / np.asarray(sd, dtype=np.float64)
    return np.asarray(ndtr(z))


def pit_quantiles(probabilities: ArrayLike, quantiles: ArrayLike, value: ArrayLike) -> Values:
    """Return the same of forecasts of which some quantiles are known, linear between them.

    What lies beyond the outermost quantile gets half the probability there.

    Raises:
        ValueError: as `crps_quantiles` does.

    """
    levels, known = _checked(probabilities, quantiles)
    flat = known.reshape(-1, levels.size)
    y = np.broadcast_to(np.asarray(value, dtype=np.float64), known.shape[:-1]).reshape(-1)
    left, right = levels[0] / 2.0, (1.0 + levels[-1]) / 2.0
    found = [np.interp(one, row, levels, left, right) for one, row in zip(y, flat, strict=True)]
    return np.asarray(found).reshape(known.shape[:-1])


def pit_distance(transforms: ArrayLike) -> float:
    """Return how far transforms are from uniform: the largest distance of the distribution functions (Kolmogorov).

    Raises:
        ValueError: none, or one outside 0 to 1.

    """
    ordered = np.sort(np.asarray(transforms, dtype=np.float64).reshape(-1))
    if not ordered.size or not (ordered[0] >= 0 and ordered[-1] <= 1):
        raise ValueError("transforms are one or more probabilities")
    steps = np.arange(ordered.size + 1) / ordered.size
    return float(np.max(np.maximum(ordered - steps[:-1], steps[1:] - ordered)))


def paired_bootstrap(
    first: ArrayLike,
    second: ArrayLike,
    people: Sequence[str] | ArrayLike,
    rng: np.random.Generator,
    *,
    resamples: int = 2000,
    confidence: float = 0.95,
) -> Estimate:
    """Return by which share the mean score of one method lies above that of another on the same cases.

    mean(first) / mean(second) - 1, with the percentile interval of a bootstrap that draws whole people: scores of one
    person hang together.

    Args:
        first, second: (N,) scores of the same cases.
        people: (N,) whose case each is.
        rng: of all chance.
        resamples: of the people.
        confidence: of the two-sided interval.

    Raises:
        ValueError: the lengths differ or are 0, a score is not finite, or the confidence is none.

    """
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    _, index = np.unique(np.asarray(people), return_inverse=True)
    if one.ndim != 1 or not one.size or not one.shape == other.shape == index.shape:
        raise ValueError(f"a paired bootstrap wants scores of the same cases, not {one.shape} and {other.shape}")
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        raise ValueError("scores are finite numbers")
    sums = np.stack([np.bincount(index, weights=scores) for scores in (one, other)])  # (2, people)
    count = sums.shape[1]
    drawn = rng.multinomial(count, np.full(count, 1.0 / count), size=resamples)  # how often each person comes
    ratios = (drawn @ sums[0]) / (drawn @ sums[1]) - 1.0
    low, high = np.quantile(ratios, tails(confidence))
    return Estimate(float(sums[0].sum() / sums[1].sum() - 1.0), float(low), float(high))


def _checked(probabilities: ArrayLike, quantiles: ArrayLike) -> tuple[Values, Values]:
    levels, known = np.asarray(probabilities, dtype=np.float64), np.asarray(quantiles, dtype=np.float64)
    if levels.ndim != 1 or levels.size < 2 or not (np.diff(levels) > 0).all() or not 0 < levels[0] <= levels[-1] < 1:
        raise ValueError("the probabilities of quantiles are two or more, rising, between 0 and 1")
    if known.shape[-1:] != levels.shape or (np.diff(known, axis=-1) < 0).any():
        raise ValueError("quantiles do not fall, and there is one for each probability")
    return levels, known

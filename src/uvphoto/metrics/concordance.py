"""Lin's concordance correlation coefficient: whether two measures give the same numbers, not only the same order."""

import math

import numpy as np
from numpy.typing import ArrayLike

from uvphoto.metrics.correlation import Correlation, interval_by_fisher
from uvphoto.metrics.samples import normal_quantile, paired


def concordance(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Correlation:
    """Return the concordance correlation coefficient with its interval by the z transform.

    With the means m, the variances s² and the covariance c, all over n (Lin 1989, Biometrics 45:255, equation 2; its
    variance, with the correction of Lin 2000, Biometrics 56:324):

        rc = 2 c / (sx² + sy² + (mx - my)²) = r C,  u = (mx - my) / sqrt(sx sy),  q = 1 - rc²
        var artanh rc = [(1 - r²) C² / q + 2 rc² C (1 - rc) u² / q² - rc² C² u⁴ / 2 q²] / (n - 2)

    Args:
        x: (N,), N at least 2.
        y: (N,).
        confidence: of the two-sided interval, between 0 and 1.

    Returns:
        The coefficient, 1 only where x equals y, and its interval; not numbers where x or y does not vary, and all of
        [-1, 1] with three pairs or fewer.

    Raises:
        ValueError: of different lengths, fewer than two, not finite, or a confidence that is none.

    """
    first, second = paired(x, y)
    quantile = normal_quantile(confidence)
    sx, sy = float(first.std()), float(second.std())
    if sx == 0 or sy == 0:
        return Correlation(math.nan, math.nan, math.nan)
    shift = float(first.mean() - second.mean())
    r = float(np.mean((first - first.mean()) * (second - second.mean()))) / (sx * sy)
    bias = 2 * sx * sy / (sx * sx + sy * sy + shift * shift)  # Lin's C
    rc = min(max(r * bias, -1.0), 1.0)
    if first.size <= 3:
        return Correlation(rc, -1.0, 1.0)
    q = 1 - rc * rc
    if q < 1e-15:
        return Correlation(rc, rc, rc)
    u2 = shift * shift / (sx * sy)
    variance = (
        (1 - r * r) * bias**2 / q + 2 * rc**2 * bias * (1 - rc) * u2 / q**2 - rc**2 * bias**2 * u2**2 / (2 * q**2)
    ) / (first.size - 2)
    return interval_by_fisher(rc, quantile * math.sqrt(max(variance, 0.0)))

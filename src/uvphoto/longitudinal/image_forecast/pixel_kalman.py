"""What several photos say of each pixel: its level, its trend and what is unsure of both, by a Kalman filter.

Each pixel has a state of its own: the level A of what it absorbs more than the skin around, its slope B, and what a
synthetic UV photo gets wrong of it every time, C.

    A(t + d) = A + d B + w,  w ~ N(0, d wander^2);   B, C constant
    y_k = A(t_k) + s_k C + e_k,  e_k ~ N(0, noise_k^2),  s_k = 1 of a synthetic UV photo, 0 of a true one

Times are in years and as irregular as they are; a photo that does not show a pixel says nothing of it.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

LEVEL, SLOPE, BIAS = range(3)


@dataclass(frozen=True, eq=False)
class Readings:
    """K photos of one skin, in the order of their times.

    Attributes:
        years: (K,) not falling.
        is_synthetic: (K,).
        values: (K, ...) absorbance, log10 of light.
        seen: (K, ...) whether the photo shows the pixel.
        variance: (K, ...) of its noise, above 0.

    Raises:
        ValueError: no photo, shapes that do not fit, or times that fall.

    """

    years: Values
    is_synthetic: NDArray[np.bool_]
    values: Picture = field(repr=False)
    seen: Mask = field(repr=False)
    variance: Picture = field(repr=False)

    def __post_init__(self) -> None:
        count = self.years.size
        if not count or self.years.shape != (count,) or (np.diff(self.years) < 0).any():
            raise ValueError("a pixel is filtered over one photo or more, in the order of their times")
        if self.is_synthetic.shape != (count,) or len(self.values) != count:
            raise ValueError(f"{count} photos need as many maps")
        if not self.values.shape == self.seen.shape == self.variance.shape:
            raise ValueError(
                f"values, skin and noise have one shape, not {self.values.shape}, {self.seen.shape} and "
                f"{self.variance.shape}"
            )


@dataclass(frozen=True, eq=False)
class Priors:
    """What is known of each pixel before any photo: variances, of any shape that fits the pixels'.

    Attributes:
        level: of A.
        slope: of B, a year.
        bias: of C.
        wander: of what A does beyond its slope in a year.

    """

    level: Picture
    slope: Picture
    bias: Picture
    wander: Picture


@dataclass(frozen=True, eq=False)
class Filtered:
    """What is known of each pixel after the last photo.

    Attributes:
        mean: (3, ...) of A, B and C.
        covariance: (3, 3, ...).
        log_likelihood: (...) of all that was seen.

    """

    mean: Values
    covariance: Values
    log_likelihood: Values

    def level_after(self, years: float, wander: Picture) -> tuple[Values, Values]:
        """Return mean and variance (...) of the level some years later, 0 or more.

        Args:
            years: after the last photo.
            wander: (...) as `Priors` has it.

        """
        mean, cov = self.mean, self.covariance
        variance = cov[LEVEL, LEVEL] + 2 * years * cov[LEVEL, SLOPE] + years**2 * cov[SLOPE, SLOPE] + years * wander
        return mean[LEVEL] + years * mean[SLOPE], variance


def filter_pixels(readings: Readings, priors: Priors) -> Filtered:
    """Filter all pixels at once, exactly.

    Args:
        readings: of the photos.
        priors: of the pixels.

    """
    shape = readings.values.shape[1:]
    mean, cov = np.zeros((3, *shape)), np.zeros((3, 3, *shape))
    for place, variance in ((LEVEL, priors.level), (SLOPE, priors.slope), (BIAS, priors.bias)):
        cov[place, place] = variance
    likelihood = np.zeros(shape)
    steps = np.diff(readings.years, prepend=readings.years[0])
    for number, step in enumerate(steps):
        if step > 0:
            _move(mean, cov, float(step), priors.wander)
        shown = _Shown(
            np.array([1.0, 0.0, float(readings.is_synthetic[number])]),
            *(table[number] for table in (readings.values, readings.seen, readings.variance)),
        )
        likelihood += _condition(mean, cov, shown)
    return Filtered(mean, cov, likelihood)


@dataclass(frozen=True, eq=False)
class _Shown:
    """One photo: what it shows is output @ state + noise."""

    output: Values  # (3,)
    values: Picture
    seen: Mask
    variance: Picture


def _move(mean: Values, cov: Values, step: float, wander: Picture) -> None:
    """Let time pass, in place: F = [[1, d, 0], [0, 1, 0], [0, 0, 1]]."""
    mean[LEVEL] += step * mean[SLOPE]
    cov[LEVEL] += step * cov[SLOPE]
    cov[:, LEVEL] += step * cov[:, SLOPE]
    cov[LEVEL, LEVEL] += step * wander


def _condition(mean: Values, cov: Values, shown: _Shown) -> Values:
    """Take a photo in, in place, and return its log likelihood."""
    spread = np.tensordot(shown.output, cov, axes=(0, 0))  # (3, ...) P h
    total = np.tensordot(shown.output, spread, axes=(0, 0)) + shown.variance  # h' P h + r
    innovation = np.where(shown.seen, shown.values - np.tensordot(shown.output, mean, axes=(0, 0)), 0.0)
    gain = np.where(shown.seen, spread / total, 0.0)
    mean += gain * innovation
    cov -= gain[:, None] * spread[None]
    return np.where(shown.seen, -0.5 * (np.log(2 * np.pi * total) + innovation**2 / total), 0.0)

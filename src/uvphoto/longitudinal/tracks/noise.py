"""How far the strength of an unchanged spot differs from photo to photo of a device: what change is real.

Differences follow Student's t with 4 degrees of freedom: most are small, and a few, where light or registration fails,
are far larger than a normal distribution would have them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.stats import t

FEWEST_REPEATS = 20  # spots photographed twice, for two numbers to be told
FREEDOM = 4.0
PASSED = 0.01  # share of unchanged spots whose difference passes the smallest real one: about one on a face
REAL = float(t.ppf(1 - PASSED / 2, FREEDOM))  # scales of a difference
_HALF = float(t.ppf(0.75, FREEDOM))  # scales that half of the differences stay within


@dataclass(frozen=True)
class DeviceNoise:
    """Scale of the error of a spot's strength: sqrt(floor^2 + (gain * strength)^2).

    Attributes:
        floor: log10 of light, of spots that are hardly there.
        gain: share of the strength: how far contrast differs from photo to photo.
        blank: the same scale of places of bare skin in usual photos; None where nobody knows it: all count as usual.

    Raises:
        ValueError: a value that is none.

    """

    floor: float
    gain: float
    blank: float | None = None

    def __post_init__(self) -> None:
        if not (self.floor > 0 and self.gain >= 0):
            raise ValueError(f"floor is above 0 and gain not below, not {self.floor} and {self.gain}")
        if self.blank is not None and not self.blank > 0:
            raise ValueError(f"the noise of bare skin is above 0, not {self.blank}")

    def scale(self, strength: float) -> float:
        """Return the scale at a strength."""
        return math.hypot(self.floor, self.gain * max(strength, 0.0))


def scale_of_difference(first: DeviceNoise, last: DeviceNoise, strength: float) -> float:
    """Return the scale of the difference of an unchanged spot's strengths in two photos.

    Args:
        first: of the device of the first photo.
        last: of the device of the last one.
        strength: mean of both.

    """
    return math.hypot(first.scale(strength), last.scale(strength))


def unrest(blanks: ArrayLike, first: DeviceNoise, last: DeviceNoise) -> float:
    """Return by how much two photos differ more than photos of their devices usually do, 1 or more.

    Bare skin tells it: it does not change as spots do, all of which darken in a summer. So a pair in which one photo is
    blurred or sweaty raises no alarm for each of its spots. By few places nothing is told.

    Args:
        blanks: (N,) differences of strength of places without a spot.
        first: of the device of the first photo.
        last: of the device of the last one.

    """
    values = np.asarray(blanks, np.float64)
    if values.size < FEWEST_REPEATS or first.blank is None or last.blank is None:
        return 1.0
    return max(1.0, _spread(values) / math.hypot(first.blank, last.blank))


def fit_blank(pairs: Sequence[ArrayLike]) -> float:
    """Return the usual scale of strengths of bare skin from pairs of photos by a device, with nothing changed.

    Args:
        pairs: of each, the differences of its places; those of too few places do not count.

    Raises:
        ValueError: none counts.

    """
    spreads = [_spread(values) for one in pairs if (values := np.asarray(one, np.float64)).size >= FEWEST_REPEATS]
    if not spreads:
        raise ValueError(f"no pair of photos shows {FEWEST_REPEATS} places of bare skin beside spots")
    return float(np.median(spreads) / math.sqrt(2.0))


def _spread(values: NDArray[np.float64]) -> float:
    """Return the scale of differences, however far some of them lie out."""
    return float(np.median(np.abs(values - np.median(values)))) / _HALF


def fit_noise(repeats: Sequence[tuple[float, float]], blank: float | None = None) -> DeviceNoise:
    """Fit the noise of a device to spots that it photographed twice with nothing changed, by maximum likelihood.

    Args:
        repeats: strengths of each spot in both photos.
        blank: as `fit_blank` finds it.

    Raises:
        ValueError: fewer than FEWEST_REPEATS.

    """
    if len(repeats) < FEWEST_REPEATS:
        raise ValueError(f"{len(repeats)} spots photographed twice; at least {FEWEST_REPEATS} are needed")
    pairs = np.asarray(repeats, np.float64)
    differences, means = pairs[:, 0] - pairs[:, 1], np.maximum(pairs.mean(axis=1), 0)

    def loss(logs: np.ndarray) -> float:
        floor, gain = np.exp(logs)
        scales = np.sqrt(2 * (floor**2 + (gain * means) ** 2))
        return float(-t.logpdf(differences, FREEDOM, scale=scales).mean())

    start = np.log([max(float(differences.std()), 1e-4), 0.1])
    found = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-8, "maxiter": 2000})
    floor, gain = np.exp(found.x)
    return DeviceNoise(float(floor), float(gain), blank)

"""How far the strength of an unchanged spot differs from photo to photo of a device: what change is real."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

FEWEST_REPEATS = 20  # spots photographed twice, for two numbers to be told
REAL = 1.96  # standard deviations of a difference beyond which 5 % of unchanged spots lie


@dataclass(frozen=True)
class DeviceNoise:
    """Standard deviation of a spot's strength: sqrt(floor^2 + (gain * strength)^2).

    Attributes:
        floor: log10 of light, of spots that are hardly there.
        gain: share of the strength: how far contrast differs from photo to photo.

    Raises:
        ValueError: a value that is none.

    """

    floor: float
    gain: float

    def __post_init__(self) -> None:
        if not (self.floor > 0 and self.gain >= 0):
            raise ValueError(f"floor is above 0 and gain not below, not {self.floor} and {self.gain}")

    def sd(self, strength: float) -> float:
        """Return the standard deviation at a strength."""
        return math.hypot(self.floor, self.gain * max(strength, 0.0))


def smallest_real_change(first: DeviceNoise, last: DeviceNoise, strength: float) -> float:
    """Return the difference of strength that unchanged spots pass once in twenty times (Bland and Altman 1986).

    Args:
        first: of the device of the first photo.
        last: of the device of the last one.
        strength: mean of both.

    """
    return REAL * math.hypot(first.sd(strength), last.sd(strength))


def fit_noise(repeats: Sequence[tuple[float, float]]) -> DeviceNoise:
    """Fit the noise of a device to spots that it photographed twice with nothing changed.

    By maximum likelihood of the differences, normal with twice the variance of one photo.

    Args:
        repeats: strengths of each spot in both photos.

    Raises:
        ValueError: fewer than FEWEST_REPEATS.

    """
    if len(repeats) < FEWEST_REPEATS:
        raise ValueError(f"{len(repeats)} spots photographed twice; at least {FEWEST_REPEATS} are needed")
    pairs = np.asarray(repeats, np.float64)
    differences, means = pairs[:, 0] - pairs[:, 1], np.maximum(pairs.mean(axis=1), 0)

    def loss(logs: np.ndarray) -> float:
        floor, gain = np.exp(logs)
        variances = 2 * (floor**2 + (gain * means) ** 2)
        return float(np.mean(np.log(variances) + differences**2 / variances))

    start = np.log([max(float(differences.std()), 1e-4), 0.1])
    found = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-8, "maxiter": 2000})
    floor, gain = np.exp(found.x)
    return DeviceNoise(float(floor), float(gain))

"""Intervals for spot ratios whose coverage was measured: split conformal prediction with people as the unit.

Between the ratio found in the synthetic UV photo and the one that a true UV photo would give there is an error. On
the square root of the ratio, where the spread of shares is steadier, its middle and its size are predicted from what
is known of the photo; how many such sizes hold 90 % of the errors is taken from people held out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.log_linear import fit_log_linear
from uvphoto.errors import SettingsError

Values = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.9, 0.95)
FEWEST_PEOPLE = 20  # with fewer, no 95 % interval is bounded: 19 people leave out one in twenty

_FOLDS = 10
_RIDGE = 1.0
_SMALLEST = 0.003  # standard size of an error on the square root: a spot in 10 cm² of skin


@dataclass(frozen=True)
class RegionFeatures:
    """What is known of a region of a photo when its spot ratio has been found.

    Attributes:
        expected_error: mean over its skin of ``error_map.expected_error``.
        uv_level: median of the UV photo over its skin, 0 to 1.
        skin_mm2: area of its skin.
        blur_mm: of the photo.
        domain_distance: of the photo.

    """

    expected_error: float
    uv_level: float
    skin_mm2: float
    blur_mm: float
    domain_distance: float

    def vector(self, ratio: float) -> Values:
        """Return the numbers that predict, (F,), with the spot ratio that was found."""
        return np.array([
            1.0,
            math.sqrt(ratio) - 0.2,
            math.log(max(self.expected_error, 1e-4) / 0.01),
            self.uv_level - 0.5,
            math.log(max(self.skin_mm2, 1.0) / 3000) / 2,
            math.log(max(self.blur_mm, 0.05) / 0.2) if math.isfinite(self.blur_mm) else 0.0,
            self.domain_distance - 1,
        ])  # fmt: skip


@dataclass(frozen=True)
class RegionIntervals:
    """What the intervals of a region are made of.

    Attributes:
        region: its name.
        centre: coefficients of the error's middle, on the square root of the ratio.
        size: coefficients of the logarithm of the error's size.
        factors: of that size, one for each of LEVELS.

    """

    region: str
    centre: tuple[float, ...]
    size: tuple[float, ...]
    factors: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.factors) != len(LEVELS):
            raise SettingsError(f"intervals of the levels {LEVELS} need as many factors, not {len(self.factors)}")

    def interval(self, ratio: float, features: RegionFeatures, level: float) -> tuple[float, float]:
        """Return the interval of the true UV photo's spot ratio; it always holds the ratio that was found.

        Raises:
            ValueError: a level that is none of LEVELS.

        """
        if level not in LEVELS:
            raise ValueError(f"there are intervals of the levels {LEVELS}, not {level}")
        if not math.isfinite(ratio):
            return math.nan, math.nan
        vector = features.vector(ratio)
        middle = math.sqrt(ratio) + float(vector @ self.centre)
        half = self.factors[LEVELS.index(level)] * _size(vector[None], np.array(self.size))[0]
        low, high = max(middle - half, 0.0) ** 2, min(max(middle + half, 0.0) ** 2, 1.0)
        return float(min(low, ratio)), float(max(high, ratio))


@dataclass(frozen=True)
class RegionCases:
    """What was found of one region in photos of people held out; N photos.

    Attributes:
        region: its name.
        persons: (N,) whose photos.
        found: (N,) spot ratio by the synthetic UV photo.
        true: (N,) spot ratio by the true one.
        features: (N,).

    """

    region: str
    persons: tuple[str, ...]
    found: tuple[float, ...]
    true: tuple[float, ...]
    features: tuple[RegionFeatures, ...]


def fit_region(cases: RegionCases) -> RegionIntervals:
    """Fit the intervals of a region.

    The errors that decide on the factors are those of people left out of the fit in turn (cross-conformal prediction,
    Vovk 2015, Ann. Math. Artif. Intell. 74:9), normalised by their predicted size (Papadopoulos, Gammerman and Vovk
    2008), and every person weighs the same, however many photos there are (Lee, Barber and Willett 2023).

    Raises:
        SettingsError: fewer than FEWEST_PEOPLE people.

    """
    persons, person = np.unique(np.asarray(cases.persons), return_inverse=True)
    if len(persons) < FEWEST_PEOPLE:
        raise SettingsError(
            f"{cases.region}: {len(persons)} people are too few to calibrate intervals; {FEWEST_PEOPLE} are the fewest."
        )
    vectors = np.stack([one.vector(ratio) for one, ratio in zip(cases.features, cases.found, strict=True)])
    away = np.sqrt(cases.true) - np.sqrt(cases.found)
    weights = 1 / np.bincount(person)[person]
    scores = np.empty(len(away))
    fold = np.random.default_rng(0).permutation(len(persons))[person] % _FOLDS
    for one in range(_FOLDS):
        rest, out = fold != one, fold == one
        centre, size = _fit(vectors[rest], away[rest], weights[rest])
        scores[out] = np.abs(away[out] - vectors[out] @ centre) / _size(vectors[out], size)
    centre, size = _fit(vectors, away, weights)
    factors = tuple(conformal_quantile(scores, cases.persons, level) for level in LEVELS)
    return RegionIntervals(cases.region, tuple(centre.tolist()), tuple(size.tolist()), factors)


def conformal_quantile(scores: Values, persons: Sequence[str], level: float) -> float:
    """Return the score that a new person's photo stays below with at least this probability.

    Each of K people has the weight 1 / (K + 1), shared by their photos; the last 1 / (K + 1) is the new person's, whose
    score is unknown and counts as infinite (Lee, Barber and Willett 2023, arXiv 2306.06342, hierarchical conformal).

    Args:
        scores: (N,), of photos.
        persons: (N,), whose they are.
        level: between 0 and 1.

    Returns:
        The score; infinite where there are too few people for the level.

    """
    names, person = np.unique(np.asarray(persons), return_inverse=True)
    order = np.argsort(scores)
    mass = np.cumsum(1 / np.bincount(person)[person][order]) / (len(names) + 1)
    place = int(np.searchsorted(mass, level - 1e-9))
    return float(scores[order][place]) if place < len(scores) else math.inf


def _fit(vectors: Values, away: Values, weights: Values) -> tuple[Values, Values]:
    """Fit the middle (ridge regression) and the size of the errors."""
    penalty = np.full(vectors.shape[1], _RIDGE)
    penalty[0] = 0
    weighted = vectors * weights[:, None]
    centre: Values = np.asarray(np.linalg.solve(weighted.T @ vectors + np.diag(penalty + 1e-9), weighted.T @ away))
    left = np.abs(away - vectors @ centre)
    return centre, fit_log_linear(vectors, np.maximum(left, _SMALLEST / 10), weights=weights, ridge=_RIDGE)


def _size(vectors: Values, coefficients: Values) -> Values:
    return np.maximum(np.exp(np.clip(vectors @ coefficients, -8, 2)), _SMALLEST)

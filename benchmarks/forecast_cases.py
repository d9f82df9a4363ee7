"""Cases of the forecast's benchmark: rolling origins on unseen people, and how a method's answers are scored."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from uvphoto.longitudinal.forecast.dose import dose_features
from uvphoto.longitudinal.forecast.history import PersonHistory
from uvphoto.metrics.forecasts import (
    crps_normal,
    crps_quantiles,
    pit_normal,
    pit_quantiles,
    weighted_interval_score,
)
from uvphoto.simulate.series.climate import DAYS_OF_YEAR

Values = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.95)
PROBABILITIES = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
FARTHEST = 731.0  # days


@dataclass(frozen=True, eq=False)
class Case:
    """Somebody's first `visits` visits, and the later ones that are asked for.

    Attributes:
        person: number of the person.
        whole: all that was read.
        visits: how many are known.
        asked: (T,) numbers of the visits asked for.

    """

    person: int
    whole: PersonHistory
    visits: int
    asked: NDArray[np.int64]

    @property
    def past(self) -> PersonHistory:
        """What is known."""
        return self.whole.first(self.visits)

    @property
    def horizons(self) -> Values:
        """(T,) days from the last known visit."""
        return self.whole.days[self.asked] - self.whole.days[self.visits - 1]

    @property
    def truth(self) -> Values:
        """(T, 2 R) what was read, NaN where nothing was."""
        return self.whole.values[self.asked]

    @property
    def judged(self) -> NDArray[np.bool_]:
        """(T, 2 R): what was read, of columns of which something was known before."""
        return np.isfinite(self.truth) & np.isfinite(self.past.values).any(axis=0)

    @property
    def devices(self) -> list[str]:
        """(T) of the visits asked for."""
        return [self.whole.devices[visit] for visit in self.asked]


@dataclass(frozen=True, eq=False)
class Answer:
    """A method's forecasts of a case: (T, 2 R, 7) quantiles at PROBABILITIES; where normal, mean and sd (T, 2 R)."""

    quantiles: Values
    mean: Values | None = None
    sd: Values | None = None

    @classmethod
    def normal(cls, mean: Values, sd: Values) -> "Answer":
        """Return normal forecasts."""
        return cls(mean[..., None] + sd[..., None] * norm.ppf(PROBABILITIES), mean, sd)


@dataclass(frozen=True, eq=False)
class Scores:
    """Of N values: all (N,), scores in units of the between-person spread."""

    person: NDArray[np.int64]
    column: NDArray[np.int64]
    visits: NDArray[np.int64]
    horizon: Values
    device: NDArray[np.str_]
    wis: Values
    crps: Values
    error: Values
    pit: Values
    covered: dict[float, NDArray[np.bool_]]


def roll(histories: Sequence[PersonHistory], rng: np.random.Generator, least: int = 3) -> list[Case]:
    """Return up to two origins of each person: after `least` visits, and one drawn among those after it."""
    cases = []
    for person, whole in enumerate(histories):
        last = whole.days.size - 1
        origins = {least, int(rng.integers(least, last + 1))} if last >= least else set()
        for visits in sorted(origins):
            days = whole.days[visits:] - whole.days[visits - 1]
            asked = visits + np.flatnonzero(days <= FARTHEST)
            if asked.size:
                cases.append(Case(person, whole, visits, asked))
    return cases


def score(cases: Sequence[Case], answers: Sequence[Answer], scale: Values) -> Scores:
    """Score a method's answers, value by value.

    Args:
        cases: N of them.
        answers: of the method, in the same order.
        scale: (2 R,) the between-person spread of each column.

    """
    columns: dict[str, list[np.ndarray]] = {}
    for case, answer in zip(cases, answers, strict=True):
        for name, values in _score(case, answer, scale).items():
            columns.setdefault(name, []).append(values)
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    covered = {level: joined.pop(f"covered {level}") for level in LEVELS}
    return Scores(covered=covered, **joined)


def _score(case: Case, answer: Answer, scale: Values) -> dict[str, np.ndarray]:
    truth, there = case.truth, case.judged
    visit, column = np.nonzero(there)
    unit, y = scale[column], truth[there]
    q = np.sort(answer.quantiles[there], axis=-1)  # quantiles that cross are put in order
    intervals = {level: (q[:, low], q[:, 6 - low]) for level, low in zip(LEVELS, (2, 1, 0), strict=True)}
    if answer.mean is None or answer.sd is None:
        crps, pit = crps_quantiles(PROBABILITIES, q, y), pit_quantiles(PROBABILITIES, q, y)
    else:
        mean, sd = answer.mean[there], answer.sd[there]
        crps, pit = crps_normal(mean, sd, y), pit_normal(mean, sd, y)
    scores: dict[str, np.ndarray] = {
        "person": np.full(y.size, case.person),
        "column": column,
        "visits": np.full(y.size, case.visits),
        "horizon": case.horizons[visit],
        "device": np.array(case.devices, dtype=np.str_)[visit],
        "wis": weighted_interval_score(q[:, 3], intervals, y) / unit,
        "crps": crps / unit,
        "error": np.abs(q[:, 3] - y) / unit,
        "pit": pit,
    }
    return scores | {f"covered {level}": (low <= y) & (y <= high) for level, (low, high) in intervals.items()}


def regressors(history: PersonHistory, days: Values) -> Values:
    """Return what regressions are told of a person at some days, (K, 11): who, how long, how much sun, treatments."""
    features = dose_features(history.dose, days)
    return np.column_stack(
        [
            np.ones(days.size),
            np.tile(history.covariates, (days.size, 1)),
            days / DAYS_OF_YEAR,
            features.memory[:, [1, 2]],
            features.memory[:, [3]],
            features.cumulative,
            np.searchsorted(history.treatments, days, side="right"),
        ]
    )

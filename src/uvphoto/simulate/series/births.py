"""When new marks come, where, and what they will grow to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from uvphoto.simulate.marks import IDENTITIES, Mark, MarkKind
from uvphoto.simulate.series.climate import DAYS_OF_YEAR
from uvphoto.simulate.series.dose_history import DoseHistory

REFERENCE_YEAR = 150.0  # SED: 133 + 3 of an indoor worker (Thieden et al. 2006), the rest holidays
DAMAGE_EXPONENT = 1.35  # damage goes with dose^1.35 (assumed)
ONSET_AGE = 18.0  # years (Skin Res Technol 2017, 23:613-618: UV spots in Japan, n = 169)
STEADY_AGE = 25.0  # years, from which on a constant dose brings spots at a constant rate (Akiba et al. 1999)

PlaceOf = Callable[[Generator], tuple[float, float]]
Places = NDArray[np.float64] | PlaceOf  # (N, 2) row, column in mm, each as likely; or one that draws a place
DrawSpot = Callable[[MarkKind, float, float, Generator], Mark]


@dataclass(frozen=True)
class Susceptibility:
    """How readily a person's skin makes marks.

    Attributes:
        age: years on day 0.
        births: pigment spots a year that come to someone past STEADY_AGE who always had REFERENCE_YEAR SED a year
            (assumed; N spots on a face of 40 years are N / 22 a year).
        kinds: what the newborn pigment spots are, with their weights.
        acne: new acne spots a day, whatever the sun.
        leaves_mark: share of healed acne that leaves a post-inflammatory mark; 58 % of acne patients in Asia had
            such marks (Abad-Casintahan et al. 2016, doi 10.1111/1346-8138.13263), the share of spots is assumed.

    """

    age: float
    births: float = 5.0
    kinds: tuple[tuple[MarkKind, float], ...] = (
        (MarkKind.FAINT, 0.6),
        (MarkKind.LENTIGO, 0.25),
        (MarkKind.FRECKLE, 0.15),
    )
    acne: float = 0.0
    leaves_mark: float = 0.3

    def __post_init__(self) -> None:
        weights = [weight for _, weight in self.kinds]
        if min(self.age, self.births, self.acne, *weights) < 0 or not sum(weights) > 0:
            raise ValueError(f"ages, rates and weights are 0 or more, some weight above 0: {self}")
        if not 0 <= self.leaves_mark <= 1:
            raise ValueError(f"a share lies between 0 and 1: {self}")


@dataclass(frozen=True)
class Birth:
    """A mark that came: when (days), and the mark as it will be when grown."""

    day: float
    mark: Mark


def age_factor(age: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return g(age): 0 in children, steep about ONSET_AGE, then falling as age^-0.35.

    The fall undoes the rise that dose^1.35 alone would give, so that at a constant dose spots come at a constant rate.
    """
    onset = 1.0 / (1.0 + np.exp(-(age - ONSET_AGE) / 2.0))
    return np.asarray(onset * (STEADY_AGE / np.maximum(age, STEADY_AGE)) ** (DAMAGE_EXPONENT - 1.0))


def expected_births(dose: DoseHistory, person: Susceptibility) -> NDArray[np.float64]:
    """Return Lambda(t), the expected number of pigment spots born since day 0.

    dLambda/dt = births * g(age) * d/dt C^p / (p C_25^(p-1) R): C the lifetime dose, C_25 that of 25 reference years,
    R that of one, p = 1.35; g is held within a day.

    Returns:
        (last_day + 1,) at the days 0, 1, ... of the table's end.

    """
    days = dose.edges
    lifetime = dose.before * max(0.0, person.age * DAYS_OF_YEAR + dose.first_day) + dose.cumulative(days)
    scale = DAMAGE_EXPONENT * (STEADY_AGE * REFERENCE_YEAR) ** (DAMAGE_EXPONENT - 1.0) * REFERENCE_YEAR
    factor = age_factor(person.age + days[:-1] / DAYS_OF_YEAR)
    rises = person.births * factor * np.diff(lifetime**DAMAGE_EXPONENT) / scale
    return np.concatenate([[0.0], np.cumsum(rises[-dose.first_day :])])


def draw_spot(kind: MarkKind, row_mm: float, column_mm: float, rng: Generator) -> Mark:
    """Draw a grown pigment spot of a kind (sizes and strengths assumed)."""
    median, spread, weakest, strongest, sharp, soft = {
        MarkKind.FAINT: (0.9, 0.45, 0.06, 0.30, 0.4, 0.9),
        MarkKind.FRECKLE: (0.75, 0.35, 0.30, 1.20, 0.35, 0.8),
    }.get(kind, (1.2, 0.40, 0.30, 1.20, 0.1, 0.4))
    return Mark(
        kind=kind,
        row_mm=row_mm,
        column_mm=column_mm,
        radius_mm=median * float(np.exp(spread * rng.standard_normal())),
        aspect=float(rng.uniform(1.0, 1.6)),
        angle=float(rng.uniform(0.0, np.pi)),
        edge=float(rng.uniform(sharp, soft)),
        irregularity=float(rng.uniform(0.05, 0.35)),
        reticulation=float(rng.uniform(0.0, 0.6)) if kind is MarkKind.LENTIGO else 0.0,
        melanin=float(rng.uniform(weakest, strongest)),
        dermal_melanin=0.0,
        blood=0.0,
        upper_share=float(rng.uniform(0.7, 1.0) if kind is MarkKind.FAINT else rng.uniform(0.2, 0.4)),
        seed=int(rng.integers(IDENTITIES)),
    )


def draw_acne(row_mm: float, column_mm: float, rng: Generator) -> Mark:
    """Draw an acne spot at its height (size and redness assumed)."""
    return Mark(
        kind=MarkKind.ACNE,
        row_mm=row_mm,
        column_mm=column_mm,
        radius_mm=1.4 * float(np.exp(0.35 * rng.standard_normal())),
        aspect=float(rng.uniform(1.0, 1.3)),
        angle=float(rng.uniform(0.0, np.pi)),
        edge=float(rng.uniform(0.4, 0.9)),
        irregularity=float(rng.uniform(0.05, 0.2)),
        reticulation=0.0,
        melanin=0.0,
        dermal_melanin=0.0,
        blood=float(rng.uniform(0.8, 2.5)),
        upper_share=0.0,
        seed=int(rng.integers(IDENTITIES)),
    )


def arrivals(expected: NDArray[np.float64], stream: tuple[int, ...]) -> Iterator[tuple[float, Generator]]:
    """Yield the events of a Poisson process with the day of each and the generator that draws the rest of it.

    Event k comes when the expected number reaches the sum of k unit exponential steps, which the stream alone fixes:
    the same event comes later, or not at all, where fewer are expected.

    Args:
        expected: (D + 1,) expected number since day 0, at the days 0..D; linear between them.
        stream: whole numbers of 0 or more that name the process.

    """
    days = np.arange(expected.size, dtype=np.float64)
    reached, event = 0.0, 0
    while True:
        rng = default_rng([*stream, event])
        reached += rng.standard_exponential()
        if reached > expected[-1]:
            return
        yield float(np.interp(reached, expected, days)), rng
        event += 1


def _from_table(table: NDArray[np.float64], rng: Generator) -> tuple[float, float]:
    row, column = table[int(rng.integers(len(table)))]
    return float(row), float(column)


def placing(places: Places) -> PlaceOf:
    """Return what draws a place, from a drawer or from a table of places.

    Raises:
        ValueError: a table that is not (N, 2) with N >= 1.

    """
    if callable(places):
        return places
    table = np.asarray(places, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != 2 or not len(table):
        raise ValueError(f"places are rows and columns in mm, (N, 2), not {table.shape}")
    return partial(_from_table, table)


def pigment_births(
    dose: DoseHistory, person: Susceptibility, places: Places, seed: int, draw: DrawSpot = draw_spot
) -> Iterator[Birth]:
    """Yield the pigment spots that are born from day 0 to the end of the doses, in time's order."""
    place = placing(places)
    kinds = [kind for kind, _ in person.kinds]
    shares = np.array([weight for _, weight in person.kinds])
    for day, rng in arrivals(expected_births(dose, person), (seed, 1)):
        kind = kinds[int(rng.choice(len(kinds), p=shares / shares.sum()))]
        yield Birth(day, draw(kind, *place(rng), rng))


def acne_births(dose: DoseHistory, person: Susceptibility, places: Places, seed: int) -> Iterator[Birth]:
    """Yield the acne that comes from day 0 to the end of the doses, in time's order and whatever the doses."""
    place = placing(places)
    for day, rng in arrivals(person.acne * np.arange(dose.last_day + 1.0), (seed, 2)):
        yield Birth(day, draw_acne(*place(rng), rng))

"""A person's sun as the forecast uses it: daily doses, and what the skin remembers of them at any day.

The dose of a day is that of `uvphoto.simulate.series.dose`: ambient erythemal dose, share outdoors, sunscreen.
Sunscreen and time outdoors act through the dose and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.errors import SettingsError
from uvphoto.simulate.series.climate import DAYS_OF_YEAR, KAGOSHIMA, SAPPORO, Climate
from uvphoto.simulate.series.dose import Ambient, Habits
from uvphoto.simulate.series.dose_history import DoseHistory, dose_history

TAUS = (20.0, 45.0, 90.0, 200.0)  # days, of the memories
SMALL = 1e-3  # SED; keeps the slope of the root finite at 0
LATITUDES = (20.0, 55.0)  # degrees either side of the equator, between which a climate is made from two places
_KAGOSHIMA_NORTH, _SAPPORO_NORTH = 31.6, 43.1  # degrees
_SOUTHERN_SUMMER = (10, 11, 12, 1, 2, 3)


@dataclass(frozen=True, eq=False)
class DoseFeatures:
    """What the skin remembers of the sun at each visit, against the first.

    Attributes:
        memory: (K, 4) E_tau(t) - E_tau(t_1) of the response f(dose), for the times of TAUS.
        cumulative: (K,) C(t) - C(t_1), the response received since the first visit, in years of one a day.

    """

    memory: NDArray[np.float64]
    cumulative: NDArray[np.float64]


@dataclass(frozen=True)
class Scenario:
    """How somebody meets the sun from a day on: an assumption, of which the forecast tells what would follow.

    Attributes:
        since: day from which on it holds, days since the first visit.
        exposure: factor on the dose of each day thereafter, 0 (no sun at all) or more; sunscreen that blocks a share b
            of the exposure (`uvphoto.simulate.series.dose.blocked_share`) is 1 - b, twice the hours outdoors are 2.
        name: for people.

    Raises:
        SettingsError: the factor is negative or infinite.

    """

    since: float
    exposure: float
    name: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.exposure < np.inf:
            raise SettingsError(f"A scenario's factor on the exposure is a number of 0 or more, not {self.exposure}.")

    def apply(self, history: DoseHistory) -> DoseHistory:
        """Return the doses as they would be."""
        days = history.edges[:-1]
        return replace(history, dose=np.where(days >= self.since, self.exposure, 1.0) * history.dose)


def climate_of_latitude(latitude: float) -> Climate:
    """Return a mean year of sun for a latitude, from those of Kagoshima (31.6 N) and Sapporo (43.1 N).

    Monthly doses go log-linearly with the latitude through the two places; south of the equator half a year later.
    Cloud, height and ozone of the place itself are not known to it: a daily series is better where there is one.

    Args:
        latitude: degrees, north above 0.

    Raises:
        SettingsError: nearer to the equator or to a pole than two places can speak for.

    """
    least, most = LATITUDES
    if not least <= abs(latitude) <= most:
        raise SettingsError(
            f"No climate is known at latitude {latitude:g}: it is made from two places in Japan and holds from "
            f"{least:g} to {most:g} degrees north or south. Give a daily series of UV doses."
        )
    share = (abs(latitude) - _KAGOSHIMA_NORTH) / (_SAPPORO_NORTH - _KAGOSHIMA_NORTH)
    south, north = np.log(KAGOSHIMA.monthly), np.log(SAPPORO.monthly)
    monthly = np.exp(south + share * (north - south))
    if latitude < 0:
        monthly = np.roll(monthly, 6)
    return Climate(f"latitude {latitude:g}", tuple(monthly.tolist()))


def doses_of(
    sky: Ambient,
    habits: Habits,
    first: date,
    last_day: int,
    changes: Sequence[tuple[float, Habits]] = (),
) -> DoseHistory:
    """Return somebody's daily doses from two years before the first visit on.

    Args:
        sky: a `Climate`, or a `DailySeries` laid from the first visit's day (`DailySeries.since`).
        habits: of the person.
        first: date of the first visit.
        last_day: how far the doses reach, days after it, above 0.
        changes: (day since the first visit, habits from then on).

    """
    day_of_year = min(first.timetuple().tm_yday, DAYS_OF_YEAR) - 1
    return dose_history(sky, habits, first_visit=day_of_year, last_day=last_day, changes=changes)


def southern(habits: Habits) -> Habits:
    """Return the habits of somebody south of the equator, whose summer half-year begins in October."""
    return replace(habits, summer_months=_SOUTHERN_SUMMER)


def root(dose: ArrayLike) -> NDArray[np.float64]:
    """Return f(x) = sqrt(x + e) - sqrt(e): monotone, f(0) = 0, and of a finite slope at 0; e is SMALL."""
    return np.asarray(np.sqrt(np.asarray(dose, dtype=np.float64) + SMALL) - np.sqrt(SMALL))


def dose_features(history: DoseHistory, days: ArrayLike) -> DoseFeatures:
    """Return the memories and the sum of a person's response f(dose), centred on the first visit.

    E_tau(t) = integral_0^inf exp(-a/tau)/tau f(phi(t - a)) da and C(t) = integral_0^t f(phi), exact for doses that are
    constant within each day (`DoseHistory.memory`); f is `root`.

    Args:
        history: the daily doses; day 0 is the first visit.
        days: (K,) at which to tell, days since the first visit.

    Raises:
        SettingsError: a day lies outside the doses.

    """
    times = np.asarray(days, dtype=np.float64)
    outside = times[(times < history.first_day) | (times > history.last_day)]
    if outside.size:
        raise SettingsError(
            f"The doses of the sun are known for days {history.first_day} to {history.last_day} after the first visit, "
            f"not for day {outside[0]:g}. Give a longer history of doses."
        )
    response = DoseHistory(history.first_day, root(history.dose), float(root(history.before)))
    with_first = np.concatenate([[0.0], times])
    memory = np.stack([response.memory(with_first, tau) for tau in TAUS], axis=-1)
    memory[np.abs(memory) < np.finfo(np.float32).tiny] = 0.0  # numbers below the normal range slow every product
    received = response.cumulative(with_first) / DAYS_OF_YEAR
    return DoseFeatures(memory[1:] - memory[:1], received[1:] - received[0])

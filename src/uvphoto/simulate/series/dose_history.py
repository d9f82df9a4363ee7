"""A person's daily doses over time, and what the skin remembers of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.signal import lfilter

from uvphoto.simulate.series.climate import DAYS_OF_YEAR
from uvphoto.simulate.series.dose import Ambient, Habits, personal_dose


def exposure_memory(dose: ArrayLike, tau: float, initial: float = 0.0) -> NDArray[np.float64]:
    """Return the fading memory of a daily dose, exact for a dose that is constant within each day.

    E_tau(t) = integral_0^inf exp(-a/tau)/tau * phi(t - a) da, by its recursion from day to day
    E(k+1) = q E(k) + (1 - q) phi(k), q = exp(-1/tau).

    Args:
        dose: (..., D) SED a day, 0 or more.
        tau: days, above 0.
        initial: E at the start of the first day: the dose a day of a person who had always had that.

    Returns:
        (..., D + 1) SED a day, at the start of the first day and the end of each.

    """
    if not tau > 0:
        raise ValueError(f"the time of a memory must be above 0 days, not {tau}")
    phi = np.asarray(dose, dtype=np.float64)
    kept = np.exp(-1.0 / tau)
    start = np.full((*phi.shape[:-1], 1), float(initial))
    after, _ = lfilter([-np.expm1(-1.0 / tau)], [1.0, -kept], phi, zi=kept * start)
    return np.concatenate([start, after], axis=-1)


@dataclass(frozen=True, eq=False)
class DoseHistory:
    """The doses of a person, day by day, around the first visit (day 0).

    Attributes:
        first_day: day of the first value, an integer of 0 or less.
        dose: (D,) SED a day; dose[i] is spread evenly over [first_day + i, first_day + i + 1).
        before: the constant dose, SED a day, of the whole life before first_day.

    Raises:
        ValueError: a negative or infinite dose, or a table that does not reach from before to after day 0.

    """

    first_day: int
    dose: NDArray[np.float64]
    before: float = 0.0

    def __post_init__(self) -> None:
        dose = np.array(self.dose, dtype=np.float64)
        if dose.ndim != 1 or not np.isfinite(dose).all() or (dose < 0).any() or not 0 <= self.before < np.inf:
            raise ValueError("a history of doses is one row of finite SED of 0 or more")
        if not self.first_day <= 0 < self.first_day + dose.size:
            raise ValueError(f"{dose.size} days from day {self.first_day} on do not hold day 0")
        dose.flags.writeable = False
        object.__setattr__(self, "dose", dose)

    @property
    def last_day(self) -> int:
        """The day at whose start the table ends."""
        return self.first_day + self.dose.size

    @property
    def edges(self) -> NDArray[np.float64]:
        """The (D + 1,) times at which the daily doses begin and end."""
        return np.arange(self.first_day, self.last_day + 1, dtype=np.float64)

    def day_index(self, days: ArrayLike) -> NDArray[np.int64]:
        """Return the place in `dose` of the day in which each time lies (the table's end belongs to its last day).

        Raises:
            ValueError: a time outside the table.

        """
        times = np.asarray(days, dtype=np.float64)
        if not ((times >= self.first_day) & (times <= self.last_day)).all():
            raise ValueError(f"the doses are known for days {self.first_day} to {self.last_day} alone")
        return np.minimum(np.floor(times).astype(np.int64) - self.first_day, self.dose.size - 1)

    def cumulative(self, days: ArrayLike) -> NDArray[np.float64]:
        """Return C(t), the SED received from first_day to each time."""
        received = np.concatenate([[0.0], np.cumsum(self.dose)])
        index = self.day_index(days)
        passed = np.asarray(days, dtype=np.float64) - (self.first_day + index)
        return np.asarray(received[index] + passed * self.dose[index])

    def memory(self, days: ArrayLike, tau: float) -> NDArray[np.float64]:
        """Return `exposure_memory` at any times within the table, exactly; SED a day."""
        index = self.day_index(days)
        passed = np.asarray(days, dtype=np.float64) - (self.first_day + index)
        kept = np.exp(-passed / tau)
        return np.asarray(kept * exposure_memory(self.dose, tau, self.before)[index] + (1.0 - kept) * self.dose[index])


def dose_history(
    climate: Ambient,
    habits: Habits,
    *,
    first_visit: int,
    last_day: int,
    changes: Sequence[tuple[float, Habits]] = (),
    lead: int = 2 * DAYS_OF_YEAR,
) -> DoseHistory:
    """Return the doses of a person of steady habits in one place, who may change them.

    Args:
        climate: the place.
        habits: those of the whole life before the first change.
        first_visit: day of the year of the first visit, 0 is 1 January.
        last_day: how far the table reaches, days after the first visit, above 0.
        changes: (day since the first visit, the habits from that day on), in any order.
        lead: days of the table before the first visit; what lies further back is its mean dose.

    """
    days = np.arange(-lead, last_day)
    calendar = first_visit + days
    dose = personal_dose(climate, habits, calendar)
    for since, later in sorted(changes, key=lambda change: change[0]):
        dose = np.where(days >= since, personal_dose(climate, later, calendar), dose)
    before = float(personal_dose(climate, habits, np.arange(DAYS_OF_YEAR)).mean())
    return DoseHistory(-lead, dose, before)

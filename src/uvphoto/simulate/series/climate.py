"""The sun over a place: its mean year of ambient erythemal dose, day by day."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator

DAYS_OF_YEAR = 365  # every year of the simulator; 1 January is day 0

_MONTH_LENGTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_MONTH_OF_DAY = np.repeat(np.arange(12), _MONTH_LENGTHS)  # (365,)


def month_of(calendar_days: ArrayLike) -> NDArray[np.int64]:
    """Month (1-12) of days counted from any 1 January, in years of 365 days."""
    day = np.floor(np.asarray(calendar_days, dtype=np.float64)).astype(np.int64) % DAYS_OF_YEAR
    return _MONTH_OF_DAY[day].astype(np.int64) + 1


@dataclass(frozen=True)
class Climate:
    """A place's mean year of sun.

    Attributes:
        name: of the place.
        monthly: 12 ambient erythemal doses on a horizontal plane, kJ/m2 a day, January first.

    Raises:
        ValueError: not 12 finite doses of 0 or more.

    """

    name: str
    monthly: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.monthly) != 12 or not all(np.isfinite(dose) and dose >= 0 for dose in self.monthly):
            raise ValueError(f"a climate needs 12 finite monthly doses of 0 or more, not {self.monthly}")

    @classmethod
    def from_daily_series(cls, name: str, dates: ArrayLike, doses: ArrayLike) -> Self:
        """Make the mean year of a measured daily table.

        Args:
            name: of the place.
            dates: (D,) of datetime64 or ISO strings, in any order, with or without gaps.
            doses: (D,) in kJ/m2 a day; a NaN is a day without a measurement.

        Raises:
            ValueError: dates and doses differ in length, or a month of the year was never measured.

        """
        days = np.asarray(dates, dtype="datetime64[D]")
        values = np.asarray(doses, dtype=np.float64)
        if days.shape != values.shape or days.ndim != 1:
            raise ValueError(f"dates {days.shape} and doses {values.shape} must be of one length")
        month = days.astype("datetime64[M]").astype(np.int64) % 12
        measured = np.isfinite(values)
        count = np.bincount(month[measured], minlength=12)
        if not count.all():
            raise ValueError(f"no dose was measured in month {int(np.argmin(count)) + 1}")
        means = np.bincount(month[measured], weights=values[measured], minlength=12) / count
        return cls(name, tuple(float(mean) for mean in means))

    def year(self) -> NDArray[np.float64]:
        """Return the (365,) ambient doses of the days of the mean year, kJ/m2.

        The cumulative dose at the ends of the months is interpolated monotonically (Fritsch & Carlson 1980,
        doi 10.1137/0717021), round the year; a day's dose is its rise. So the mean of each month is kept exactly,
        no dose is negative, and the course is continuous.
        """
        lengths = np.tile(_MONTH_LENGTHS, 3)
        ends = np.concatenate([[0], np.cumsum(lengths)]) - DAYS_OF_YEAR
        cumulative = np.concatenate([[0.0], np.cumsum(lengths * np.tile(self.monthly, 3))])
        daily = np.diff(PchipInterpolator(ends, cumulative)(np.arange(DAYS_OF_YEAR + 1)))
        return np.maximum(daily, 0.0)  # rounding alone can bring a month without sun below 0

    def ambient(self, calendar_days: ArrayLike) -> NDArray[np.float64]:
        """Return the ambient doses, kJ/m2, of days counted from any 1 January (a broken day counts as its whole)."""
        day = np.floor(np.asarray(calendar_days, dtype=np.float64)).astype(np.int64) % DAYS_OF_YEAR
        return self.year()[day]


# Monthly means of the erythemal daily dose, Japan Meteorological Agency's UV observations.
SAPPORO = Climate("Sapporo", (0.34, 0.62, 1.06, 1.61, 2.20, 2.79, 2.91, 2.64, 1.84, 0.96, 0.43, 0.28))
KAGOSHIMA = Climate("Kagoshima", (1.0, 1.5, 2.0, 2.7, 3.0, 2.9, 4.2, 4.1, 3.0, 2.0, 1.3, 1.0))

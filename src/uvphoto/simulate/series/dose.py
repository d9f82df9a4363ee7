"""What a person's face receives of the sun: the share spent outdoors, holidays, and what sunscreen lets through."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.simulate.series.climate import DAYS_OF_YEAR, month_of

SED = 0.1  # kJ/m2, one standard erythema dose (CIE S 007)
OUTDOOR_WORK = 214 / 56  # dose of outdoor over indoor work in a summer half-year (Thieden et al.)


class Ambient(Protocol):
    """The sun over a place: a `Climate`, or a measured series."""

    def ambient(self, calendar_days: ArrayLike) -> NDArray[np.float64]:
        """Return the ambient doses, kJ/m2, of days counted from any 1 January."""
        ...


def blocked_share(label_spf: float, covered: float, real_use: float = 0.35) -> float:
    """Return the share of a person's exposure that sunscreen blocks, 0 to 1.

    Args:
        label_spf: the sun protection factor on the label, >= 1.
        covered: share of the exposure for which it is worn, 0 to 1.
        real_use: share of the label's factor reached in use; 0.2 to 0.5 since people apply 0.5-1.5 mg/cm2
            of the label's 2 (Bech-Thomsen & Wulf 1992).

    """
    if label_spf < 1 or not 0 <= covered <= 1 or not 0 <= real_use <= 1:
        raise ValueError(f"no sunscreen: label {label_spf}, covered {covered}, real use {real_use}")
    return covered * (1.0 - 1.0 / max(1.0, real_use * label_spf))


@dataclass(frozen=True)
class Holiday:
    """Days in the sun that come back every year.

    Attributes:
        day_of_year: its first day, 0 to 364.
        length: days.
        dose: SED a day before sunscreen; 4.3 (0.6-7.6) on sun holidays (Thieden et al. 2006).

    """

    day_of_year: float
    length: float
    dose: float = 4.3

    def __post_init__(self) -> None:
        if not 0 <= self.day_of_year < DAYS_OF_YEAR or not 0 <= self.length <= DAYS_OF_YEAR or self.dose < 0:
            raise ValueError(f"no holiday: {self}")

    def covers(self, calendar_days: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which of the (D,) days are part of it."""
        return np.asarray((calendar_days - self.day_of_year) % DAYS_OF_YEAR < self.length)


@dataclass(frozen=True)
class Habits:
    """How a person meets the sun.

    Attributes:
        summer_share: personal over ambient dose in the summer half-year; 0.034 for Danish indoor workers
            (Thieden et al. 2006, doi 10.1111/j.1365-2133.2005.06961.x, wrist dosimeters).
        winter_share: the same in the winter half-year, 0.0082.
        outdoor: factor on both shares; OUTDOOR_WORK for outdoor work.
        summer_blocked: share of the exposure that sunscreen blocks in summer and on holidays (`blocked_share`).
        winter_blocked: the same in winter.
        summer_months: the months (1-12) of the summer half-year; the southern half of the Earth has the others.
        holidays: days that replace those of the working year.

    Raises:
        ValueError: a share outside 0 to 1, or more exposure than the whole day has.

    """

    summer_share: float = 0.034
    winter_share: float = 0.0082
    outdoor: float = 1.0
    summer_blocked: float = 0.0
    winter_blocked: float = 0.0
    summer_months: tuple[int, ...] = (4, 5, 6, 7, 8, 9)
    holidays: tuple[Holiday, ...] = ()

    def __post_init__(self) -> None:
        shares = (self.summer_share, self.winter_share, self.summer_blocked, self.winter_blocked)
        if not all(0 <= share <= 1 for share in shares):
            raise ValueError(f"shares of habits lie between 0 and 1: {self}")
        if self.outdoor < 0 or self.outdoor * max(self.summer_share, self.winter_share) > 1:
            raise ValueError(f"nobody meets more than the whole ambient dose: {self}")


def personal_dose(climate: Ambient, habits: Habits, calendar_days: ArrayLike) -> NDArray[np.float64]:
    """Return the dose that reaches a person's skin on each day, SED.

    phi = UV / 0.1 * share * outdoor * (1 - blocked); on a holiday, its dose * (1 - summer's blocked).

    Args:
        climate: the place.
        habits: the person's.
        calendar_days: (D,) days counted from any 1 January, in years of 365 days.

    Returns:
        (D,) SED a day.

    """
    days = np.asarray(calendar_days, dtype=np.float64)
    summer = np.isin(month_of(days), habits.summer_months)
    share = np.where(summer, habits.summer_share, habits.winter_share) * habits.outdoor
    dose = climate.ambient(days) / SED * share
    blocked = np.where(summer, habits.summer_blocked, habits.winter_blocked)
    for holiday in habits.holidays:
        away = holiday.covers(days)
        dose = np.where(away, holiday.dose, dose)
        blocked = np.where(away, habits.summer_blocked, blocked)
    return np.asarray(dose * (1.0 - blocked))

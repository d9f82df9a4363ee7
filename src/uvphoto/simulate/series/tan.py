"""The tan: how much melanin the whole exposed skin carries for the sun it had."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.simulate.series.dose_history import DoseHistory

# By skin type I-VI. MED: 200-1000 J/m2; single dose to the first melanin in MED: 1.9 light, 1.5 medium, 1 very brown
# (Ravnbak 2010), between them assumed.
_MINIMAL_ERYTHEMA_SED = (2.0, 2.5, 3.0, 4.5, 6.0, 10.0)
_MELANIN_PER_ERYTHEMA = (1.9, 1.9, 1.5, 1.5, 1.25, 1.0)
# Twelve doses in three weeks need a third of the single one each (Ravnbak et al. 2008, doi 10.2340/00015555-0431).
_REPEATED = 12 / 3 / 21
# Assumed: about one absolute gain for all (Ravnbak et al. 2008), so relatively the less the darker; type I hardly tans.
_GAIN = (0.12, 0.35, 0.30, 0.20, 0.10, 0.06)


@dataclass(frozen=True)
class TanResponse:
    """How a person tans.

    Attributes:
        gain: melanin that endless sun would add, relative to the constitutive melanin.
        half_dose: SED a day that bring half of it.
        rise: days in which a tan builds up to 1 - 1/e; steady state came after 16-21 days (Ravnbak et al. 2009,
            doi 10.2340/00015555-0635).
        fall: days in which it fades to 1/e; fading took 4-6 months whatever the skin type (Ravnbak et al. 2008, 2009):
            with 50 days 5 % are left after 5 months.

    """

    gain: float = 0.30
    half_dose: float = 0.86
    rise: float = 18.0
    fall: float = 50.0

    def __post_init__(self) -> None:
        if self.gain < 0 or not min(self.half_dose, self.rise, self.fall) > 0:
            raise ValueError(f"a tan needs a gain of 0 or more, and dose and times above 0: {self}")

    @classmethod
    def of_skin_type(cls, skin_type: int) -> Self:
        """Return the response of Fitzpatrick's skin type 1 to 6."""
        if not 1 <= skin_type <= 6:
            raise ValueError(f"skin types go from 1 to 6, not {skin_type}")
        row = skin_type - 1
        return cls(_GAIN[row], _MINIMAL_ERYTHEMA_SED[row] * _MELANIN_PER_ERYTHEMA[row] * _REPEATED)

    def steady(self, dose: ArrayLike) -> NDArray[np.float64]:
        """Return the melanin that a constant dose, SED a day, adds in the end."""
        phi = np.asarray(dose, dtype=np.float64)
        return np.asarray(self.gain * phi / (phi + self.half_dose))

    def approach(self, level: NDArray[np.float64], goal: NDArray[np.float64], days: ArrayLike) -> NDArray[np.float64]:
        """Return where a level stands that has moved towards its goal for some days."""
        time = np.where(goal > level, self.rise, self.fall)
        return np.asarray(goal + (level - goal) * np.exp(-np.asarray(days) / time))


def tan_series(dose: ArrayLike, response: TanResponse, initial: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Return the melanin added by daily doses: it nears what the day's dose would bring, quickly up, slowly down.

    dm/dt = (m_inf(phi) - m) / (rise if m_inf > m else fall), m_inf = gain phi / (phi + half_dose); exact for a dose
    that is constant within each day. Never more for less dose.

    Args:
        dose: (..., D) SED a day.
        response: of the person, or the same for all.
        initial: (...) melanin added at the start.

    Returns:
        (..., D + 1) melanin added, relative to the constitutive, at the start of the first day and the end of each.

    """
    goals = response.steady(dose)
    levels = np.empty((*goals.shape[:-1], goals.shape[-1] + 1))
    levels[..., 0] = initial
    for day in range(goals.shape[-1]):
        levels[..., day + 1] = response.approach(levels[..., day], goals[..., day], 1.0)
    return levels


def tan(history: DoseHistory, response: TanResponse, days: ArrayLike) -> NDArray[np.float64]:
    """Return the melanin of the exposed skin on each of the days, relative to the constitutive: 1 is no tan.

    Args:
        history: the doses; what lies before its table is taken as a steady tan.
        response: of the person.
        days: any times within the history's table, days since the first visit.

    """
    index = history.day_index(days)
    levels = tan_series(history.dose, response, response.steady(history.before))
    passed = np.asarray(days, dtype=np.float64) - (history.first_day + index)
    return 1.0 + response.approach(levels[index], response.steady(history.dose[index]), passed)

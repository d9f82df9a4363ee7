"""What is known of a person: readings of spots and melanin by region over the visits, and the sun."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.series.climate import DAYS_OF_YEAR
from uvphoto.simulate.series.cohort import CohortMember
from uvphoto.simulate.series.dose_history import DoseHistory

Values = NDArray[np.float64]

COVARIATES = ("age", "age squared", "skin type", "sun before")
_REFERENCE_YEAR = 150.0  # SED, of an indoor worker in northern Japan


class Measure(StrEnum):
    """What is followed in each region."""

    SPOTS = "spots"
    MELANIN = "melanin"


@dataclass(frozen=True, eq=False)
class PersonHistory:
    """The visits of a person.

    Attributes:
        days: (K,) of the visits, rising from 0.
        devices: (K) names of what took the photos.
        spots: (K, R) logit of the share of spots by region; NaN where there is none.
        melanin: (K, R) melanin index; the same.
        dose: daily doses of the sun, day 0 is the first visit; a forecast wants them to its last day.
        age: years at the first visit, None where unknown: then the average person's.
        skin_type: Fitzpatrick's, 1 to 6; the same.
        treatments: days, rising and after 0, on which spots were treated: a laser, the begin of a cream.
        rarity: (K, R) one over the area of the spots of a reading, per mm2: where spots are few, one more or less is
            much. None where no device counts spots; NaN where nothing was read.
        kinds: by the name of a device, that of the device of the model as which it errs, where they differ.

    Raises:
        ValueError: the shapes do not fit, days do not rise from 0, or a number is infinite or no skin type.

    """

    days: Values
    devices: tuple[str, ...]
    spots: Values
    melanin: Values
    dose: DoseHistory
    age: float | None = None
    skin_type: int | None = None
    treatments: tuple[float, ...] = ()
    rarity: Values | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        visits = self.days.size
        if self.days.shape != (visits,) or not visits or self.days[0] != 0 or not (np.diff(self.days) > 0).all():
            raise ValueError("the days of the visits rise from 0")
        if len(self.devices) != visits or self.spots.shape != self.melanin.shape or len(self.spots) != visits:
            raise ValueError(f"{visits} visits need as many devices and rows of spots and melanin")
        if self.spots.ndim != 2 or np.isinf(self.spots).any() or np.isinf(self.melanin).any():
            raise ValueError("spots and melanin are tables of visits by regions, finite or missing")
        if self.rarity is not None and (self.rarity.shape != self.spots.shape or (self.rarity < 0).any()):
            raise ValueError("rarity is a table as that of spots, of 0 or more")
        if self.skin_type is not None and not 1 <= self.skin_type <= 6:
            raise ValueError(f"skin types go from 1 to 6, not {self.skin_type}")
        if not (np.diff([0.0, *self.treatments]) > 0).all():
            raise ValueError(f"the days of treatments rise and lie after day 0, not {self.treatments}")

    @property
    def values(self) -> Values:
        """(K, 2 R) the spots of all regions, then the melanin."""
        return np.concatenate([self.spots, self.melanin], axis=1)

    @property
    def covariates(self) -> Values:
        """(4,) what the network is told of the person, about -2 to 2 each (COVARIATES)."""
        age = 0.0 if self.age is None else (self.age - 45.0) / 15.0
        skin_type = 0.0 if self.skin_type is None else self.skin_type - 3.0
        yearly = max(self.dose.before * DAYS_OF_YEAR, 1.0)
        return np.array([age, age**2 - (self.age is not None), skin_type, np.log(yearly / _REFERENCE_YEAR)])

    def first(self, visits: int) -> "PersonHistory":
        """Return what was known after so many visits."""
        return replace(
            self,
            days=self.days[:visits],
            devices=self.devices[:visits],
            spots=self.spots[:visits],
            melanin=self.melanin[:visits],
            treatments=tuple(day for day in self.treatments if day <= self.days[visits - 1]),
            rarity=None if self.rarity is None else self.rarity[:visits],
        )


def history_of(member: CohortMember) -> PersonHistory:
    """Return what is known of a simulated person: what was read and recorded, not the truth."""
    return PersonHistory(
        days=member.days,
        devices=member.devices,
        spots=member.spots,
        melanin=member.melanin,
        dose=member.dose,
        age=member.age,
        skin_type=member.skin_type,
        treatments=(member.laser,) if member.laser and member.laser <= member.days[-1] else (),
    )

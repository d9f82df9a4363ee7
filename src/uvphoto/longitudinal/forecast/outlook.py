"""A person's outlook: what the record holds of them, what it says of their skin, and what is expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.batch import last_known
from uvphoto.longitudinal.forecast.course import Repeat, estimate_course, repeat_noise
from uvphoto.longitudinal.forecast.daily_series import DailySeries
from uvphoto.longitudinal.forecast.dose import Scenario, doses_of, southern
from uvphoto.longitudinal.forecast.fans import Fan
from uvphoto.longitudinal.forecast.forecaster import Forecast, NotEnoughVisits, forecast, scenario_difference
from uvphoto.longitudinal.forecast.history import Measure, PersonHistory
from uvphoto.longitudinal.forecast.parameters import Fitted
from uvphoto.longitudinal.forecast.readings import Readings
from uvphoto.simulate.series.climate import DAYS_OF_YEAR, Climate
from uvphoto.simulate.series.dose import Habits, blocked_share
from uvphoto.simulate.series.dose_history import DoseHistory

MONTHS = 24  # to which a forecast reaches
DAYS_OF_MONTH = DAYS_OF_YEAR / 12
_WORN = 0.9  # share of the exposure for which sunscreen is worn in the scenario
_FACTOR = 30.0  # its SPF
_OLDEST = 120  # years
_LONGEST_MONTH = 31  # days
SYNTHETIC, TAKEN = "synthetic UV", "UV taken"  # with ", clinic" or ", phone" the names of usual devices of their kind
_BEFORE = 0.5  # days: a treatment counts as given just before the visit that tells of it, as nobody knows the day

Place = tuple[Measure, str]


@dataclass(frozen=True)
class Facts:
    """What is known of somebody beside the photos.

    Attributes:
        sky: the sun over the place where they live, as a mean year or day by day.
        habits: how they meet it.
        born: year; None where unknown.
        skin_type: Fitzpatrick's, 1 to 6; None where unknown.

    """

    sky: Climate | DailySeries
    habits: Habits
    born: int | None = None
    skin_type: int | None = None

    @property
    def is_southern(self) -> bool:
        """Whether the months from October to March have more sun than the others."""
        climate = self.sky.climate if isinstance(self.sky, DailySeries) else self.sky
        north = sum(climate.monthly[3:9])
        return sum(climate.monthly) - north > north

    def doses(self, first: date, last_day: int) -> DoseHistory:
        """Return the daily doses around the first visit, which was on a date, to a day after it."""
        habits = southern(self.habits) if self.is_southern else self.habits
        sky = self.sky.since(first) if isinstance(self.sky, DailySeries) else self.sky
        return doses_of(sky, habits, first, last_day)

    def age(self, day: date) -> float | None:
        """Return the age on a date, in years, to half a year.

        Raises:
            SettingsError: born after it, or more than 120 years before.

        """
        if self.born is None:
            return None
        age = day.year + day.timetuple().tm_yday / DAYS_OF_YEAR - self.born - 0.5
        if not 0 <= age <= _OLDEST:
            raise SettingsError(f"Somebody born in {self.born} has no age from 0 to {_OLDEST} years on {day}.")
        return age


@dataclass(frozen=True, eq=False)
class Supposed:
    """What is expected under assumptions.

    Attributes:
        scenario: the assumptions.
        expected: the forecast.
        difference: from the usual course, in logits of spots.

    """

    scenario: Scenario
    expected: Forecast
    difference: Forecast


@dataclass(frozen=True, eq=False)
class Outlook:
    """All that is told of a person over time.

    Attributes:
        readings: what was measured.
        history: the same as the model sees it.
        skin: the skin itself at the readings, by measure and region; empty where there is no forecast. It and all that
            is expected are as the device of the last reading would show them, but for its errors.
        usual: the forecast, or why there is none.
        supposed: scenarios; empty where there is no forecast.
        repeats: how well each device repeats itself, by measure and region.
        statement: what stands behind the parameters, for people.

    """

    readings: Readings
    history: PersonHistory
    skin: Mapping[Place, Fan]
    usual: Forecast | NotEnoughVisits
    supposed: tuple[Supposed, ...]
    repeats: Mapping[str, Mapping[Place, Repeat]]
    statement: str


def horizons(months: int) -> NDArray[np.float64]:
    """Return the days after the last visit that are forecast: one a month.

    Raises:
        SettingsError: fewer than one month or more than MONTHS.

    """
    if not 1 <= months <= MONTHS:
        raise SettingsError(f"A forecast reaches 1 to {MONTHS} months, not {months}.")
    return np.asarray(DAYS_OF_MONTH * np.arange(1, months + 1), np.float64)


def usual_scenarios(habits: Habits, since: float) -> tuple[Scenario, ...]:
    """Return what people ask first: sunscreen worn nearly always, and twice the time outdoors.

    Sunscreen is left out where as much is blocked already.
    """
    left = (1.0 - blocked_share(_FACTOR, _WORN)) / max(1.0 - habits.summer_blocked, 1e-6)
    sunscreen = Scenario(since, left, f"sunscreen of SPF {_FACTOR:g} nearly always outdoors")
    outdoors = Scenario(since, 2.0, "twice the time outdoors")
    return (sunscreen, outdoors) if left < 1 else (outdoors,)


def look_ahead(
    fitted: Fitted, readings: Readings, facts: Facts, scenarios: Sequence[tuple[str, float]] = (), months: int = MONTHS
) -> Outlook:
    """Say what the record holds of a person, what it says of their skin, and what is expected.

    Args:
        fitted: parameters whose regions are those of the readings.
        readings: of the person.
        facts: beside the photos.
        scenarios: (name, factor on the exposure from the last visit on); the usual ones where there is none.
        months: to which to forecast.

    Raises:
        SettingsError: a fact, a scenario or the number of months makes no sense.

    """
    ahead, history = horizons(months), _history(readings, facts, fitted.info.settings.devices)
    last, shown_by = float(readings.days[-1]), readings.devices[-1]
    usual = forecast(fitted.model, history, ahead, device=shown_by, has_errors=False)
    repeats = repeats_of(fitted, readings)
    statement = _statement(history, fitted.info.settings.devices)
    if isinstance(usual, NotEnoughVisits):
        return Outlook(readings, history, {}, usual, (), repeats, statement)
    asked = tuple(Scenario(last, factor, name) for name, factor in scenarios) or usual_scenarios(facts.habits, last)
    supposed = tuple(_suppose(fitted, history, ahead, scenario) for scenario in asked)
    skin = estimate_course(fitted.model, history, shown_by)
    return Outlook(readings, history, skin, usual, supposed, repeats, statement)


def repeats_of(fitted: Fitted, readings: Readings) -> dict[str, Mapping[Place, Repeat]]:
    """Return how well each device of some readings repeats itself, by measure and region."""
    kinds, rarity = _kinds(readings, fitted.info.settings.devices), last_known(readings.rarity)
    return {
        device: repeat_noise(fitted.model, kinds.get(device, device), rarity=rarity)
        for device in dict.fromkeys(readings.devices)
    }


def spots_of(expected: Forecast | NotEnoughVisits, region: str) -> Fan | NotEnoughVisits:
    """Return what is expected of the spots of a region, or why nothing is."""
    return expected if isinstance(expected, NotEnoughVisits) else expected.fans[Measure.SPOTS, region]


def dates_of(readings: Readings, days: NDArray[np.float64]) -> tuple[date, ...]:
    """Return the dates of days since the first reading."""
    return tuple(readings.first + timedelta(days=round(day)) for day in days.tolist())


def _history(readings: Readings, facts: Facts, known: Sequence[str]) -> PersonHistory:
    last = float(readings.days[-1])
    treated = [(day - readings.first).days - _BEFORE for day, _ in readings.treatments]
    return PersonHistory(
        days=readings.days,
        devices=readings.devices,
        spots=readings.logits,
        melanin=np.full(readings.shares.shape, np.nan),
        dose=facts.doses(readings.first, int(last) + MONTHS * _LONGEST_MONTH),
        age=facts.age(readings.first),
        skin_type=facts.skin_type,
        treatments=tuple(day for day in treated if day <= last),
        rarity=readings.rarity,
        kinds=_kinds(readings, known),
    )


def _suppose(fitted: Fitted, history: PersonHistory, ahead: NDArray[np.float64], scenario: Scenario) -> Supposed:
    shown_by = history.devices[-1]
    expected = forecast(fitted.model, history, ahead, scenario=scenario, device=shown_by, has_errors=False)
    difference = scenario_difference(fitted.model, history, ahead, scenario, fitted.refits)
    if isinstance(expected, NotEnoughVisits) or isinstance(difference, NotEnoughVisits):
        raise TypeError("a person with a forecast has one under assumptions too")
    return Supposed(scenario, expected, difference)


def _kinds(readings: Readings, known: Sequence[str]) -> dict[str, str]:
    """Return as which device of the model each one errs that the model does not know by its name."""
    source = TAKEN if readings.method.weights_name is None else SYNTHETIC
    kinds = {name: f"{source}, {domain}" for name, domain in readings.domains.items() if name not in known}
    return {name: kind for name, kind in kinds.items() if kind in known}


def _statement(history: PersonHistory, known: Sequence[str]) -> str:
    told = [f"{name} as the usual device of its kind ({kind})" for name, kind in sorted(history.kinds.items())]
    names = dict.fromkeys(history.devices)
    strange = [name for name in names if name not in known and name not in history.kinds]
    told += [f"{name}, which is not known, as the worst device that is" for name in strange]
    read = f"The skin is told as {history.devices[-1]} would read it without errors." if len(names) > 1 else ""
    errors = f"Errors of devices: {'; '.join(told)}." if told else ""
    return f"{errors} {read}".strip()

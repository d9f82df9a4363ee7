"""What a chart of a person's course shows, as plain values; it does not know where they come from.

Values are as they are measured: shares of spots from 0 to 1, or a melanin index. What is not known is not a number.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

OUTLINE = 0.8  # level of the interval that is drawn of a scenario


@dataclass(frozen=True)
class Quantity:
    """What is measured, and how it is told.

    Attributes:
        name: in a sentence.
        axis: label of the axis, with the unit.
        unit: that follows a number, with its space; may be empty.
        factor: from the values to the numbers that are shown.
        digits: after the point.
        lowest: value below which there is none.

    """

    name: str
    axis: str
    unit: str = ""
    factor: float = 1.0
    digits: int = 1
    lowest: float = 0.0


SPOTS = Quantity("share of spots", "spots, % of the skin", " %", factor=100.0, digits=2)
MELANIN = Quantity("melanin", "melanin index")


@dataclass(frozen=True, eq=False)
class Readings:
    """What was read at the visits, one point each.

    Attributes:
        dates: (K) of the readings, none before the one that precedes it.
        values: (K,).
        low: (K,) lower ends of the error bars, none above its value.
        high: (K,) upper ends, none below.
        devices: (K) names of what took the photos.
        bars: what the error bars are, such as "90 % interval"; empty where there are none.

    Raises:
        ValueError: lengths that differ, dates out of order, infinite values, or error bars beside their values.

    """

    dates: tuple[date, ...]
    values: Values
    low: Values
    high: Values
    devices: tuple[str, ...]
    bars: str = ""

    def __post_init__(self) -> None:
        _check_lengths("readings", self.dates, values=self.values, low=self.low, high=self.high)
        if len(self.devices) != len(self.dates):
            raise ValueError(f"{len(self.dates)} readings need as many devices, not {len(self.devices)}")
        if any(after < before for before, after in itertools.pairwise(self.dates)):
            raise ValueError("readings come in the order of their dates")
        if (self.low > self.values).any() or (self.high < self.values).any():
            raise ValueError("the error bars of readings hold their values")


@dataclass(frozen=True, eq=False)
class Band:
    """The skin itself, as all visits together say.

    Attributes:
        dates: (F), rising.
        middle: (F,).
        low: (F,), not above ``high``.
        high: (F,).
        words: what the band is, such as "95 % interval".

    Raises:
        ValueError: lengths that differ, dates that do not rise, infinite values, or a low end above the high one.

    """

    dates: tuple[date, ...]
    middle: Values
    low: Values
    high: Values
    words: str = "95 % interval"

    def __post_init__(self) -> None:
        _check_lengths("band", self.dates, middle=self.middle, low=self.low, high=self.high)
        _check_rising(self.dates)
        _check_ends(self.low, self.high)


@dataclass(frozen=True, eq=False)
class FanBand:
    """A forecast.

    Attributes:
        dates: (F), rising.
        middle: (F,).
        intervals: by level, above 0 and below 1, the lower and the upper ends (F,) each.

    Raises:
        ValueError: lengths that differ, dates that do not rise, infinite values, a level that is none, or a low end
            above the high one.

    """

    dates: tuple[date, ...]
    middle: Values
    intervals: Mapping[float, tuple[Values, Values]]

    def __post_init__(self) -> None:
        _check_lengths("forecast", self.dates, middle=self.middle)
        _check_rising(self.dates)
        for level, (low, high) in self.intervals.items():
            if not 0 < level < 1:
                raise ValueError(f"levels of intervals lie between 0 and 1, not {level}")
            _check_lengths(f"interval of {level}", self.dates, low=low, high=high)
            _check_ends(low, high)

    @property
    def levels(self) -> tuple[float, ...]:
        """Of the intervals, the widest first."""
        return tuple(sorted(self.intervals, reverse=True))


@dataclass(frozen=True, eq=False)
class Scenario:
    """A forecast under assumptions.

    Attributes:
        name: a few words.
        fan: with an interval of the level OUTLINE.
        assumptions: a sentence.

    Raises:
        ValueError: the interval is missing.

    """

    name: str
    fan: FanBand
    assumptions: str

    def __post_init__(self) -> None:
        if OUTLINE not in self.fan.intervals:
            raise ValueError(f"scenario {self.name!r} has no interval of {100 * OUTLINE:.0f} %")


@dataclass(frozen=True)
class Event:
    """What happened on a date: a treatment."""

    date: date
    text: str


@dataclass(frozen=True, eq=False)
class Course:
    """All that one chart shows.

    Attributes:
        title: of the chart.
        region: whose skin, in words.
        quantity: what was measured.
        readings: one or more.
        statement: what stands behind the chart; is always shown.
        skin: itself, over the visits.
        fan: the forecast, of dates from the last reading on.
        scenarios: of the same dates.
        events: by date.
        no_change: values between which a further reading by the device of the last one is no real change.
        note: why there is no forecast, in its place.
        is_southern: summer is from December to February.

    Raises:
        ValueError: no reading, no statement, a forecast beside a note, or two scenarios of one name.

    """

    title: str
    region: str
    quantity: Quantity
    readings: Readings
    statement: str
    skin: Band | None = None
    fan: FanBand | None = None
    scenarios: tuple[Scenario, ...] = ()
    events: tuple[Event, ...] = ()
    no_change: tuple[float, float] | None = None
    note: str = ""
    is_southern: bool = False

    def __post_init__(self) -> None:
        if not self.readings.dates:
            raise ValueError("a chart needs a reading")
        if not self.statement:
            raise ValueError("a chart says what stands behind it")
        if self.note and (self.fan is not None or self.scenarios):
            raise ValueError("a chart shows a forecast or says why there is none, not both")
        if len({one.name for one in self.scenarios}) < len(self.scenarios):
            raise ValueError("scenarios have names of their own")
        if self.no_change is not None and not self.no_change[0] <= self.no_change[1]:
            raise ValueError(f"no change goes from low to high, not {self.no_change}")

    @property
    def last_visit(self) -> date:
        """The date that divides what was from what is forecast."""
        return self.readings.dates[-1]


def _check_lengths(what: str, dates: Sequence[date], **values: Values) -> None:
    for name, one in values.items():
        if one.shape != (len(dates),):
            raise ValueError(f"{name} of the {what} has the shape {one.shape}; there are {len(dates)} dates")
        if np.isinf(one).any():
            raise ValueError(f"{name} of the {what} is infinite")


def _check_rising(dates: Sequence[date]) -> None:
    if not all(before < after for before, after in itertools.pairwise(dates)):
        raise ValueError("the dates of a band rise")


def _check_ends(low: Values, high: Values) -> None:
    if (low > high).any():
        raise ValueError("an interval goes from low to high")

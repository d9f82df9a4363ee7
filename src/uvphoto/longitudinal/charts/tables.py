"""The numbers of a chart as tables, for who would rather read them, or cannot see the chart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from uvphoto.longitudinal.charts.course import OUTLINE, Course
from uvphoto.longitudinal.charts.words import day, ends, number, percent

_MOST = 13  # rows of a forecast


@dataclass(frozen=True)
class Table:
    """A table in words.

    Attributes:
        caption: what it tells.
        headings: of the columns.
        rows: cells, as many as headings.

    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(course: Course) -> list[Table]:
    """Return the numbers that a chart shows: readings, the skin itself, forecast, scenarios, events.

    Of a forecast with many dates about a dozen are told, evenly spaced, the first and the last among them.
    """
    tables = (_readings(course), _skin(course), _forecast(course), *_scenarios(course), _events(course))
    return [table for table in tables if table.rows]


def _unit(course: Course) -> str:
    return f",{course.quantity.unit}" if course.quantity.unit else ""


def _readings(course: Course) -> Table:
    readings, quantity = course.readings, course.quantity
    rows = [
        (day(date), device, number(float(value), quantity), ends(float(low), float(high), quantity))
        for date, device, value, low, high in zip(
            readings.dates, readings.devices, readings.values, readings.low, readings.high, strict=True
        )
    ]
    has_bars = any(row[3] != "–" for row in rows)
    headings = ("date", "device", f"{quantity.name}{_unit(course)}", readings.bars or "error bar")
    last = len(headings) if has_bars else len(headings) - 1
    return Table("Readings", headings[:last], tuple(row[:last] for row in rows))


def _skin(course: Course) -> Table:
    skin, quantity = course.skin, course.quantity
    if skin is None:
        return Table("", (), ())
    rows = tuple(
        (day(date), number(float(middle), quantity), ends(float(low), float(high), quantity))
        for date, middle, low, high in zip(skin.dates, skin.middle, skin.low, skin.high, strict=True)
    )
    headings = ("date", f"{quantity.name}{_unit(course)}", skin.words)
    return Table("The skin itself, as all visits together say", headings, rows)


def _forecast(course: Course) -> Table:
    fan, quantity = course.fan, course.quantity
    if fan is None:
        return Table("", (), ())
    levels = tuple(reversed(fan.levels))
    rows = tuple(
        (
            day(fan.dates[at]),
            number(float(fan.middle[at]), quantity),
            *(ends(float(low[at]), float(high[at]), quantity) for low, high in (fan.intervals[one] for one in levels)),
        )
        for at in _told(fan.dates)
    )
    headings = ("date", f"{quantity.name}{_unit(course)}", *(f"{percent(level)} interval" for level in levels))
    return Table("Forecast", headings, rows)


def _scenarios(course: Course) -> Iterable[Table]:
    quantity = course.quantity
    for one in course.scenarios:
        low, high = one.fan.intervals[OUTLINE]
        rows = tuple(
            (
                day(one.fan.dates[at]),
                number(float(one.fan.middle[at]), quantity),
                ends(float(low[at]), float(high[at]), quantity),
            )
            for at in _told(one.fan.dates)
        )
        headings = ("date", f"{quantity.name}{_unit(course)}", f"{percent(OUTLINE)} interval")
        yield Table(f"Scenario: {one.name}", headings, rows)


def _events(course: Course) -> Table:
    return Table("Events", ("date", "what"), tuple((day(event.date), event.text) for event in course.events))


def _told(dates: Sequence[object]) -> list[int]:
    if len(dates) <= _MOST:
        return list(range(len(dates)))
    step = (len(dates) - 1) / (_MOST - 1)
    return [round(number * step) for number in range(_MOST)]

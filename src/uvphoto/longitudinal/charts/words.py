"""What a chart says in words: its numbers, what is no real change, its assumptions, and all of it to who cannot see."""

import datetime as dt
import math
from collections.abc import Callable

from uvphoto.longitudinal.charts.course import Course, Quantity

Tell = Callable[[str], str]
"""Turns words into those of another language, and leaves what it does not know."""

_TOLD = 0.95  # level of the interval that the description tells


def number(value: float, quantity: Quantity) -> str:
    """Return a value as it is shown, without the unit."""
    return "–" if math.isnan(value) else f"{value * quantity.factor:.{quantity.digits}f}"


def ends(low: float, high: float, quantity: Quantity) -> str:
    """Return an interval as it is shown, without the unit."""
    if math.isnan(low) or math.isnan(high):
        return "–"
    return f"{number(low, quantity)} to {number(high, quantity)}"


def percent(level: float) -> str:
    """Return a level of an interval as it is shown."""
    return f"{100 * level:.3g} %"


def day(date: dt.date) -> str:
    """Return a date as it is shown."""
    return date.isoformat()


def no_change_words(course: Course) -> str:
    """Return what the smallest real change means for the next reading; "" where it is not known."""
    if course.no_change is None:
        return ""
    low, high = (max(end, course.quantity.lowest) for end in course.no_change)
    values = f"{ends(low, high, course.quantity)}{course.quantity.unit}"
    return (
        f"Smallest real change: a further reading of {values} by {course.readings.devices[-1]} would be no sign of a "
        "change, as the device itself differs by as much from photo to photo."
    )


def small_print(course: Course) -> list[str]:
    """Return what stands under a chart: the assumptions of its scenarios, and what stands behind it."""
    return [*(f"{one.name[:1].upper()}{one.name[1:]}: {one.assumptions}" for one in course.scenarios), course.statement]


def described(course: Course) -> str:
    """Return what a chart shows, for who cannot see it."""
    readings, quantity = course.readings, course.quantity
    last = f"{number(float(readings.values[-1]), quantity)}{quantity.unit} on {day(readings.dates[-1])}"
    if len(readings.dates) == 1:
        parts = [f"one reading, {last}"]
    else:
        first = f"{number(float(readings.values[0]), quantity)}{quantity.unit} on {day(readings.dates[0])}"
        parts = [f"{len(readings.dates)} readings, from {first} to {last}"]
    if course.fan is not None and course.fan.dates:
        fan = course.fan
        told = f"forecast of {number(float(fan.middle[-1]), quantity)}{quantity.unit} for {day(fan.dates[-1])}"
        if fan.levels:
            level = _TOLD if _TOLD in fan.intervals else fan.levels[0]
            low, high = (float(end[-1]) for end in fan.intervals[level])
            told += f", {percent(level)} interval {ends(low, high, quantity)}{quantity.unit}"
        parts.append(told)
    parts += [f"{event.text} on {day(event.date)}" for event in course.events]
    if course.note:
        parts.append(f"no forecast: {course.note}")
    return f"Chart of the {quantity.name}, {course.region}: {'; '.join(parts)}."

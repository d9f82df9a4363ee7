"""One course drawn into a pair of axes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from uvphoto.longitudinal.charts.calendar import Span, position, summers
from uvphoto.longitudinal.charts.course import OUTLINE, Course, FanBand, Values
from uvphoto.longitudinal.charts.style import (
    AHEAD,
    FORECAST,
    HATCH,
    INK,
    MARKERS,
    PAPER,
    QUIET,
    SCENARIOS,
    SKIN_BAND,
    SKIN_LINE,
    SMALL,
    SUMMER,
    shades,
    wrapped,
)
from uvphoto.longitudinal.charts.words import Tell

_ROOM = 0.08  # of the height, above and below all that is drawn
_HALO = withStroke(linewidth=3.4, foreground=PAPER)  # so that a line is seen on any shade of grey
_FLAT = 0.05  # of the value, that a chart spans at least on either side


@dataclass(frozen=True)
class Names:
    """In what order devices and scenarios take their marks: the same in all charts of a sheet."""

    devices: tuple[str, ...]
    scenarios: tuple[str, ...]

    @classmethod
    def of(cls, courses: Sequence[Course]) -> "Names":
        """Return those of some courses, in the order in which they come."""
        devices = dict.fromkeys(device for course in courses for device in course.readings.devices)
        return cls(tuple(devices), tuple(dict.fromkeys(one.name for course in courses for one in course.scenarios)))


def marker_style(names: Names, device: str) -> dict[str, Any]:
    """Return how the readings of a device are marked: by shape, and every other one hollow."""
    place = names.devices.index(device)
    face = INK if place % 2 == 0 else PAPER
    return {"marker": MARKERS[place % len(MARKERS)], "markerfacecolor": face, "markeredgecolor": INK, "markersize": 5}


def scenario_style(names: Names, scenario: str) -> dict[str, Any]:
    """Return colour and dashes of a scenario."""
    colour, dashes = SCENARIOS[names.scenarios.index(scenario) % len(SCENARIOS)]
    return {"color": colour, "linestyle": dashes}


def draw_course(axes: Axes, course: Course, span: Span, names: Names, tell: Tell = str) -> None:
    """Draw a course.

    Args:
        axes: empty, as high and wide as they will be shown.
        course: to draw.
        span: first and last day of the axis of time.
        names: of all that stands on the sheet.
        tell: what turns words into another language.

    """
    axes.set_xlim(*map(position, span))
    axes.set_ylim(*_limits(course))
    _draw_ground(axes, course, span)
    _draw_bands(axes, course, span, names)
    _draw_readings(axes, course, names)
    if course.note:
        _write_note(axes, course, tell(course.note), span)
    axes.set_ylabel(tell(course.quantity.axis), color=QUIET)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator, show_offset=False))  # type: ignore[no-untyped-call]
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.tick_params(labelsize=SMALL, colors=QUIET, length=3)
    axes.spines[["left", "bottom"]].set_color(QUIET)


def _draw_ground(axes: Axes, course: Course, span: Span) -> None:
    if course.fan is not None or course.scenarios or course.note:
        axes.axvspan(position(course.last_visit), position(span[1]), color=AHEAD, linewidth=0, zorder=0)
    for begin, end in summers(span, is_southern=course.is_southern):
        axes.axvspan(position(begin), position(end), color=SUMMER, linewidth=0, alpha=0.75, zorder=0.1)
    axes.axvline(position(course.last_visit), color=QUIET, linewidth=0.9, zorder=2)
    for event in course.events:
        axes.axvline(position(event.date), color=INK, linewidth=0.9, linestyle=(0, (2, 2)), zorder=2)


def _draw_bands(axes: Axes, course: Course, span: Span, names: Names) -> None:
    factor = course.quantity.factor
    if course.skin is not None:
        dates, skin = _all(course.skin.dates), course.skin
        axes.fill_between(dates, skin.low * factor, skin.high * factor, color=SKIN_BAND, linewidth=0, zorder=1)
        axes.plot(dates, skin.middle * factor, color=SKIN_LINE, linewidth=1.2, zorder=3)
    if course.fan is not None:
        _draw_fan(axes, course.fan, factor)
    if course.no_change is not None:
        low, high = course.no_change[0] * factor, course.no_change[1] * factor
        begin, end = position(course.last_visit), position(span[1])
        axes.fill_between(
            [begin, end], low, high, facecolor="none", edgecolor=HATCH, hatch="////", linewidth=0, zorder=1.6
        )
        axes.hlines([low, high], begin, end, color=HATCH, linewidth=0.8, zorder=1.7)
    for one in course.scenarios:
        style, dates = scenario_style(names, one.name), _all(one.fan.dates)
        axes.plot(dates, one.fan.middle * factor, linewidth=1.9, zorder=4, path_effects=[_HALO], **style)
        for outline in one.fan.intervals[OUTLINE]:
            axes.plot(dates, outline * factor, linewidth=0.9, zorder=3.5, **style)


def _draw_fan(axes: Axes, fan: FanBand, factor: float) -> None:
    dates = _all(fan.dates)
    for level, shade in zip(fan.levels, shades(len(fan.levels)), strict=True):
        below, above = (end * factor for end in fan.intervals[level])
        axes.fill_between(dates, below, above, color=shade, linewidth=0, zorder=1.1)
    axes.plot(dates, fan.middle * factor, color=FORECAST, linewidth=1.9, zorder=3.2)


def _draw_readings(axes: Axes, course: Course, names: Names) -> None:
    readings, factor = course.readings, course.quantity.factor
    for device in dict.fromkeys(readings.devices):
        mine = np.array([one == device for one in readings.devices]) & np.isfinite(readings.values)
        dates, values = _all(readings.dates)[mine], readings.values[mine] * factor
        below, above = (np.abs(end[mine] * factor - values) for end in (readings.low, readings.high))
        bars = np.nan_to_num(np.stack([below, above]))  # an end that is not known is not drawn
        axes.errorbar(
            dates, values, bars, linestyle="none", ecolor=INK, elinewidth=0.9, capsize=2, zorder=5,
            **marker_style(names, device),
        )  # fmt: skip


def _write_note(axes: Axes, course: Course, note: str, span: Span) -> None:
    begin, end = position(course.last_visit), position(span[1])
    figure = axes.get_figure(root=True)
    whole = figure.get_size_inches()[0] * axes.get_position().width if figure is not None else 0.0
    inches = whole * (end - begin) / (end - position(span[0]))
    text = "\n".join(wrapped(note, 0.88 * inches, SMALL))
    axes.text(
        (begin + end) / 2, 0.5, text, transform=axes.get_xaxis_transform(), ha="center", va="center", fontsize=SMALL,
        color=INK, zorder=6, bbox={"facecolor": AHEAD, "edgecolor": "none", "pad": 3},
    )  # fmt: skip


def _limits(course: Course) -> tuple[float, float]:
    """Return the ends of the axis of values, with room for all that is drawn."""
    drawn: list[Values] = [course.readings.values, course.readings.low, course.readings.high]
    if course.skin is not None:
        drawn += [course.skin.low, course.skin.high, course.skin.middle]
    for fan in (course.fan, *(one.fan for one in course.scenarios)):
        if fan is not None:
            drawn += [fan.middle, *(end for pair in fan.intervals.values() for end in pair)]
    drawn.append(np.array(course.no_change or (), np.float64))
    values = np.concatenate(drawn) * course.quantity.factor
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    half = max((high - low) * (0.5 + _ROOM), _FLAT * max(abs(low), abs(high)), 10.0**-course.quantity.digits)
    middle = (low + high) / 2
    return max(middle - half, course.quantity.lowest * course.quantity.factor), middle + half


def _all(dates: Sequence[dt.date]) -> NDArray[np.float64]:
    return np.array([position(date) for date in dates], np.float64)

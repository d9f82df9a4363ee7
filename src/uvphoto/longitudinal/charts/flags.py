"""Labels above a chart, each at its day: in as many rows as it takes for none to lie on another."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from uvphoto.longitudinal.charts.calendar import Span, position
from uvphoto.longitudinal.charts.course import Course
from uvphoto.longitudinal.charts.style import INK, PAPER, QUIET, SMALL, width_of
from uvphoto.longitudinal.charts.words import Tell

ROW = 0.16  # inches
_LETTERS = 36  # of an event; its table tells all of it
_GAP, _BESIDE = 0.06, 0.04  # inches between two labels, and from the line to its label


@dataclass(frozen=True)
class Flag:
    """A label with its place.

    Attributes:
        text: to write.
        date: of its line.
        left: inches from the left side of the axes.
        row: from 0, the lowest.
        is_event: not one of the chart's own.

    """

    text: str
    date: dt.date
    left: float
    row: int
    is_event: bool


def flags_of(course: Course, span: Span, width: float, tell: Tell = str) -> list[Flag]:
    """Return the labels of a course: the last visit, the forecast and the events.

    Args:
        course: to be labelled.
        span: of the axis of time.
        width: of the axes, inches.
        tell: what turns labels of the chart's own into another language.

    """
    ahead = "no forecast" if course.note else "forecast" if course.fan is not None or course.scenarios else ""
    wanted = [(tell("last visit"), course.last_visit, True, False)]
    wanted += [(tell(ahead), course.last_visit, False, False)] if ahead else []
    # Later ones hang lower, so that the line of an earlier one passes on the left of their labels.
    events = sorted(course.events, key=lambda event: event.date, reverse=True)
    wanted += [(_short(event.text), event.date, False, True) for event in events]
    rows: list[list[tuple[float, float]]] = []
    found = []
    for text, date, is_before, is_event in (one for one in wanted if one[0]):
        size = width_of(text, SMALL)
        at = width * (date - span[0]).days / (span[1] - span[0]).days
        left = at - size - _BESIDE if is_before or at + _BESIDE + size > width else at + _BESIDE
        row = _free_row(rows, left, left + size)
        rows[row].append((left, left + size))
        found.append(Flag(text, date, left, row, is_event))
    return found


def draw_flags(axes: Axes, flags: Sequence[Flag], width: float, height: float) -> None:
    """Write labels above axes of a width and height in inches; those of events hang on their lines."""
    for flag in flags:
        bottom = 1 + (flag.row * ROW + 0.03) / height
        if flag.is_event:
            axes.plot(
                [position(flag.date)] * 2, [1, bottom + 0.1 / height],
                transform=axes.get_xaxis_transform(), color=INK, linewidth=0.9, linestyle=(0, (2, 2)), clip_on=False,
                zorder=2,
            )  # fmt: skip
        axes.text(
            flag.left / width, bottom, flag.text, transform=axes.transAxes, fontsize=SMALL, va="bottom",
            color=INK if flag.is_event else QUIET, style="normal" if flag.is_event else "italic", zorder=7,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip


def _short(text: str) -> str:
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…"


def _free_row(rows: list[list[tuple[float, float]]], left: float, right: float) -> int:
    """Return the lowest row in which nothing lies there yet; a new one where there is none."""
    for number, row in enumerate(rows):
        if all(right + _GAP < begin or left - _GAP > end for begin, end in row):
            return number
    rows.append([])
    return len(rows) - 1

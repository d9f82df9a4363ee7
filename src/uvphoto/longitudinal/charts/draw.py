"""Charts of courses as SVG and PNG; the same numbers give the same bytes."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from uvphoto.longitudinal.charts.calendar import Span, span_of
from uvphoto.longitudinal.charts.course import Course
from uvphoto.longitudinal.charts.flags import ROW, Flag, draw_flags, flags_of
from uvphoto.longitudinal.charts.legend import Entry, entries_of
from uvphoto.longitudinal.charts.panel import Names, draw_course
from uvphoto.longitudinal.charts.style import INK, PAPER, QUIET, SMALL, styled, width_of, wrapped
from uvphoto.longitudinal.charts.words import Tell, no_change_words, small_print

WIDTH = 4.3  # inches of the axes of one chart
_HEIGHT = 2.3
_LEFT, _RIGHT, _BELOW = 0.62, 0.14, 0.34  # inches beside and below them
_TITLE, _HEADING, _LINE = 11.0, 10.0, 0.155  # points, points, inches
_MARK = 0.5  # inches of a mark of the legend
_DPI = 160
_SALT = "uvphoto course"


@dataclass(frozen=True)
class _Plan:
    """Where everything stands, inches from the top of the sheet."""

    courses: Sequence[Course]
    columns: int
    across: float  # of the axes of one chart
    span: Span
    names: Names
    flags: list[list[Flag]]
    legend: list[Entry]
    legend_columns: int
    title: list[str]
    words: list[str]

    @classmethod
    def of(
        cls, courses: Sequence[Course], title: str, columns: int, across: float, tell: Tell, *, has_words: bool
    ) -> "_Plan":
        span, names = span_of(courses), Names.of(courses)
        columns = min(columns, len(courses))
        inner = columns * (_LEFT + across + _RIGHT) - _LEFT - _RIGHT
        words = [line for text in _words(courses) for line in wrapped(text, inner, SMALL)] if has_words else []
        legend = [(mark, _fit(tell(text), inner)) for mark, text in entries_of(courses, span, names)]
        widest = max(width_of(line, SMALL) for _, text in legend for line in text.splitlines()) + _MARK
        fitting = max(int((inner + _LEFT) / widest), 1)
        return cls(
            courses, columns, across, span, names, [flags_of(one, span, across, tell) for one in courses], legend,
            min(fitting, len(legend)), wrapped(title, inner, _TITLE) if title else [], words,
        )  # fmt: skip

    @property
    def width(self) -> float:
        return self.columns * (_LEFT + self.across + _RIGHT)

    @property
    def top(self) -> float:
        """Height of what stands above the first row of charts."""
        return 0.08 + 0.2 * len(self.title)

    @property
    def above(self) -> list[float]:
        """Height of headings and labels above the axes of each row of charts."""
        rows = [max(one.row for one in flags) + 1 for flags in self.flags]
        heading = 0.3 if any(course.title for course in self.courses) else 0.1
        return [
            heading + ROW * max(rows[first : first + self.columns])
            for first in range(0, len(self.courses), self.columns)
        ]

    @property
    def legend_height(self) -> float:
        lines = sum(text.count("\n") + 1 for _, text in self.legend)  # more than one only where there is one column
        return 0.153 * math.ceil(lines / self.legend_columns) + 0.08

    @property
    def height(self) -> float:
        charts = sum(above + _HEIGHT + _BELOW for above in self.above)
        return self.top + charts + self.legend_height + _LINE * len(self.words) + 0.12


def draw(
    courses: Sequence[Course],
    *,
    title: str = "",
    columns: int = 2,
    has_words: bool = True,
    width: float = WIDTH,
    tell: Tell = str,
) -> Figure:
    """Draw charts on one sheet, with one axis of time and one legend.

    Args:
        courses: one or more.
        title: of the sheet; empty for none.
        columns: charts beside each other.
        has_words: with what stands behind the charts below them; without, whoever shows the sheet has to tell it.
        width: of the axes of one chart, inches.
        tell: what turns the words of legend, labels and notes into those of another language.

    Raises:
        ValueError: no course, or no column.

    """
    if not courses or columns < 1:
        raise ValueError(f"a sheet has a chart and a column, not {len(courses)} and {columns}")
    with styled():
        plan = _Plan.of(courses, title, columns, width, tell, has_words=has_words)
        figure = Figure(figsize=(plan.width, plan.height), dpi=_DPI, facecolor=PAPER)
        FigureCanvasAgg(figure)
        for number, line in enumerate(plan.title):
            _write(figure, (_LEFT / 4, 0.08 + 0.2 * number), line, fontsize=_TITLE, color=INK, weight="bold")
        _draw_charts(figure, plan, tell)
        _draw_legend(figure, plan)
        for number, line in enumerate(plan.words):
            top = plan.height - 0.08 - _LINE * (len(plan.words) - number)
            _write(figure, (_LEFT / 4, top), line, fontsize=SMALL, color=QUIET)
    return figure


def to_svg(sheet: Figure) -> str:
    """Return a sheet of charts, as ``draw`` draws it, as an SVG file, whose text stays text."""
    text = io.StringIO()
    with styled(**{"svg.hashsalt": _SALT}):
        sheet.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()


def to_png(sheet: Figure) -> bytes:
    """Return a sheet of charts, as ``draw`` draws it, as a PNG file."""
    data = io.BytesIO()
    with styled():
        sheet.savefig(data, format="png", metadata={"Software": None})
    return data.getvalue()


def _fit(text: str, inner: float) -> str:
    """Return what a mark means, in as many lines as it takes beside the mark."""
    return "\n".join(wrapped(text, inner + _LEFT - _MARK, SMALL))


def _words(courses: Sequence[Course]) -> list[str]:
    """Return the small print of all charts, each sentence once; numbers of its own has only a chart that is alone."""
    alone = [no_change_words(courses[0])] if len(courses) == 1 else []
    return [text for text in (*alone, *dict.fromkeys(line for one in courses for line in small_print(one))) if text]


def _draw_charts(figure: Figure, plan: _Plan, tell: Tell) -> None:
    top = plan.top
    for row, above in enumerate(plan.above):
        for column, course in enumerate(plan.courses[row * plan.columns :][: plan.columns]):
            left = column * (_LEFT + plan.across + _RIGHT)
            bottom = plan.height - top - above - _HEIGHT
            axes = figure.add_axes((
                (left + _LEFT) / plan.width, bottom / plan.height, plan.across / plan.width, _HEIGHT / plan.height,
            ))  # fmt: skip
            draw_course(axes, course, plan.span, plan.names, tell)
            draw_flags(axes, plan.flags[row * plan.columns + column], plan.across, _HEIGHT)
            _write(figure, (left + _LEFT / 4, top + 0.04), course.title, fontsize=_HEADING, color=INK)
        top += above + _HEIGHT + _BELOW


def _draw_legend(figure: Figure, plan: _Plan) -> None:
    handles, labels = zip(*plan.legend, strict=True)
    bottom = _LINE * len(plan.words) + 0.12 + plan.legend_height
    figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(_LEFT / 4 / plan.width, bottom / plan.height),
        ncols=plan.legend_columns,
        fontsize=SMALL, labelcolor=QUIET, frameon=False, borderpad=0, borderaxespad=0.3, handlelength=1.9,
        columnspacing=1.4, labelspacing=0.35,
    )  # fmt: skip


def _write(figure: Figure, place: tuple[float, float], text: str, **style: Any) -> None:  # noqa: ANN401 - matplotlib's
    """Write a line at inches from the left side and from the top."""
    width, height = figure.get_size_inches()
    figure.text(place[0] / width, 1 - place[1] / height, text, va="top", **style)

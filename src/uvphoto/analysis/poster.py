"""A report on one page as a picture."""

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.transforms import Bbox

from uvphoto.analysis.drawing import Levels
from uvphoto.analysis.findings import Severity
from uvphoto.analysis.report import HEADINGS, Report

_WIDTH, _DPI = 13.0, 120  # inches, dots per inch
_LINE = 0.23  # inches of a line of text
_LETTERS = 150  # in a line
_INK, _QUIET, _STOP, _WARN = "#1f2328", "#5d636b", "#b3261e", "#a34b08"
_ROW_INCHES = 0.3


def draw_poster(report: Report) -> Levels:
    """Return the report as a picture (H, W, 3), sRGB; the same report gives the same picture."""
    words = _words(report)
    picture_inches = max(_WIDTH / len(report.pictures) * p.levels.shape[0] / p.levels.shape[1] for p in report.pictures)
    heights = [_LINE * (len(words) + 0.5), picture_inches + 0.35, _ROW_INCHES * (len(report.rows) + 1), _small(report)]
    figure = Figure(figsize=(_WIDTH, sum(heights) + 0.6), dpi=_DPI, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    grid = GridSpec(
        4,
        len(report.pictures),
        figure,
        height_ratios=heights,
        left=0.02,
        right=0.98,
        top=0.985,
        bottom=0.01,
        wspace=0.03,
    )  # fmt: skip
    _write_words(figure, grid, words)
    for column, shown in enumerate(report.pictures):
        axes = figure.add_subplot(grid[1, column])
        axes.imshow(shown.levels, aspect="equal", interpolation="antialiased")
        axes.set_axis_off()
        axes.set_title(textwrap.fill(shown.caption, 46), fontsize=9, color=_QUIET, loc="left")
    draw_table(figure.add_subplot(grid[2, :]), HEADINGS, report.rows)
    below = figure.add_subplot(grid[3, :])
    below.set_axis_off()
    below.text(0, 1, "\n".join(_small_print(report)), fontsize=8.5, color=_QUIET, va="top", transform=below.transAxes)
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()  # type: ignore[no-untyped-call]


def _words(report: Report) -> list[tuple[str, str, float]]:
    """Return lines of text with colour and size."""
    lines = [(f"Pigment spots: {report.photo}", _INK, 15.0), (report.summary, _INK, 11.0)]
    for finding in report.analysis.trust.findings:
        colour = _STOP if finding.severity is Severity.REFUSE else _WARN
        lines += [(line, colour, 9.5) for line in textwrap.wrap(f"{finding.kind}: {finding}", _LETTERS)]
    return lines


def _write_words(figure: Figure, grid: GridSpec, words: list[tuple[str, str, float]]) -> None:
    axes = figure.add_subplot(grid[0, :])
    axes.set_axis_off()
    for number, (line, colour, size) in enumerate(words):
        axes.text(0, 1 - (number + 0.1) / (len(words) + 0.5), line, fontsize=size, color=colour, va="top",
                  transform=axes.transAxes)  # fmt: skip


def draw_table(axes: Axes, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Fill axes with a table: quiet headings, every second row shaded, the first column to the left."""
    axes.set_axis_off()
    table = axes.table(
        cellText=[list(row) for row in rows], colLabels=list(headings), loc="center", cellLoc="right", bbox=Bbox.unit()
    )
    table.auto_set_font_size(False)
    table.set_fontsize(9.5)
    for (row, column), cell in table.get_celld().items():
        cell.set_linewidth(0)
        cell.set_facecolor("#f6f6f4" if row % 2 else "white")
        cell.get_text().set_color(_QUIET if row == 0 else _INK)
        if column == 0:
            cell.get_text().set_horizontalalignment("left")


def _small(report: Report) -> float:
    return 0.19 * (len(_small_print(report)) + 1)


def _small_print(report: Report) -> list[str]:
    facts = "; ".join(f"{name.lower()}: {value}" for name, value in report.facts)
    return [line for text in (*report.notes, f"How it was made: {facts}.") for line in textwrap.wrap(text, _LETTERS)]

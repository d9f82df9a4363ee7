"""A report on two visits on one page as a picture."""

import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec, SubplotSpec

from uvphoto.analysis.drawing import Levels
from uvphoto.analysis.poster import draw_table
from uvphoto.analysis.record import DISCLAIMER
from uvphoto.longitudinal.charts.style import wrapped
from uvphoto.longitudinal.comparison.marks import MARKS, style_of
from uvphoto.longitudinal.comparison.pictures import PALER_TO_DARKER
from uvphoto.longitudinal.comparison.report import REGION_HEADINGS, Report

_WIDTH, _DPI = 13.0, 120  # inches, dots per inch
_LETTERS, _LINE = 160, 0.19  # in a line of small print, inches of it
_ROW, _LEGEND = 0.3, 0.5  # inches
_INNER = 0.93  # of the width, that pictures take
_DIFFERENCE = 2  # which picture shows it
_INK, _QUIET, _DARK = "#1f2328", "#5d636b", "#4a4a4a"


def draw_poster(report: Report) -> Levels:
    """Return the report as a picture (H, W, 3), sRGB; the same report gives the same picture."""
    small = _small_print(report)
    shape = report.pictures[0].levels.shape
    picture = _INNER * _WIDTH / len(report.pictures) * shape[0] / shape[1]
    heights = [0.7, picture + 0.6, _LEGEND, _ROW * (len(report.regions) + 1), _LINE * (len(small) + 1)]
    figure = Figure(figsize=(_WIDTH, sum(heights) + 0.7), dpi=_DPI, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    grid = GridSpec(
        5, len(report.pictures), figure, height_ratios=heights, left=0.02, right=0.98, top=0.985, bottom=0.01,
        wspace=0.03,
    )  # fmt: skip
    top = _text_axes(figure, grid[0, :])
    top.text(0, 1, report.title, fontsize=15, color=_INK, va="top", parse_math=False)
    top.text(0, 0.42, report.summary, fontsize=11, color=_INK, va="top")
    for column, shown in enumerate(report.pictures):
        axes = _text_axes(figure, grid[1, column])
        axes.imshow(shown.levels, aspect="equal", interpolation="antialiased")
        caption = shown.caption.split(":")[0] if column == _DIFFERENCE else shown.caption  # the scale tells the rest
        lines = wrapped(caption, picture * shape[1] / shape[0], 9)
        axes.set_title("\n".join(lines), fontsize=9, color=_QUIET, loc="left", parse_math=False)
    _draw_scale(_text_axes(figure, grid[2, :2]), report.end)
    _draw_legend(_text_axes(figure, grid[2, 2:]))
    draw_table(figure.add_subplot(grid[3, :]), REGION_HEADINGS, report.regions)
    _text_axes(figure, grid[4, :]).text(0, 1, "\n".join(small), fontsize=8.5, color=_QUIET, va="top", parse_math=False)
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()  # type: ignore[no-untyped-call]


def _text_axes(figure: Figure, place: SubplotSpec) -> Axes:
    axes = figure.add_subplot(place)
    axes.set_axis_off()
    return axes


def _draw_scale(axes: Axes, end: float) -> None:
    colours = [(red / 255, green / 255, blue / 255) for red, green, blue in PALER_TO_DARKER]
    ramp = LinearSegmentedColormap.from_list("paler to darker", colours)
    axes.imshow(np.linspace(0, 1, 256)[None], cmap=ramp, aspect="auto", extent=(0, 1, 0.45, 0.8))
    axes.set(xlim=(0, 1), ylim=(0, 1))
    for at, words, side in (
        (0, f"paler by {end:.2f}", "left"), (0.5, "the same", "center"),
        (1, f"darker by {end:.2f} (log10 of light)", "right"),
    ):  # fmt: skip
        axes.text(at, 0.3, words, ha=side, va="top", fontsize=9, color=_QUIET)


def _draw_legend(axes: Axes) -> None:
    handles = [axes.scatter([], [], s=110, label=change.value, **style_of(mark)) for change, mark in MARKS.items()]
    axes.legend(
        handles=handles, loc="upper right", ncols=len(handles), fontsize=9, facecolor=_DARK, edgecolor=_DARK,
        framealpha=1, labelcolor="white",
    )  # fmt: skip


def _small_print(report: Report) -> list[str]:
    facts = "; ".join(f"{name.lower()}: {value}" for name, value in report.facts)
    texts = (*report.cautions, DISCLAIMER, f"How it was made: {facts}.")
    return [line for text in texts for line in textwrap.wrap(text, _LETTERS)]

"""Spots that changed, marked on a photo: each kind by its own shape, line and colour, so that none stands alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from uvphoto.analysis.drawing import FaceView, Levels
from uvphoto.longitudinal.comparison.compare import Comparison
from uvphoto.longitudinal.comparison.tables import strongest
from uvphoto.longitudinal.tracks import Change, Track


@dataclass(frozen=True)
class Mark:
    """How a change is drawn.

    Attributes:
        shape: matplotlib's marker.
        line: matplotlib's style of lines.
        colour: sRGB.
        words: what it looks like.
        size: against a circle round the same spot.

    """

    shape: str
    line: str
    colour: str
    words: str
    size: float = 1.0


# Okabe and Ito's colours (2008); on grey photos all of them stand on a dark line.
MARKS = {
    Change.NEW: Mark("o", "-", "#e69f00", "orange circle, full line"),
    Change.GROWN: Mark("^", "-", "#f0e442", "yellow triangle upwards, full line", 1.5),
    Change.FADED: Mark("v", "--", "#56b4e9", "light blue triangle downwards, dashed line", 1.5),
    Change.GONE: Mark("s", ":", "#ffffff", "white square, dotted line"),
}
_DPI = 100
_LABELLED = 30  # spots that get their number, those that changed most
_ROOM, _LEAST = 4.0, 6.0  # pixels of the view: between a spot and its mark; the smallest mark's radius
_LINE, _SHADE, _LETTERS = 1.5, 3.0, 7.5  # points
_DARK = "#141414"


def style_of(mark: Mark) -> dict[str, Any]:
    """Return a mark's looks, as matplotlib's ``scatter`` takes them."""
    return {
        "marker": mark.shape, "facecolors": "none", "edgecolors": mark.colour, "linewidths": _LINE,
        "linestyles": mark.line,
    }  # fmt: skip


def draw_marks(comparison: Comparison, view: FaceView, ground: Levels) -> Levels:
    """Return a copy of a view's picture with the spots that changed marked and the most changed ones numbered."""
    height, width = ground.shape[:2]
    figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(ground, aspect="auto", interpolation="nearest")
    axes.set_axis_off()
    axes.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    taken: list[tuple[float, float, float, float]] = []
    for order, place in enumerate(strongest(comparison)):
        track = comparison.tracks[place]
        x, y = view.place(track.row, track.column)
        radius = _radius(track, comparison.first.view.mm_per_pixel, view)
        _draw_mark(axes, x, y, radius, MARKS[track.change])
        if order < _LABELLED:
            _write_number(axes, (x, y), radius, str(place + 1), taken)
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()  # type: ignore[no-untyped-call]


def _radius(track: Track, mm_per_pixel: float, view: FaceView) -> float:
    own = np.sqrt(track.place_mm2 / np.pi) / mm_per_pixel * view.factor
    return max(float(own) + _ROOM, _LEAST)


def _draw_mark(axes: Axes, x: float, y: float, radius: float, mark: Mark) -> None:
    area = (2 * radius * mark.size * 72 / _DPI) ** 2
    shade = {"edgecolors": _DARK, "linewidths": _SHADE, "linestyles": "-"}  # so that it is seen on bright skin too
    axes.scatter([x], [y], s=area, **(style_of(mark) | shade))
    axes.scatter([x], [y], s=area, **style_of(mark))


def _write_number(
    axes: Axes, middle: tuple[float, float], radius: float, text: str, taken: list[tuple[float, float, float, float]]
) -> None:
    """Write a number beside a mark where none stands yet; where there is no room, the table alone has it."""
    wide, high = 6.5 * len(text) + 2, 10.0  # pixels
    x, y = middle
    for left, top in (
        (x + radius + 2, y - high / 2), (x - radius - 2 - wide, y - high / 2),
        (x - wide / 2, y - radius - 2 - high), (x - wide / 2, y + radius + 2),
    ):  # fmt: skip
        box = (left, top, left + wide, top + high)
        if all(box[2] <= a or box[0] >= c or box[3] <= b or box[1] >= d for a, b, c, d in taken):
            taken.append(box)
            axes.text(
                left + wide / 2, top + high / 2, text, ha="center", va="center", fontsize=_LETTERS, color="#ffffff",
                path_effects=[withStroke(linewidth=2.2, foreground=_DARK)],
            )  # fmt: skip
            return

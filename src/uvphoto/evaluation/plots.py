"""Plots of agreement as SVG; the same numbers give the same bytes."""

import io
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from uvphoto.metrics import bland_altman

_POINTS = "#2b62b0"
_LINES = "#a34b08"
_GREY = "#777777"
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "font.family": ["sans-serif"],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_SIZE = (3.7, 3.3)  # inches


def scatter(true: Sequence[float], found: Sequence[float], title: str) -> str:
    """Draw found against true spot ratios (shares, shown in % of the skin), with the line of equality."""
    x, y = _finite(true, found)
    with mpl.rc_context({**_STYLE, "svg.hashsalt": f"scatter {title}"}):
        figure, axes = _axes(title)
        top = max(1.0, float(np.max([*x, *y], initial=0)) * 1.05)
        axes.plot([0, top], [0, top], color=_GREY, linewidth=0.8, linestyle="--")
        axes.scatter(x, y, s=14, color=_POINTS, alpha=0.75, linewidths=0)
        axes.set(xlim=(0, top), ylim=(0, top), aspect="equal")
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.yaxis.set_major_locator(MaxNLocator(6))
        axes.set_xlabel("true UV photo, % of skin")
        axes.set_ylabel("found, % of skin")
        return _svg(figure)


def bland_altman_plot(true: Sequence[float], found: Sequence[float], title: str) -> str:
    """Draw differences against means (Bland and Altman 1999), in % of the skin, with bias and limits of agreement.

    The bands are the 95 % intervals of the three lines.
    """
    x, y = _finite(true, found)
    with mpl.rc_context({**_STYLE, "svg.hashsalt": f"difference {title}"}):
        figure, axes = _axes(title)
        axes.axhline(0, color=_GREY, linewidth=0.8, linestyle="--")
        if x.size > 1:
            limits = bland_altman(x, y)
            for line, dashes in ((limits.bias, "-"), (limits.lower, ":"), (limits.upper, ":")):
                axes.axhspan(line.low, line.high, color=_LINES, alpha=0.12, linewidth=0)
                axes.axhline(line.value, color=_LINES, linewidth=1, linestyle=dashes)
        axes.scatter((x + y) / 2, y - x, s=14, color=_POINTS, alpha=0.75, linewidths=0)
        axes.set_xlabel("mean of found and true, % of skin")
        axes.set_ylabel("found - true, % of skin")
        return _svg(figure)


def _finite(true: Sequence[float], found: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pairs = 100 * np.array([true, found], dtype=np.float64)  # (2, N)
    x, y = pairs[:, np.isfinite(pairs).all(axis=0)]
    return x, y


def _axes(title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=10)
    return figure, axes


def _svg(figure: Figure) -> str:
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()

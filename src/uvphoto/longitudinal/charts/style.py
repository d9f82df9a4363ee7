"""How charts of a course look: colours that people with any colour vision tell apart, and shades that print grey."""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.textpath import text_to_path

INK, QUIET, PAPER = "#1f2328", "#5d636b", "#ffffff"
SKIN_BAND, SKIN_LINE = "#cfcfcf", "#4d4d4d"
FORECAST = "#00507d"  # Okabe and Ito's blue, darker
SUMMER, SUMMER_EDGE, AHEAD, HATCH = "#fdf3d0", "#d8c98f", "#f1f1ee", "#8a8a8a"
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")
# Colour and line of each scenario: hue, lightness and dashes differ from one to the next (Okabe and Ito 2008).
SCENARIOS = (
    ("#d55e00", (0, (5, 1.6))),
    ("#009e73", (0, (1.2, 1.2))),
    ("#cc79a7", (0, (6, 1.4, 1.2, 1.4))),
    ("#e69f00", (0, (3, 1, 1, 1, 1, 1))),
)
SMALL = 8.0  # points, of labels and small print

_LIGHTEST, _DARKEST = 0.2, 0.52  # share of the forecast's colour in the shades of its intervals
_POINTS = 72.0  # in an inch
_ONE_AT_A_TIME = threading.RLock()  # matplotlib's settings are those of the whole process
_WIDE = "W"  # as wide as a letter that the font lacks may be
# For letters that matplotlib's own font lacks, where one of these is installed.
_FURTHER = ("Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", "MS Gothic", "Malgun Gothic", "Noto Sans")


@contextmanager
def styled(**more: Any) -> Iterator[None]:  # noqa: ANN401 - settings of matplotlib
    """Draw and save in the style of our charts, with further settings of matplotlib; other threads wait meanwhile."""
    settings: dict[Any, Any] = {
        "svg.fonttype": "none",  # text stays text
        "font.family": ["sans-serif", *(name for name in _FURTHER if name in set(fontManager.get_font_names()))],
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "hatch.linewidth": 0.5,
        "text.parse_math": False,  # a dollar sign in somebody's text is one
    }
    with _ONE_AT_A_TIME, mpl.rc_context(settings | more), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a box in PNG; in SVG the reader's font has it
        yield


def shades(number: int) -> list[str]:
    """Return the colours of nested intervals, the widest first and palest."""
    colour, paper = np.array(to_rgb(FORECAST)), np.array(to_rgb(PAPER))
    shares = np.linspace(_LIGHTEST, _DARKEST, number) if number > 1 else [(_LIGHTEST + _DARKEST) / 2] * number
    return [to_hex(tuple(paper + share * (colour - paper))) for share in shares]


def width_of(text: str, points: float) -> float:
    """Return the width of a line of text, inches."""
    font = FontProperties(size=points)
    known = get_font(findfont(font))
    drawn = "".join(letter if known.get_char_index(ord(letter)) else _WIDE for letter in text)
    width, _, _ = text_to_path.get_text_width_height_descent(drawn, font, ismath=False)
    return float(width) / _POINTS


def wrapped(text: str, inches: float, points: float) -> list[str]:
    """Return text as lines that are no wider than asked, but for single words that are."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, points) > inches:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines

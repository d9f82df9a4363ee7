"""Charts for dark pages: the same drawing in other colours."""

import re

from uvphoto.longitudinal.charts.style import (
    AHEAD,
    FORECAST,
    HATCH,
    INK,
    PAPER,
    QUIET,
    SCENARIOS,
    SKIN_BAND,
    SKIN_LINE,
    SUMMER,
    SUMMER_EDGE,
    shades,
)

GROUND = "#1f2226"
_MOST_LEVELS = 4  # of intervals in one chart
_COLOUR = re.compile("#[0-9a-f]{6}")
_DARK = {
    PAPER: GROUND, INK: "#e8e8e6", QUIET: "#a4aab1", SKIN_BAND: "#4b5158", SKIN_LINE: "#d4d6d8", FORECAST: "#8ecbf2",
    SUMMER: "#3d3724", SUMMER_EDGE: "#8a7c46", AHEAD: "#272b30", HATCH: "#949aa1",
}  # fmt: skip
_DARK_SCENARIOS = ("#ff8a3d", "#2fc79a", "#e39bc4", "#f2b63c")
_SHADES = {1: ("#2f5f80",), 2: ("#27485e", "#3a7096"), 3: ("#253f50", "#2f5a75", "#3b779c"),
           4: ("#243a49", "#2b4e65", "#336383", "#3b79a1")}  # fmt: skip


def darkened(svg: str) -> str:
    """Return a drawing of ``draw.to_svg`` in the colours of a dark page."""
    colours = _DARK | {light: dark for (light, _), dark in zip(SCENARIOS, _DARK_SCENARIOS, strict=True)}
    for number in range(1, _MOST_LEVELS + 1):
        colours |= dict(zip(shades(number), _SHADES[number], strict=True))
    return _COLOUR.sub(lambda found: colours.get(found[0], found[0]), svg)

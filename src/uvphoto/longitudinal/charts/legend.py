"""What the marks of a chart mean: one entry for each that is there."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from uvphoto.longitudinal.charts.calendar import Span, summers
from uvphoto.longitudinal.charts.course import OUTLINE, Course
from uvphoto.longitudinal.charts.panel import Names, marker_style, scenario_style
from uvphoto.longitudinal.charts.style import FORECAST, HATCH, SKIN_BAND, SKIN_LINE, SUMMER, SUMMER_EDGE, shades
from uvphoto.longitudinal.charts.words import percent

Entry = tuple[Artist, str]


def entries_of(courses: Sequence[Course], span: Span, names: Names) -> list[Entry]:
    """Return marks and what they mean, of all charts of a sheet."""
    found = _of_readings(courses, names)
    for skin in [course.skin for course in courses if course.skin is not None][:1]:
        mark = Line2D([], [], color=SKIN_LINE, linewidth=1.2), Patch(facecolor=SKIN_BAND)
        found += [(mark[0], "the skin itself"), (mark[1], f"the same, {skin.words}")]
    for fan in [course.fan for course in courses if course.fan is not None][:1]:
        found.append((Line2D([], [], color=FORECAST, linewidth=1.9), "forecast"))
        colours = zip(fan.levels, shades(len(fan.levels)), strict=True)
        found += [(Patch(facecolor=shade), f"{percent(level)} interval") for level, shade in colours]
    for name in names.scenarios:
        mark_of_one = Line2D([], [], linewidth=1.9, **scenario_style(names, name))
        found.append((mark_of_one, f"{name} (thin: {percent(OUTLINE)})"))
    if any(course.no_change is not None for course in courses):
        mark_of_none = Patch(facecolor="none", edgecolor=HATCH, hatch="//////", linewidth=0.5)
        found.append((mark_of_none, "no real change (same device)"))
    if any(summers(span, is_southern=course.is_southern) for course in courses):
        found.append((Patch(facecolor=SUMMER, edgecolor=SUMMER_EDGE, linewidth=0.5), "summer"))
    return found


def _of_readings(courses: Sequence[Course], names: Names) -> list[Entry]:
    bars = next((f", {course.readings.bars}" for course in courses if course.readings.bars), "")
    return [
        (Line2D([], [], linestyle="none", **marker_style(names, device)), f"read by {device}{bars}")
        for device in names.devices
    ]

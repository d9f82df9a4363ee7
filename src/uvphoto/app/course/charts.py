"""Charts for pages: as SVG files that a browser shows as pictures, light or dark, for wide and narrow screens."""

from dataclasses import dataclass, replace

from uvphoto.longitudinal.charts import Course
from uvphoto.longitudinal.charts.dark import darkened
from uvphoto.longitudinal.charts.draw import WIDTH, draw, to_svg
from uvphoto.longitudinal.charts.tables import Table, tables_of
from uvphoto.longitudinal.charts.words import Tell

NARROW = 2.75  # inches of the axes of a chart on a phone
_SCENARIO = "Scenario: "


@dataclass(frozen=True)
class Look:
    """How a chart is drawn."""

    is_dark: bool
    width: float  # inches of its axes


LOOKS = {
    "light": Look(is_dark=False, width=WIDTH),
    "dark": Look(is_dark=True, width=WIDTH),
    "light-narrow": Look(is_dark=False, width=NARROW),
    "dark-narrow": Look(is_dark=True, width=NARROW),
}
"""By their names in addresses."""


def drawn(course: Course, look: Look, tell: Tell) -> bytes:
    """Return a chart as an SVG file.

    Args:
        course: that it shows.
        look: of it.
        tell: what turns words into those of the user's language.

    """
    untitled = replace(course, title="")  # the page has a heading of its own
    svg = to_svg(draw([untitled], has_words=False, width=look.width, tell=tell))
    return (darkened(svg) if look.is_dark else svg).encode()


def told_tables(course: Course, tell: Tell) -> list[Table]:
    """Return the numbers of a chart as tables in the user's language; intervals are written with a dash."""
    return [
        Table(
            _caption(table.caption, tell),
            tuple(map(tell, table.headings)),
            tuple(tuple(cell.replace(" to ", "–") for cell in row) for row in table.rows),
        )
        for table in tables_of(course)
        if table.caption != "Events"  # somebody's own words, which stand beside the visits
    ]


def _caption(caption: str, tell: Tell) -> str:
    if caption.startswith(_SCENARIO):
        return f"{tell('Scenario')}: {tell(caption.removeprefix(_SCENARIO))}"
    return tell(caption)

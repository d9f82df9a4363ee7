"""An outlook as files: numbers, charts as pictures, and a page."""

from collections.abc import Sequence
from pathlib import Path

from uvphoto.analysis.record import DISCLAIMER, to_json
from uvphoto.analysis.report import Shown
from uvphoto.longitudinal.charts.course import Course
from uvphoto.longitudinal.charts.draw import draw, to_png, to_svg
from uvphoto.longitudinal.charts.page import course_page
from uvphoto.longitudinal.forecast.outlook import Outlook
from uvphoto.longitudinal.forecast.telling import as_record, not_counted
from uvphoto.picture.atomic import replace_whole

RECORD = "forecast.json"
WHAT = "forecast"


def write_outlook(
    folder: Path,
    outlook: Outlook,
    courses: Sequence[Course],
    *,
    pictures: Sequence[Shown] = (),
    notes: Sequence[str] = (),
) -> list[str]:
    """Write numbers (JSON), charts (PNG, SVG) and a page; return the names of the files.

    Args:
        folder: that is there.
        outlook: of a person.
        courses: of the same.
        pictures: for the page.
        notes: sentences for the page.

    Raises:
        OSError: the place cannot be written.

    """
    title = f"Course and forecast of {outlook.readings.person}"
    sheet = draw(courses, title=title)
    files = {
        "forecast.html": _page(title, outlook, courses, pictures, notes).encode(),
        "forecast.png": to_png(sheet),
        "forecast.svg": to_svg(sheet).encode(),
        RECORD: to_json(as_record(outlook)).encode(),
    }
    for name, data in files.items():
        replace_whole(folder / name, data)
    return list(files)


def _page(
    title: str, outlook: Outlook, courses: Sequence[Course], pictures: Sequence[Shown], notes: Sequence[str]
) -> str:
    readings = outlook.readings
    facts = (
        ("Measured by", str(readings.method)),
        ("Readings", f"{len(readings.days)} from {readings.dates[0]} to {readings.dates[-1]}"),
        ("Devices", ", ".join(dict.fromkeys(readings.devices))),
    )
    badges = ("Forecasts come from simulated courses, not from patients'.", "Not a medical device, no diagnosis.")
    introduction = (DISCLAIMER, *not_counted(outlook), *notes)
    return course_page(title, courses, introduction=introduction, badges=badges, pictures=pictures, facts=facts)

"""An outlook as files: numbers, charts as pictures, and a page."""

import json
from pathlib import Path

from uvphoto.analysis.record import DISCLAIMER
from uvphoto.longitudinal.charts.course import Course
from uvphoto.longitudinal.charts.draw import to_png, to_svg
from uvphoto.longitudinal.charts.page import course_page
from uvphoto.longitudinal.forecast.outlook import Outlook
from uvphoto.longitudinal.forecast.telling import as_record
from uvphoto.picture.atomic import replace_whole
from uvphoto.picture.whole_folder import whole_folder

RECORD = "forecast.json"
WHAT = "forecast"


def write_outlook(folder: Path, outlook: Outlook, courses: list[Course]) -> None:
    """Write numbers (JSON), charts (PNG, SVG) and a page; a folder that holds an earlier one is replaced as a whole.

    Args:
        folder: of the forecast.
        outlook: of a person.
        courses: of the same.

    Raises:
        FileError: the place cannot be written, or holds something else.

    """
    title = f"Course and forecast of {outlook.readings.person}"
    record = json.dumps(as_record(outlook), indent=1, ensure_ascii=False) + "\n"
    with whole_folder(folder, RECORD, WHAT) as part:
        replace_whole(part / "forecast.svg", to_svg(courses, title=title).encode())
        replace_whole(part / "forecast.png", to_png(courses, title=title))
        replace_whole(part / "forecast.html", _page(title, outlook, courses).encode())
        replace_whole(part / RECORD, record.encode())


def _page(title: str, outlook: Outlook, courses: list[Course]) -> str:
    readings = outlook.readings
    left_out = tuple(f"Does not count: {sentence}." for sentence in readings.left_out)
    facts = (
        ("Measured by", str(readings.method)),
        ("Readings", f"{len(readings.days)} from {readings.dates[0]} to {readings.dates[-1]}"),
        ("Devices", ", ".join(dict.fromkeys(readings.devices))),
    )
    badges = ("Forecasts come from simulated courses, not from patients'.", "Not a medical device, no diagnosis.")
    return course_page(title, courses, introduction=(DISCLAIMER, *left_out), badges=badges, facts=facts)

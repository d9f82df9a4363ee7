"""A person's history: what was measured over time, drawn and as tables, and the visits."""

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import Literal

from fastapi import APIRouter, Request, Response

from uvphoto.app.core import core_of
from uvphoto.app.course.charts import LOOKS, drawn, told_tables
from uvphoto.app.course.outlooks import can_forecast, smallest_changes
from uvphoto.app.course.sittings import choose_view, readings_in, views_of
from uvphoto.app.security.headers import CONTENT_POLICY
from uvphoto.app.security.roles import Identity, Reader
from uvphoto.app.store.rows import NotThereError
from uvphoto.app.web.ids import PersonId
from uvphoto.app.web.in_turn import in_turn
from uvphoto.app.web.looks import note_look
from uvphoto.app.web.rendering import render, translate
from uvphoto.longitudinal.charts import Course
from uvphoto.longitudinal.charts.tables import Table
from uvphoto.longitudinal.charts.words import Tell
from uvphoto.longitudinal.forecast.measured import measured_courses
from uvphoto.longitudinal.forecast.readings import Readings
from uvphoto.longitudinal.record.entries import History

router = APIRouter(prefix="/people/{person}/history")

View = Literal["front", "left", "right"]
LookName = Literal["light", "dark", "light-narrow", "dark-narrow"]
_CHART_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"  # matplotlib's SVG has styles


@dataclass(frozen=True)
class ShownChart:
    """A chart as a page shows it.

    Attributes:
        region: its name in data and addresses.
        course: what it shows.
        tables: its numbers, in words of the user's language.
        mark: changes with what it shows, so that browsers may keep it.

    """

    region: str
    course: Course
    tables: list[Table]
    mark: str


@router.get("")
async def show_history(request: Request, person: PersonId, who: Reader, view: View | None = None) -> Response:
    """Show what was measured over time."""
    return await in_turn(request, partial(_show, request, person, who, view))


def _show(request: Request, person: str, who: Identity, view: str | None) -> Response:
    core = core_of(request)
    one = core.stores.people.get(person)
    note_look(request, who, "history.view", person)
    history = core.stores.results.history(person)
    chosen = choose_view(history, view)
    readings = readings_in(history, chosen)
    return render(
        request, "history.html", person=one, view=chosen, views=views_of(history),
        visits=core.stores.visits_with_photos(person),
        charts=shown_charts(_courses(history, readings, chosen), partial(translate, request)),
        left_out=() if readings is None else readings.left_out, can_forecast=can_forecast(),
        told=partial(translate, request),
    )  # fmt: skip


@router.get("/{view}/{region}/{look}.svg")
async def show_chart(request: Request, person: PersonId, view: View, region: str, look: LookName) -> Response:
    """Show the chart of a region."""
    return await in_turn(request, partial(_chart, request, person, view, region, look))


def _chart(request: Request, person: str, view: str, region: str, look: LookName) -> Response:
    history = core_of(request).stores.results.history(person)
    return chart_of(request, _courses(history, readings_in(history, view), view), region, look)


def chart_of(request: Request, courses: dict[str, Course], region: str, look: LookName) -> Response:
    """Answer with one chart of several as a picture, which may do nothing but be seen.

    Raises:
        NotThereError: there is none of that region.

    """
    if region not in courses:
        raise NotThereError
    data = drawn(courses[region], LOOKS[look], partial(translate, request))
    return Response(
        data,
        media_type="image/svg+xml",
        headers={CONTENT_POLICY: _CHART_POLICY, "cache-control": "private, max-age=300"},
    )


def shown_charts(courses: dict[str, Course], tell: Tell) -> list[ShownChart]:
    """Return charts with their tables."""
    shown = []
    for region, course in courses.items():
        tables = told_tables(course, tell)
        told = repr((tables, course.no_change, course.events, course.note, course.is_southern))
        shown.append(ShownChart(region, course, tables, hashlib.sha256(told.encode()).hexdigest()[:12]))
    return shown


def by_region(courses: list[Course]) -> dict[str, Course]:
    """Return courses by the names of their regions in data and addresses."""
    return {course.region.replace(" ", "_"): course for course in courses}


def _courses(history: History, readings: Readings | None, view: str) -> dict[str, Course]:
    if readings is None:
        return {}
    return by_region(measured_courses(readings, smallest_changes(history, view)))

"""What is expected of a person's skin: by region, under other sun, and as a picture."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from uvphoto.app.core import Core, core_of
from uvphoto.app.course.outlooks import can_forecast, courses_ahead, outlook_of
from uvphoto.app.course.sittings import choose_view, views_of
from uvphoto.app.course.words import ShownOutlook, shown
from uvphoto.app.jobs.derived import FORETELL, FORETOLD
from uvphoto.app.jobs.marks import mark_of, photos_of_view
from uvphoto.app.security.forms import read_form, text_field
from uvphoto.app.security.roles import Clinician, Identity, Reader
from uvphoto.app.store.jobs import State
from uvphoto.app.store.rows import NotThereError
from uvphoto.app.store.sun import MOST_MONTHS, Sun
from uvphoto.app.web.derived import ask_for, find_asked
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.history import LookName, ShownChart, View, by_region, chart_of, shown_charts
from uvphoto.app.web.ids import PersonId
from uvphoto.app.web.in_turn import in_turn
from uvphoto.app.web.looks import note_look
from uvphoto.app.web.rendering import render, translate
from uvphoto.datasets.manifest import VIEWS
from uvphoto.errors import SettingsError
from uvphoto.longitudinal.record.entries import History

if TYPE_CHECKING:
    from uvphoto.longitudinal.forecast.outlook import Outlook

router = APIRouter(prefix="/people/{person}/forecast")

_FIELDS = ("latitude", "born", "skin_type", "outdoors", "spf", "worn", "months")
_SCENARIOS = 2  # of one's own, that the form takes
_SCENARIO_FIELDS = tuple(f"{what}_{number}" for number in range(1, _SCENARIOS + 1) for what in ("name", "times"))


@router.get("")
async def show_forecast(request: Request, person: PersonId, who: Reader, view: View | None = None) -> Response:
    """Show what is expected, or why nothing is."""
    return await in_turn(request, partial(_show, request, person, who, view))


@router.get("/{view}/{region}/{look}.svg")
async def show_chart(request: Request, person: PersonId, view: View, region: str, look: LookName) -> Response:
    """Show the chart of a region."""
    return await in_turn(request, partial(_chart, request, person, view, region, look))


def _show(request: Request, person: str, who: Identity, view: str | None) -> Response:
    core = core_of(request)
    one = core.stores.people.get(person)
    note_look(request, who, "forecast.view", person)
    sun = core.stores.suns.get(person)
    history = core.stores.results.history(person)
    chosen = choose_view(history, view)
    tell = partial(translate, request)
    problem, outlook = "", None
    try:
        outlook = _outlook(history, chosen, sun)
    except SettingsError as error:  # what was told of the person does not go with the photos: it can be changed below
        problem = tell(str(error))
    told: ShownOutlook | None = None
    charts: list[ShownChart] = []
    if outlook is not None and sun is not None:
        told = shown(outlook, sun.months)
        charts = shown_charts(by_region(list(courses_ahead(outlook, sun))), tell)
    return render(
        request, "forecast.html", person=one, sun=sun, view=chosen, views=views_of(history), outlook=told,
        charts=charts, problem=problem, can_forecast=can_forecast(), told=tell, most_months=MOST_MONTHS,
        scenarios=_SCENARIOS, **_picture(core, person, chosen, sun),
    )  # fmt: skip


def _chart(request: Request, person: str, view: str, region: str, look: LookName) -> Response:
    core = core_of(request)
    sun = core.stores.suns.get(person)
    outlook = _outlook(core.stores.results.history(person), view, sun)
    if outlook is None or sun is None:
        raise NotThereError
    return chart_of(request, by_region(list(courses_ahead(outlook, sun))), region, look)


@router.post("/sun", openapi_extra=form_of("latitude", optional=(*_FIELDS[1:], *_SCENARIO_FIELDS)))
async def keep_sun(request: Request, person: PersonId, who: Clinician) -> Response:
    """Keep how a person meets the sun."""
    sun = _sun(await read_form(request))
    await run_in_threadpool(core_of(request).stores.suns.put, person, sun, who.name)
    return RedirectResponse(f"/people/{person}/forecast", 303)


@router.post("/picture", openapi_extra=form_of("view"))
async def ask_for_picture(request: Request, person: PersonId, who: Clinician) -> Response:
    """Have the UV photo itself forecast."""
    view = text_field(await read_form(request), "view")
    if view not in VIEWS:
        raise SettingsError("A photo shows front, left or right.")
    core = core_of(request)
    await run_in_threadpool(ask_for, core, person, FORETELL, {"view": view}, who.name)
    return RedirectResponse(f"/people/{person}/forecast?view={view}#picture", 303)


def _outlook(history: History, view: str, sun: Sun | None) -> "Outlook | None":
    return None if sun is None or not can_forecast() else outlook_of(history, view, sun)


def _picture(core: Core, person: str, view: str, sun: Sun | None) -> dict[str, Any]:
    """Return how far the picture is, and what came of it."""
    asked = find_asked(core, person, FORETELL, {"view": view})
    picture, is_old = None, False
    if asked.job is not None and asked.job.state is State.DONE:
        picture = json.loads(core.stores.results.file_of_job(person, asked.job.id, FORETOLD))
        is_old = picture["made_from"] != mark_of(core.stores, photos_of_view(core.stores, person, view), sun)
    return {"job": asked.job, "ahead": asked.ahead, "picture": picture, "is_old": is_old}


def _sun(form: FormData) -> Sun:
    """Return what a form tells.

    Raises:
        SettingsError: something is no number, or makes no sense.

    """
    asked = {name: text_field(form, name).strip() for name in (*_FIELDS, *_SCENARIO_FIELDS)}
    if not asked["latitude"]:
        raise SettingsError("The course depends on the sun: say where the person lives, as degrees of latitude.")
    scenarios = []
    for number in range(1, _SCENARIOS + 1):
        name, times = asked[f"name_{number}"], asked[f"times_{number}"]
        if name or times:
            scenarios.append((name, _number(times, "How many times as much sun a scenario means")))
    return Sun(
        latitude=_number(asked["latitude"], "The latitude"),
        born=_whole(asked["born"], "The year of birth"),
        skin_type=_whole(asked["skin_type"], "The skin type"),
        outdoors=_number(asked["outdoors"] or "1", "Time outdoors"),
        spf=_number(asked["spf"] or "1", "The sun protection factor"),
        worn=_number(asked["worn"] or "0", "The share of time with sunscreen") / 100,
        months=_whole(asked["months"], "The number of months") or MOST_MONTHS,
        scenarios=tuple(scenarios),
    )


def _number(text: str, what: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise SettingsError(f"{what} is a number.") from error


def _whole(text: str, what: str) -> int | None:
    if not text:
        return None
    try:
        return int(text)
    except ValueError as error:
        raise SettingsError(f"{what} is a whole number.") from error

"""Two visits of a person laid on each other."""

import json
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from uvphoto.app.core import Core, core_of
from uvphoto.app.jobs.derived import COMPARE, COMPARISON
from uvphoto.app.jobs.marks import mark_of
from uvphoto.app.security.forms import read_form, text_field
from uvphoto.app.security.roles import Clinician, Reader
from uvphoto.app.store.jobs import Job, State
from uvphoto.app.store.photos import Photo
from uvphoto.app.web.derived import ask_for, find_asked
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.ids import PATTERN, PersonId
from uvphoto.app.web.looks import note_look
from uvphoto.app.web.rendering import render, translate
from uvphoto.errors import SettingsError

router = APIRouter(prefix="/people/{person}/compare")

_UNMEASURED = "Both photos have to be measured first."
_TWO_SIDES = "Choose two photos that show the same side of the face."
_OUT_OF_ORDER = "Choose an earlier visit first and a later one second."

OptionalPhoto = Annotated[str | None, Query(pattern=PATTERN)]


@router.get("")
def show_comparison(
    request: Request, person: PersonId, who: Reader, first: OptionalPhoto = None, last: OptionalPhoto = None
) -> Response:
    """Ask which visits to compare, and show what came of it."""
    core = core_of(request)
    one = core.stores.people.get(person)
    note_look(request, who, "compare.view", person)
    photos = [photo for photo in core.stores.photos.of(person) if photo.is_analysed]
    pair = _given(core, person, first, last) or _usual(photos)
    problem, asked, result = "", None, None
    if pair is not None:
        problem = _problem(*pair)
        asked = find_asked(core, person, COMPARE, _parameters(pair))
        if asked.job is not None and asked.job.state is State.DONE:
            result = _result(core, asked.job)
    is_old = result is not None and pair is not None and result["made_from"] != mark_of(core.stores, pair)
    return render(
        request, "compare.html", person=one, photos=photos, pair=pair, problem=problem, result=result, is_old=is_old,
        job=None if asked is None else asked.job, ahead=0 if asked is None else asked.ahead,
        told=partial(translate, request),
    )  # fmt: skip


@router.post("", openapi_extra=form_of("first", "last"))
async def ask_to_compare(request: Request, person: PersonId, who: Clinician) -> Response:
    """Have two photos compared."""
    form = await read_form(request)
    chosen = [text_field(form, name) for name in ("first", "last")]
    pair = await run_in_threadpool(_ask, core_of(request), person, chosen, who.name)
    return RedirectResponse(f"/people/{person}/compare?first={pair[0].id}&last={pair[1].id}", 303)


def _ask(core: Core, person: str, chosen: list[str], by: str) -> tuple[Photo, Photo]:
    first, last = (core.stores.photos.get(person, name) for name in chosen)
    if problem := _problem(first, last):
        raise SettingsError(problem)
    ask_for(core, person, COMPARE, _parameters((first, last)), by)
    return first, last


def _given(core: Core, person: str, first: str | None, last: str | None) -> tuple[Photo, Photo] | None:
    if first is None or last is None:
        return None
    return core.stores.photos.get(person, first), core.stores.photos.get(person, last)


def _usual(photos: list[Photo]) -> tuple[Photo, Photo] | None:
    """Return the first and the last photo of the view of which there are most; None where there are no two visits."""
    views = {photo.view: [one for one in photos if one.view == photo.view] for photo in photos}
    for of_view in sorted(views.values(), key=len, reverse=True):
        if of_view[0].date < of_view[-1].date:
            return of_view[0], of_view[-1]
    return None


def _problem(first: Photo, last: Photo) -> str:
    """Return why two photos are not compared; "" where nothing stands against it."""
    if not (first.is_analysed and last.is_analysed):
        return _UNMEASURED
    if first.view != last.view:
        return _TWO_SIDES
    if first.date >= last.date:
        return _OUT_OF_ORDER
    return ""


def _parameters(pair: tuple[Photo, Photo]) -> dict[str, str]:
    return {"first": pair[0].id, "last": pair[1].id}


def _result(core: Core, job: Job) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(core.stores.results.file_of_job(job.person, job.id, COMPARISON))
    changed = {number: place for place, number in enumerate(result["changed"])}
    spots = [one for one in result["tracks"] if one["spot"] in changed]
    result["spots"] = sorted(spots, key=lambda one: changed[one["spot"]])
    return result

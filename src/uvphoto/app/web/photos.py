"""Photos: uploading one, its result, deleting it."""

import datetime as dt

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from uvphoto.app.core import Core, core_of
from uvphoto.app.security.forms import check_sure, file_field, read_form, text_field
from uvphoto.app.security.roles import Clinician
from uvphoto.app.store.jobs import Job
from uvphoto.app.store.photos import ANALYSE, Photo, Taken
from uvphoto.app.uploads import check_photo
from uvphoto.app.web.asking import ask
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.ids import PersonId, PhotoId
from uvphoto.app.web.rendering import render
from uvphoto.errors import SettingsError, UvphotoError

router = APIRouter(prefix="/people/{person}/photos")


@router.get("/new")
def ask_for_photo(request: Request, person: PersonId, who: Clinician) -> Response:
    """Ask for a photo."""
    del who  # who may only look, is not asked
    return ask(request, person)


@router.post("", openapi_extra=form_of("date", optional=("treatment", "view", "device", "domain"), file="photo"))
async def add_photo(request: Request, person: PersonId, who: Clinician) -> Response:
    """Take a photo in, and have it analysed."""
    form = await read_form(request)
    data = await file_field(form, "photo")
    try:
        photo = await run_in_threadpool(_add, core_of(request), person, form, data, who.name)
    except UvphotoError as error:
        return await run_in_threadpool(ask, request, person, str(error))
    return RedirectResponse(f"/people/{person}/photos/{photo}", 303)


def _add(core: Core, person: str, form: FormData, data: bytes, by: str) -> str:
    core.stores.people.get(person)  # before anything of the photo is looked at
    taken = Taken(
        text_field(form, "view", "front"), text_field(form, "device", "phone"), text_field(form, "domain", "phone")
    )
    date = _date(text_field(form, "date"))
    check_photo(data, core.settings.max_pixels)
    visit = core.stores.visits.add(person, date, by, text_field(form, "treatment").strip())
    photo, job = core.stores.photos.add(person, visit, data, by, taken)
    core.queue.put(job)
    return photo


@router.get("/{photo}")
def show_photo(request: Request, person: PersonId, photo: PhotoId) -> Response:
    """Show the result of a photo, or how far its analysis is."""
    stores = core_of(request).stores
    one, shown = stores.people.get(person), stores.photos.get(person, photo)
    job = stores.jobs.newest(person, photo, ANALYSE)
    if shown.is_analysed:
        return render(
            request, "photo.html", person=one, photo=shown, document=stores.results.document(person, photo),
            purposes=stores.results.purposes(person, photo),
        )  # fmt: skip
    return render(request, "waiting.html", person=one, photo=shown, job=job, ahead=_ahead(request, job))


@router.post("/{photo}/again", openapi_extra=form_of())
async def analyse_again(request: Request, person: PersonId, photo: PhotoId, who: Clinician) -> Response:
    """Analyse a photo again, after a failure or by a newer version."""
    await run_in_threadpool(_analyse_again, core_of(request), person, photo, who.name)
    return RedirectResponse(f"/people/{person}/photos/{photo}", 303)


@router.post("/{photo}/delete", openapi_extra=form_of("sure"))
async def delete_photo(request: Request, person: PersonId, photo: PhotoId, who: Clinician) -> Response:
    """Delete a photo with its results for good."""
    check_sure(await read_form(request))
    await run_in_threadpool(core_of(request).stores.photos.delete, person, photo, who.name)
    return RedirectResponse(f"/people/{person}", 303)


def _analyse_again(core: Core, person: str, photo: str, by: str) -> None:
    shown: Photo = core.stores.photos.get(person, photo)
    job = core.stores.jobs.newest(person, shown.id, ANALYSE)
    if job is None or job.state.is_over:
        core.queue.put(core.stores.jobs.add(person, ANALYSE, by, photo=photo))


def _ahead(request: Request, job: Job | None) -> int:
    return 0 if job is None else core_of(request).stores.jobs.ahead(job.id)


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise SettingsError("The date of a visit is given as year, month and day: 2026-01-31.") from error

"""People: the list, one person, adding, renaming, deleting."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from uvphoto.app.core import core_of
from uvphoto.app.security.forms import check_sure, read_form, text_field
from uvphoto.app.security.roles import Clinician, Reader
from uvphoto.app.store.people import NAME_LENGTH
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.ids import PersonId, VisitId
from uvphoto.app.web.looks import note_look
from uvphoto.app.web.rendering import render

router = APIRouter(prefix="/people")


@router.get("")
def show_people(request: Request) -> Response:
    """Show everybody."""
    return render(request, "people.html", people=core_of(request).stores.people.all(), most=NAME_LENGTH)


@router.post("", openapi_extra=form_of("name"))
async def add_person(request: Request, who: Clinician) -> Response:
    """Add a person."""
    name = text_field(await read_form(request), "name")
    person = await run_in_threadpool(core_of(request).stores.people.add, name, who.name)
    return RedirectResponse(f"/people/{person}", 303)


@router.get("/{person}")
def show_person(request: Request, person: PersonId, who: Reader) -> Response:
    """Show a person with all visits."""
    stores = core_of(request).stores
    one = stores.people.get(person)
    note_look(request, who, "person.view", person)
    visits = stores.visits_with_photos(person)[::-1]
    return render(request, "person.html", person=one, visits=visits, most=NAME_LENGTH)


@router.post("/{person}/name", openapi_extra=form_of("name"))
async def rename_person(request: Request, person: PersonId, who: Clinician) -> Response:
    """Give a person another name."""
    name = text_field(await read_form(request), "name")
    await run_in_threadpool(core_of(request).stores.people.rename, person, name, who.name)
    return RedirectResponse(f"/people/{person}", 303)


@router.get("/{person}/delete")
def ask_before_deleting(request: Request, person: PersonId, who: Clinician) -> Response:
    """Say what would be deleted, and ask."""
    del who  # who may only look, is not asked
    stores = core_of(request).stores
    return render(request, "person_delete.html", person=stores.people.get(person), photos=stores.photos.of(person))


@router.post("/{person}/delete", openapi_extra=form_of("sure"))
async def delete_person(request: Request, person: PersonId, who: Clinician) -> Response:
    """Delete a person for good."""
    check_sure(await read_form(request))
    await run_in_threadpool(core_of(request).stores.people.delete, person, who.name)
    return RedirectResponse("/people", 303)


@router.post("/{person}/visits/{visit}/delete", openapi_extra=form_of("sure"))
async def delete_visit(request: Request, person: PersonId, visit: VisitId, who: Clinician) -> Response:
    """Delete a visit with its photos for good."""
    check_sure(await read_form(request))
    await run_in_threadpool(core_of(request).stores.visits.delete, person, visit, who.name)
    return RedirectResponse(f"/people/{person}", 303)

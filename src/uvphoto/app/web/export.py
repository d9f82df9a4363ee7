"""All of a person to take away: an archive of all files, and a report to print."""

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from uvphoto.app.core import core_of
from uvphoto.app.export.archive import archive_of
from uvphoto.app.security.roles import Clinician, Reader
from uvphoto.app.web.ids import PersonId
from uvphoto.app.web.looks import note_look
from uvphoto.app.web.rendering import render

router = APIRouter(prefix="/people/{person}")


@router.get("/export")
def ask_what_to_export(request: Request, person: PersonId, who: Clinician) -> Response:
    """Say what an export holds."""
    del who  # who may only look, is not asked
    stores = core_of(request).stores
    return render(request, "export.html", person=stores.people.get(person), photos=stores.photos.of(person))


@router.get("/export.zip")
def export_person(request: Request, person: PersonId, who: Clinician) -> Response:
    """Send everything that is kept of a person; it is put together while it is sent, and never lies on a disk."""
    stores = core_of(request).stores
    one = stores.people.get(person)
    stores.audit.note(who.name, "person.export", person)
    headers = {"content-disposition": f'attachment; filename="uvphoto_{person[:8]}.zip"'}
    pieces: Iterator[bytes] = archive_of(stores, one)
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


@router.get("/report")
def show_report(request: Request, person: PersonId, who: Reader) -> Response:
    """Show all photos of a person with their measures on one page, to print or to keep as PDF."""
    stores = core_of(request).stores
    one = stores.people.get(person)
    note_look(request, who, "person.report", person)
    analysed = [photo for photo in stores.photos.of(person) if photo.is_analysed]
    documents = [(photo, stores.results.document(person, photo.id)) for photo in analysed]
    return render(request, "report.html", person=one, documents=documents, visits=stores.visits.of(person))

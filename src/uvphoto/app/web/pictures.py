"""Pictures of results, opened for who may see them. What was uploaded is never shown as it came."""

from fastapi import APIRouter, Request, Response

from uvphoto.app.core import core_of
from uvphoto.app.jobs.outputs import MEDIA_TYPES
from uvphoto.app.store.rows import NotThereError
from uvphoto.app.web.ids import PersonId, PhotoId

router = APIRouter(prefix="/people/{person}/photos/{photo}/pictures")


@router.get("/{purpose}")
def show_picture(request: Request, person: PersonId, photo: PhotoId, purpose: str) -> Response:
    """Show a picture of a result; ``purpose`` is one of ``jobs.outputs.MEDIA_TYPES``."""
    if purpose not in MEDIA_TYPES:
        raise NotThereError
    data = core_of(request).stores.results.file(person, photo, purpose)
    return Response(data, media_type=MEDIA_TYPES[purpose], headers={"cache-control": "private, max-age=300"})

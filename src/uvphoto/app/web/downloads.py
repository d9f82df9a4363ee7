"""Files of results to take away, under the names that ``uvphoto analyse`` gives them."""

from pathlib import PurePath

from fastapi import APIRouter, Request, Response

from uvphoto.app.core import core_of
from uvphoto.app.jobs.outputs import ENDINGS
from uvphoto.app.security.roles import Reader
from uvphoto.app.store.photos import Photo
from uvphoto.app.store.rows import NotThereError
from uvphoto.app.web.ids import PersonId, PhotoId
from uvphoto.app.web.looks import note_look

router = APIRouter(prefix="/people/{person}/photos/{photo}/files")

_TYPES = {".png": "image/png", ".json": "application/json", ".csv": "text/csv", ".html": "text/html"}


@router.get("/{purpose}")
def download(request: Request, person: PersonId, photo: PhotoId, purpose: str, who: Reader) -> Response:
    """Send a file of a result; ``purpose`` is one of ``jobs.outputs.ENDINGS``."""
    if purpose not in ENDINGS:
        raise NotThereError
    stores = core_of(request).stores
    about = stores.photos.get(person, photo)
    data = stores.results.file(person, photo, purpose)
    note_look(request, who, "photo.download", person, f"{photo}, {purpose}")
    name = f"{stem(about)}_{ENDINGS[purpose]}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=_TYPES[PurePath(name).suffix], headers=headers)


def stem(photo: Photo) -> str:
    """Return how the files of a photo begin: nothing that a user has typed stands in it."""
    return f"{photo.date.isoformat()}_{photo.view}"

"""The page that asks for a photo, and asks again where the one that came will not do."""

import datetime as dt

from fastapi import Request, Response

from uvphoto.app.core import core_of
from uvphoto.app.store.visits import TREATMENT_LENGTH
from uvphoto.app.uploads import readable_kinds
from uvphoto.app.web.rendering import render, translate


def ask(request: Request, person: str, problem: str = "") -> Response:
    """Answer with the page; the last photo from the front lies ready as a ghost, so that the next one is taken alike.

    Args:
        request: that is answered.
        person: id of whom the photo shows.
        problem: of the photo that was sent before; empty: there was none.

    Raises:
        NotThereError: there is no such person.

    """
    core = core_of(request)
    one, photos = core.stores.people.get(person), core.stores.photos.of(person)
    fronts = [photo.id for photo in photos if photo.is_analysed and photo.view == "front"]
    return render(
        request,
        "upload.html",
        status=400 if problem else 200,
        person=one,
        problem=translate(request, problem) if problem else "",
        today=dt.datetime.now().astimezone().date(),
        device=photos[-1].device if photos else "phone",
        ghost=fronts[-1] if fronts else "",
        kinds=readable_kinds(),
        most=core.settings.max_upload_bytes // 2**20,
        most_letters=TREATMENT_LENGTH,
    )

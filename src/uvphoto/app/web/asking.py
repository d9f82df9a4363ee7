"""The page that asks for a photo, and asks again where the one that came will not do."""

import datetime as dt

from fastapi import Request, Response

from uvphoto.app.core import core_of
from uvphoto.app.store.visits import TREATMENT_LENGTH
from uvphoto.app.uploads import readable_kinds
from uvphoto.app.web.rendering import render, translate


def ask(request: Request, person: str, problem: str = "") -> Response:
    """Answer with the page, made ready for a photo that is taken as the last one was.

    Its camera is named, and the last photo from the front lies ready as a ghost.

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
    before = photos[-1] if photos else None
    return render(
        request,
        "upload.html",
        status=400 if problem else 200,
        person=one,
        problem=translate(request, problem) if problem else "",
        today=dt.datetime.now().astimezone().date(),
        device="phone" if before is None else before.device,
        domain="phone" if before is None else before.domain,
        ghost=fronts[-1] if fronts else "",
        kinds=readable_kinds(),
        most=core.settings.max_upload_bytes // 2**20,
        most_letters=TREATMENT_LENGTH,
    )

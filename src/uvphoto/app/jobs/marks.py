"""From what a result was made, so that it is known when that has changed."""

import hashlib
from collections.abc import Sequence

from uvphoto.app.store.photos import DOCUMENT, Photo
from uvphoto.app.stores import Stores


def mark_of(stores: Stores, photos: Sequence[Photo], *more: object) -> str:
    """Return a mark of the measurements of some photos, and of what else a result was made from.

    Raises:
        NotThereError: a photo is gone, or was not measured.

    """
    digest = hashlib.sha256(repr(more).encode())
    for photo in photos:
        digest.update(f"{photo.id} {photo.date} {photo.device} {photo.domain} {photo.view}\n".encode())
        digest.update(stores.results.file(photo.person, photo.id, DOCUMENT))
    return digest.hexdigest()


def photos_of_view(stores: Stores, person: str, view: str) -> list[Photo]:
    """Return the photos of a view that were measured, by date."""
    return [photo for photo in stores.photos.of(person) if photo.is_analysed and photo.view == view]

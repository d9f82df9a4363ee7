"""Sealed photos and results, opened for those who read them from a record."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from uvphoto.app.jobs import outputs
from uvphoto.app.store.photos import Photo
from uvphoto.app.stores import Stores
from uvphoto.longitudinal.record.entries import StoredPerson, StoredPhoto, StoredResult, StoredVisit
from uvphoto.longitudinal.record.photo_store import Stored

_KINDS = (outputs.UV, outputs.SKIN_MASK, outputs.REGIONS, outputs.SPOTS)


class PlainKeeper:
    """Some photos of one person, as ``comparison.visits.Keeper`` gives them."""

    def __init__(self, stores: Stores, photos: Sequence[Photo], folder: Path) -> None:
        """Open files.

        Args:
            stores: where they are sealed.
            photos: of one person, by date, all analysed.
            folder: that goes when the work is done.

        Raises:
            NotThereError: a photo is gone.

        """
        self.place = "the app"
        self._stores = stores
        self._folder = folder
        dates = dict.fromkeys(photo.date for photo in photos)
        self._visits = tuple(
            StoredVisit(date, "", tuple(self._photo(photo) for photo in photos if photo.date == date)) for date in dates
        )

    def person(self, pseudonym: str) -> StoredPerson:
        """Return what was opened."""
        return StoredPerson(pseudonym, self._visits)

    def path(self, stored: Stored) -> Path:
        """Return where a file lies."""
        return self._folder / stored.sha256

    def _photo(self, photo: Photo) -> StoredPhoto:
        results = self._stores.results
        files = {kind: self._open(results.file(photo.person, photo.id, kind)) for kind in _KINDS}
        return StoredPhoto(
            colour=self._open(results.file(photo.person, photo.id, outputs.ORIGINAL)),
            device=photo.device,
            domain=photo.domain,
            view=photo.view,
            files={},
            results=(StoredResult(results.document(photo.person, photo.id), files),),
            mm_per_pixel=None,
            split="",
            licence="",
            maps={},
            extra={},
        )

    def _open(self, data: bytes) -> Stored:
        stored = Stored(hashlib.sha256(data).hexdigest(), "", len(data))
        self.path(stored).write_bytes(data)
        return stored

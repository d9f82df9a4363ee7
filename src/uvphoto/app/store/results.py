"""What was found in photos, read back from the vault."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from uvphoto.app.store import tables
from uvphoto.app.store.database import Database
from uvphoto.app.store.people import People
from uvphoto.app.store.photos import DOCUMENT, Photo, Photos
from uvphoto.app.store.rows import NotThereError, person_row
from uvphoto.app.store.visits import Visit, Visits
from uvphoto.app.vault.vault import Vault
from uvphoto.longitudinal.record.entries import History, Sitting


class Results:
    """The results, by person and photo; what is another person's is not there."""

    def __init__(self, database: Database, vault: Vault, people: People, visits: Visits, photos: Photos) -> None:
        self._database = database
        self._vault = vault
        self._people = people
        self._visits = visits
        self._photos = photos

    def file(self, person: str, photo: str, purpose: str) -> bytes:
        """Return a file of a photo.

        Args:
            person: id.
            photo: id.
            purpose: ``original``, or one of ``jobs.outputs``.

        Raises:
            NotThereError: there is none, or it is another person's.

        """
        return self._read(person, purpose, photo_id=photo)

    def file_of_job(self, person: str, job: str, purpose: str) -> bytes:
        """Return a file that a job about a person as a whole has made.

        Raises:
            NotThereError: there is none, or it is another person's.

        """
        return self._read(person, purpose, job_id=job)

    def purposes(self, person: str, photo: str) -> set[str]:
        """Return the purposes for which a photo has files."""
        with self._database.reading() as session:
            query = select(tables.SealedFile.purpose).filter_by(person_id=person, photo_id=photo)
            return set(session.scalars(query))

    def document(self, person: str, photo: str) -> dict[str, Any]:
        """Return what ``analysis.json`` of a photo holds (``analysis.record.as_record``).

        Raises:
            NotThereError: there is none, or it is another person's.

        """
        return json.loads(self.file(person, photo, DOCUMENT))

    def history(self, person: str) -> History:
        """Return what was measured in a person's photos over time, as charts and forecasts read it.

        Raises:
            NotThereError: there is no such person.

        """
        visits = {visit.id: visit for visit in self._visits.of(person)}
        first = min((visit.date for visit in visits.values()), default=None)
        sittings = []
        for photo in self._photos.of(person):
            if not photo.is_analysed or first is None:
                continue
            day = float((visits[photo.visit].date - first).days)
            sittings.append(_sitting(photo, visits[photo.visit], day, self.document(person, photo.id)))
        return History(person, tuple(sittings))

    def _read(self, person: str, purpose: str, **owner: str) -> bytes:
        with self._database.reading() as session:
            query = select(tables.SealedFile.id).filter_by(person_id=person, purpose=purpose, **owner)
            name = session.scalar(query)
            if name is None:
                raise NotThereError
            key = self._vault.person_key(person, person_row(session, person).sealed_key)
        try:
            return self._vault.get(key, purpose, name)
        except FileNotFoundError as error:  # deleted meanwhile
            raise NotThereError from error


def _sitting(photo: Photo, visit: Visit, day: float, document: Mapping[str, Any]) -> Sitting:
    weights = document["weights"] or {}
    return Sitting(
        visit=visit.date,
        day=day,
        treatment=visit.treatment,
        device=photo.device,
        domain=photo.domain,
        view=photo.view,
        regions=document["regions"],
        weights_name=weights.get("name"),
        weights_sha256=weights.get("sha256"),
        algorithm=document["algorithm"],
        spots_found_in=document["spots_found_in"],
        white_balance=document["white_balance"]["asked"],
        is_refused=document["is_refused"],
        made_by=document["made_by"],
    )

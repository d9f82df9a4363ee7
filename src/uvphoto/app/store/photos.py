"""Photos of visits: sealed in the vault, each with the job that analyses it."""

import dataclasses
import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select

from uvphoto.app.store import tables
from uvphoto.app.store.audit import note
from uvphoto.app.store.clock import now
from uvphoto.app.store.database import Database
from uvphoto.app.store.derived import forget_derived
from uvphoto.app.store.jobs import add_job
from uvphoto.app.store.people import People
from uvphoto.app.store.rows import NotThereError, files_of, photo_row, visit_row
from uvphoto.app.vault.vault import Vault, new_id
from uvphoto.datasets.manifest import DOMAINS, VIEWS
from uvphoto.errors import SettingsError

ANALYSE = "analyse"
"""The kind of job that analyses a photo."""

ORIGINAL = "original"
"""The purpose of the file that was uploaded, as it came."""

DOCUMENT = "document"
"""The purpose of what ``analysis.json`` holds; a photo that has it has been analysed."""


@dataclass(frozen=True)
class Photo:
    """A colour photo.

    Attributes:
        id: by which it is known.
        person: id of whose it is.
        visit: id of its visit.
        date: of the visit.
        view: front, left or right.
        device: that took it.
        domain: clinic or phone.
        is_analysed: it has a result.

    """

    id: str
    person: str
    visit: str
    date: dt.date
    view: str
    device: str
    domain: str
    is_analysed: bool


@dataclass(frozen=True)
class Taken:
    """How a photo was taken.

    Raises:
        SettingsError: the view or the domain is unknown, or the device has no name that can be printed.

    """

    view: str = "front"
    device: str = "phone"
    domain: str = "phone"

    def __post_init__(self) -> None:
        if self.view not in VIEWS or self.domain not in DOMAINS:
            raise SettingsError(f"A photo shows {', '.join(VIEWS)} and is of {' or '.join(DOMAINS)}.")
        if not self.device.strip() or len(self.device) > 64 or not self.device.isprintable():
            raise SettingsError("A device has a name of 1 to 64 letters that can be printed.")


_IS_ANALYSED = (
    select(tables.SealedFile.id)
    .where(tables.SealedFile.photo_id == tables.Photo.id, tables.SealedFile.purpose == DOCUMENT)
    .exists()
)
_PHOTOS = (
    select(tables.Photo, tables.Visit, _IS_ANALYSED)
    .join(tables.Visit, tables.Visit.id == tables.Photo.visit_id)
    .order_by(tables.Visit.date, tables.Photo.created, tables.Photo.id)
)


class Photos:
    """The photos. ``by`` is the name of whoever does it, for the audit log."""

    def __init__(self, database: Database, vault: Vault, people: People) -> None:
        self._database = database
        self._vault = vault
        self._people = people

    def add(self, person: str, visit: str, data: bytes, by: str, taken: Taken | None = None) -> tuple[str, str]:
        """Seal a photo that was checked, and add the job that analyses it; return the ids of both.

        Both are on the disk when this returns. Whoever adds one puts the job into the queue too.

        Args:
            person: id.
            visit: id of one of this person's visits.
            data: the file.
            by: who adds it.
            taken: how; None: from the front by a phone.

        Raises:
            NotThereError: there is no such visit of this person.

        """
        taken = taken or Taken()
        key = self._people.key(person)
        with self._vault.putting(key, ORIGINAL, data) as name, self._database.writing() as session:
            visit_row(session, person, visit)
            photo = new_id()
            session.add(tables.Photo(id=photo, visit_id=visit, created=now(), **dataclasses.asdict(taken)))
            session.flush()  # no relationship tells SQLAlchemy that files need it first
            session.add(tables.SealedFile(id=name, person_id=person, photo_id=photo, purpose=ORIGINAL, size=len(data)))
            note(session, by, "photo.add", person, photo)
            return photo, add_job(session, person, ANALYSE, photo)

    def of(self, person: str) -> list[Photo]:
        """Return a person's photos, by date and in the order in which they were added."""
        with self._database.reading() as session:
            rows = session.execute(_PHOTOS.where(tables.Visit.person_id == person))
            return [_photo(*row) for row in rows]

    def get(self, person: str, photo: str) -> Photo:
        """Return a photo of a person.

        Raises:
            NotThereError: there is none of that id, or it is another person's.

        """
        with self._database.reading() as session:
            row = session.execute(_PHOTOS.where(tables.Visit.person_id == person, tables.Photo.id == photo)).first()
        if row is None:
            raise NotThereError
        return _photo(*row)

    def delete(self, person: str, photo: str, by: str) -> int:
        """Remove a photo with its results, for good; return how many files went.

        Raises:
            NotThereError: there is none of that id, or it is another person's.

        """
        with self._database.writing() as session:
            photo_row(session, person, photo)
            files = [*files_of(session, tables.SealedFile.photo_id == photo), *forget_derived(session, person)]
            session.execute(delete(tables.Photo).where(tables.Photo.id == photo))
            note(session, by, "photo.delete", person, f"{photo}, {len(files)} files")
        self._vault.remove(files)
        self._database.scrub()
        return len(files)


def _photo(photo: tables.Photo, visit: tables.Visit, is_analysed: bool) -> Photo:
    return Photo(photo.id, visit.person_id, visit.id, visit.date, photo.view, photo.device, photo.domain, is_analysed)

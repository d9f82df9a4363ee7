"""The record of persons over time: what was stored stays stored, whatever happens meanwhile."""

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from uvphoto.errors import RecordError
from uvphoto.longitudinal.record import tables
from uvphoto.longitudinal.record.adding import Adding
from uvphoto.longitudinal.record.database import exclusive, make_engine, scrub, told
from uvphoto.longitudinal.record.deleting import Deleted, delete_visits, known_files
from uvphoto.longitudinal.record.entries import Added, History, NewPhoto, PersonSummary, Removed, StoredPerson
from uvphoto.longitudinal.record.photo_store import PhotoStore, Stored
from uvphoto.longitudinal.record.place import Place
from uvphoto.longitudinal.record.pseudonyms import check_pseudonym
from uvphoto.longitudinal.record.reading import find_person, summaries, to_history, to_person, to_stored
from uvphoto.longitudinal.record.schema import is_current, is_empty, upgrade


class Record:
    """Persons by pseudonym, their visits, photos and results.

    Every method is a whole: what it returns has happened and is on the disk, and what raises has changed nothing. Any
    number of processes may use one record at once.
    """

    def __init__(self, place: Place) -> None:
        """Take ``open`` or ``create``."""
        self.place = place
        self._engine = make_engine(place)
        self._store = PhotoStore(place.photos)

    @classmethod
    def open(cls, place: Place) -> Self:
        """Open a record that is there; its tables are brought up to date.

        Raises:
            RecordError: there is none, it cannot be read, or it is of a newer version than this.

        """
        record = cls(place)
        is_there = not place.is_sqlite or place.file.exists()  # which to look at would make
        is_ready = False
        if is_there:
            with told(place), record._engine.connect() as connection:
                is_there, is_ready = not is_empty(connection), is_current(connection)
        if not is_there:
            raise RecordError(str(place), "holds no record", "Begin one with: uvphoto record add PERSON PHOTO")
        if not is_ready:
            with record._writing():
                pass  # which is what brings tables up to date
        return record

    @classmethod
    def create(cls, place: Place) -> Self:
        """Open a record, and begin one where there is none.

        Raises:
            RecordError: it cannot be written, is of a newer version than this, or the photos are another record's.

        """
        record = cls(place)
        with told(place):
            record._store.make()
        with record._writing():
            pass
        return record

    def add(self, person: str, photos: Sequence[NewPhoto]) -> Added:
        """Store photos of a person and what belongs to them; what is there already stays as it is.

        All of them are stored when this returns, and none if it raises. The files themselves are copied unread.

        Args:
            person: a pseudonym.
            photos: with their visits.

        Returns:
            How much of it was new.

        Raises:
            SettingsError: the pseudonym cannot be used.
            FileError: a file cannot be read.
            RecordError: it contradicts what is there, or the record cannot be written.

        """
        check_pseudonym(person)
        sources = dict.fromkeys(source for photo in photos for source in photo.sources)
        with self._writing() as connection:
            copies = {source: self._store.take_in(source) for source in sources}
            with Session(connection) as session, session.begin():
                known = known_files(session, (stored.sha256 for stored, _ in copies.values()))
            files = {source: known.get(stored.sha256, stored) for source, (stored, _) in copies.items()}
            self._store.note(files.values())
            self._store.put((files[source], copy) for source, (_, copy) in copies.items())
            with Session(connection) as session, session.begin():
                return Adding(session, str(self.place), files).add(person, photos)

    def delete(self, person: str, visit: dt.date | None = None) -> Removed:
        """Remove a person, or one visit, from the database and the disk, and make sure that it is gone.

        Files stay that another person's photos or results refer to. The database is rewritten without the room that the
        rows left.

        Raises:
            RecordError: there is no such person or visit, or something could not be removed.

        """
        with self._writing() as connection:
            with Session(connection) as session, session.begin():
                row = self._find(session, person)
                if visit is not None and visit not in {one.date for one in row.visits}:
                    dates = ", ".join(one.date.isoformat() for one in row.visits)
                    problem = f"holds no visit of {person!r} on {visit} (there are {dates})"
                    raise RecordError(str(self.place), problem, "Give one of these dates")
                deleted = delete_visits(session, row, visit)
                self._store.note(deleted.files, has_deleted=True)
            self._settle(connection)
            self._make_sure(connection, person, visit, deleted)
        size = sum(stored.size for stored in deleted.files)
        return Removed(deleted.visits, deleted.photos, deleted.results, len(deleted.files), size)

    def people(self) -> list[PersonSummary]:
        """Return who is in the record, by pseudonym.

        Raises:
            RecordError: the record cannot be read.

        """
        with self._reading() as session:
            return summaries(session)

    def person(self, pseudonym: str) -> StoredPerson:
        """Return all that is kept of a person.

        Raises:
            RecordError: there is none of that pseudonym, or the record cannot be read.

        """
        with self._reading() as session:
            return to_person(self._find(session, pseudonym))

    def history(self, person: str, *, all_results: bool = False) -> History:
        """Return what was measured in a person's photos, over time.

        Args:
            person: a pseudonym.
            all_results: of each photo, not the one alone that was added last. Results of different weights or
                algorithms cannot be compared; each says what made it.

        Raises:
            RecordError: there is none of that pseudonym, or the record cannot be read.

        """
        with self._reading() as session:
            return to_history(self._find(session, person), all_results=all_results)

    def path(self, stored: Stored) -> Path:
        """Return where a photo or another file of the record lies."""
        return self._store.path(stored)

    def problems(self) -> list[tuple[Path, str]]:
        """Read every file and return those that are missing or altered, and those that belong to nobody.

        Raises:
            RecordError: the record cannot be read.

        """
        with self._writing() as connection, Session(connection) as session:
            named = [to_stored(row) for row in session.scalars(select(tables.StoredFile))]
            found = [(self.path(stored), self._store.problem(stored)) for stored in named]
            strangers = self._store.names() - {stored.name for stored in named}
            unknown = [(self.place.photos / name, "belongs to nobody in the record") for name in sorted(strangers)]
        return [(path, problem) for path, problem in found if problem is not None] + unknown

    def _find(self, session: Session, pseudonym: str) -> tables.Person:
        row = find_person(session, pseudonym)
        if row is None:
            remedy = "See who there is with: uvphoto record list"
            raise RecordError(str(self.place), f"holds nobody by the name {pseudonym!r}", remedy)
        return row

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with told(self.place), Session(self._engine) as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Give a connection to write by, alone; before and after, files that belong to nobody are swept away."""
        with told(self.place):
            self._store.make()
            with exclusive(self._engine, self.place) as connection:
                if not is_current(connection):
                    upgrade(connection, str(self.place))
                connection.rollback()
                self._own(connection)
                self._settle(connection)
                try:
                    yield connection
                except BaseException:
                    with suppress(SQLAlchemyError, OSError):  # the next writer does it, and this error says more
                        self._settle(connection)
                    raise
                self._settle(connection)

    def _own(self, connection: Connection) -> None:
        """Make sure that the folder of photos is this record's."""
        with Session(connection) as session, session.begin():
            identity = session.scalar(select(tables.Identity.record))
            is_empty = session.scalar(select(tables.StoredFile.sha256).limit(1)) is None
            if identity is None:
                identity = secrets.token_hex(16)
                session.add(tables.Identity(record=identity))
        owner = self._store.owner
        if owner is None and is_empty:
            self._store.claim(identity)
        elif owner != identity:
            problem = "holds the photos of another record" if owner else "does not hold the photos of this record"
            remedy = f"Name the folder of the photos that belong to {self.place}"
            raise RecordError(str(self.place.photos), problem, remedy)

    def _settle(self, connection: Connection) -> None:
        """Go through the notes: remove files that the database does not name, and what deleted rows left."""
        connection.rollback()  # whatever failed
        notes = self._store.notes()
        if notes:
            noted = {sha256 for note in notes for sha256 in note.files.values()}
            with Session(connection) as session, session.begin():
                named = {stored.name for stored in known_files(session, noted).values()}
            self._store.remove(name for note in notes for name in note.files if name not in named)
            if any(note.has_deleted for note in notes):
                scrub(connection)
            for note in notes:
                note.path.unlink()
        self._store.clear_incoming()

    def _make_sure(self, connection: Connection, person: str, visit: dt.date | None, deleted: Deleted) -> None:
        with Session(connection) as session:
            row = find_person(session, person)
            is_there = row is not None and (visit is None or visit in {one.date for one in row.visits})
        files = [stored for stored in deleted.files if self.path(stored).exists()]
        if is_there or files:
            problem = f"still holds something of {person!r} ({len(files)} files)"
            raise RecordError(str(self.place), problem, "Delete it again")

"""People: names are sealed, and who deletes a person deletes the key."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from uvphoto.app.store import tables
from uvphoto.app.store.audit import note
from uvphoto.app.store.clock import now
from uvphoto.app.store.database import Database
from uvphoto.app.store.rows import NotThereError, files_of, person_row
from uvphoto.app.store.texts import checked_text
from uvphoto.app.vault.vault import PersonKey, Vault, new_id

NAME_LENGTH = 200


@dataclass(frozen=True)
class Person:
    """Somebody whose skin is followed, and how much there is of them."""

    id: str
    name: str
    visits: int
    last: dt.date | None  # visit


_SUMMARY = select(tables.Person, func.count(tables.Visit.id), func.max(tables.Visit.date)).outerjoin(
    tables.Visit, tables.Visit.person_id == tables.Person.id
)


class People:
    """People. ``by`` is the name of whoever does it, for the audit log."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def add(self, name: str, by: str) -> str:
        """Add a person and return the id.

        Raises:
            SettingsError: the name is empty, too long, or cannot be printed.

        """
        name = checked_text(name, "A name", NAME_LENGTH)
        person = new_id()
        sealed_key = self._vault.new_person_key(person)
        sealed_name = self._vault.person_key(person, sealed_key).seal(name.encode(), "name")
        with self._database.writing() as session:
            session.add(tables.Person(id=person, sealed_key=sealed_key, sealed_name=sealed_name, created=now()))
            note(session, by, "person.add", person)
        return person

    def all(self) -> list[Person]:
        """Return everybody, by name."""
        with self._database.reading() as session:
            found = [self._person(*row) for row in session.execute(_SUMMARY.group_by(tables.Person.id))]
        return sorted(found, key=lambda person: (person.name.casefold(), person.id))

    def get(self, person: str) -> Person:
        """Return a person.

        Raises:
            NotThereError: there is none of that id.

        """
        with self._database.reading() as session:
            row = session.execute(_SUMMARY.where(tables.Person.id == person).group_by(tables.Person.id)).first()
        if row is None:
            raise NotThereError
        return self._person(*row)

    def key(self, person: str) -> PersonKey:
        """Return what opens all that is this person's.

        Raises:
            NotThereError: there is none of that id.

        """
        with self._database.reading() as session:
            return self._key(person_row(session, person))

    def rename(self, person: str, name: str, by: str) -> None:
        """Give a person another name.

        Raises:
            NotThereError: there is none of that id.
            SettingsError: the name cannot be used.

        """
        name = checked_text(name, "A name", NAME_LENGTH)
        with self._database.writing() as session:
            row = person_row(session, person)
            row.sealed_name = self._key(row).seal(name.encode(), "name")
            note(session, by, "person.rename", person)

    def delete(self, person: str, by: str) -> int:
        """Remove a person with key, visits, photos, results and jobs, for good; return how many files went.

        What copies of the files elsewhere still hold cannot be opened any more, unless a copy of the database from
        before goes with them.

        Raises:
            NotThereError: there is none of that id.

        """
        with self._database.writing() as session:
            person_row(session, person)
            files = files_of(session, tables.SealedFile.person_id == person)
            session.execute(delete(tables.Person).where(tables.Person.id == person))
            note(session, by, "person.delete", person, f"{len(files)} files")
        self._vault.remove(files)
        self._database.scrub()
        return len(files)

    def _person(self, person: tables.Person, visits: int, last: dt.date | None) -> Person:
        return Person(person.id, self._key(person).unseal(person.sealed_name, "name").decode(), visits, last)

    def _key(self, row: tables.Person) -> PersonKey:
        return self._vault.person_key(row.id, row.sealed_key)

"""Visits of people; treatments are sealed."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select

from uvphoto.app.store import tables
from uvphoto.app.store.audit import note
from uvphoto.app.store.database import Database
from uvphoto.app.store.derived import forget_derived
from uvphoto.app.store.rows import files_of, person_row, visit_row
from uvphoto.app.store.texts import checked_text
from uvphoto.app.vault.vault import PersonKey, Vault, new_id
from uvphoto.errors import SettingsError

TREATMENT_LENGTH = 500


@dataclass(frozen=True)
class Visit:
    """A date on which photos were taken."""

    id: str
    person: str  # id
    date: dt.date
    treatment: str  # between the visit before and this one; empty for none


class Visits:
    """Visits of people. ``by`` is the name of whoever does it, for the audit log."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def add(self, person: str, date: dt.date, by: str, treatment: str = "") -> str:
        """Return the id of a person's visit on a date, which is added where it is missing.

        Args:
            person: id.
            date: of the visit.
            by: who adds it.
            treatment: of the skin since the visit before; empty: as it stands there.

        Raises:
            NotThereError: there is no such person.
            SettingsError: the treatment cannot be used, or the date lies in the future.

        """
        if treatment:
            treatment = checked_text(treatment, "A treatment", TREATMENT_LENGTH)
        if date > dt.datetime.now().astimezone().date() + dt.timedelta(days=1):  # somebody's today
            raise SettingsError(f"{date} has not come yet: give the date on which the photo was taken.")
        with self._database.writing() as session:
            row = person_row(session, person)
            visit = session.scalar(select(tables.Visit).filter_by(person_id=person, date=date))
            sealed = self._key(row).seal(treatment.encode(), "treatment")
            if visit is None:
                visit = tables.Visit(id=new_id(), person_id=person, date=date, sealed_treatment=sealed)
                session.add(visit)
                note(session, by, "visit.add", person, visit.id)
            elif treatment:
                visit.sealed_treatment = sealed
                note(session, by, "visit.change", person, visit.id)
            return visit.id

    def of(self, person: str) -> list[Visit]:
        """Return a person's visits by date.

        Raises:
            NotThereError: there is no such person.

        """
        with self._database.reading() as session:
            key = self._key(person_row(session, person))
            rows = session.scalars(select(tables.Visit).filter_by(person_id=person).order_by(tables.Visit.date))
            return [_visit(row, key) for row in rows]

    def get(self, person: str, visit: str) -> Visit:
        """Return a visit of a person.

        Raises:
            NotThereError: there is none of that id, or it is another person's.

        """
        with self._database.reading() as session:
            return _visit(visit_row(session, person, visit), self._key(person_row(session, person)))

    def delete(self, person: str, visit: str, by: str) -> int:
        """Remove a visit with its photos and their results, for good; return how many files went.

        Raises:
            NotThereError: there is none of that id, or it is another person's.

        """
        with self._database.writing() as session:
            row = visit_row(session, person, visit)
            photos = select(tables.Photo.id).where(tables.Photo.visit_id == visit)
            files = [*files_of(session, tables.SealedFile.photo_id.in_(photos)), *forget_derived(session, person)]
            session.execute(delete(tables.Visit).where(tables.Visit.id == row.id))
            note(session, by, "visit.delete", person, f"{visit}, {len(files)} files")
        self._vault.remove(files)
        self._database.scrub()
        return len(files)

    def _key(self, row: tables.Person) -> PersonKey:
        return self._vault.person_key(row.id, row.sealed_key)


def _visit(row: tables.Visit, key: PersonKey) -> Visit:
    return Visit(row.id, row.person_id, row.date, key.unseal(row.sealed_treatment, "treatment").decode())

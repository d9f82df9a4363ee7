"""The audit log: who did what, when, and with whose data. Only ids stand in it, never names of people."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from uvphoto.app.store.clock import now
from uvphoto.app.store.database import Database
from uvphoto.app.store.tables import Event


@dataclass(frozen=True)
class Noted:
    """A line of the log; the attributes are those of the table ``event``."""

    at: dt.datetime
    who: str
    what: str
    person: str
    detail: str


def note(session: Session, who: str, what: str, person: str = "", detail: str = "") -> None:
    """Add a line to the log, in the transaction of what it tells of: both happen or none.

    Args:
        session: of a writer.
        who: name of the account; empty: nobody was logged in.
        what: was done, such as ``person.delete``.
        person: id of the person whose data it was.
        detail: other ids and plain facts; nothing that tells who the person is.

    """
    session.add(Event(at=now(), who=who, what=what, person=person, detail=detail))


class AuditLog:
    """The log as a whole, for those who may read it, and for what changes nothing else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, who: str, what: str, person: str = "", detail: str = "") -> None:
        """Add a line that stands for itself, such as that somebody looked at a person's page."""
        with self._database.writing() as session:
            note(session, who, what, person, detail)

    def newest(self, most: int = 200, person: str = "") -> list[Noted]:
        """Return the newest lines, newest first, of one person where an id is given."""
        query = select(Event).order_by(Event.number.desc()).limit(most)
        if person:
            query = query.where(Event.person == person)
        with self._database.reading() as session:
            return [Noted(row.at, row.who, row.what, row.person, row.detail) for row in session.scalars(query)]

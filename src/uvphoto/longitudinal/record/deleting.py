"""A person out of the rows of a record."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from uvphoto.longitudinal.record import tables
from uvphoto.longitudinal.record.photo_store import Stored
from uvphoto.longitudinal.record.reading import to_stored

_AT_ONCE = 500  # SQLite takes 32,766 values in a statement, older ones 999


@dataclass(frozen=True)
class Deleted:
    """How many rows are gone, and the files that nobody refers to any more."""

    visits: int
    photos: int
    results: int
    files: tuple[Stored, ...]


def delete_visits(session: Session, person: tables.Person, date: dt.date | None) -> Deleted:
    """Delete a person's visit, or all of them; whoever has no visit left is deleted too.

    Args:
        session: in a transaction.
        person: whose visits they are.
        date: of the visit; None for all.

    """
    visits = [visit for visit in person.visits if date in (None, visit.date)]
    photos = [photo for visit in visits for photo in visit.photos]
    results = [result for photo in photos for result in photo.results]
    used = {photo.sha256 for photo in photos}
    used |= {file.sha256 for photo in photos for file in photo.files}
    used |= {file.sha256 for result in results for file in result.files}
    if len(visits) == len(person.visits):
        session.execute(delete(tables.Person).where(tables.Person.id == person.id))
    else:
        session.execute(delete(tables.Visit).where(tables.Visit.id.in_([visit.id for visit in visits])))
    files = delete_unused(session, used)
    return Deleted(len(visits), len(photos), len(results), tuple(files))


def delete_unused(session: Session, candidates: Iterable[str]) -> list[Stored]:
    """Delete the rows of those of some files, by their SHA-256, to which nothing refers; return which they were."""
    gone: list[Stored] = []
    file = tables.StoredFile
    for some in _in_turn(sorted(candidates)):
        is_used = [
            select(owner.sha256).where(owner.sha256 == file.sha256).exists()
            for owner in (tables.Photo, tables.PhotoFile, tables.ResultFile)
        ]
        unused = session.scalars(select(file).where(file.sha256.in_(some), *(~one for one in is_used))).all()
        gone += [to_stored(row) for row in unused]
    for some in _in_turn([stored.sha256 for stored in gone]):
        session.execute(delete(file).where(file.sha256.in_(some)))
    return gone


def known_files(session: Session, candidates: Iterable[str]) -> dict[str, Stored]:
    """Return those of some files, by their SHA-256, that the record names."""
    found: dict[str, Stored] = {}
    for some in _in_turn(sorted(set(candidates))):
        rows = session.scalars(select(tables.StoredFile).where(tables.StoredFile.sha256.in_(some)))
        found |= {row.sha256: to_stored(row) for row in rows}
    return found


def _in_turn(values: list[str]) -> Iterable[list[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))

"""Rows found by their ids, each only where it is the right person's."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from uvphoto.app.store import tables


class NotThereError(Exception):
    """Nothing of that id is there, or it is another person's: which of both is not told."""


def person_row(session: Session, person: str) -> tables.Person:
    """Return the row of a person.

    Raises:
        NotThereError: there is none of that id.

    """
    return _found(session.get(tables.Person, person))


def visit_row(session: Session, person: str, visit: str) -> tables.Visit:
    """Return the row of a person's visit.

    Raises:
        NotThereError: there is none of that id, or it is another person's.

    """
    return _found(session.scalar(select(tables.Visit).filter_by(id=visit, person_id=person)))


def photo_row(session: Session, person: str, photo: str) -> tables.Photo:
    """Return the row of a person's photo.

    Raises:
        NotThereError: there is none of that id, or it is another person's.

    """
    visits = select(tables.Visit.id).where(tables.Visit.person_id == person)
    return _found(session.scalar(select(tables.Photo).filter_by(id=photo).where(tables.Photo.visit_id.in_(visits))))


def files_of(session: Session, condition: ColumnElement[bool]) -> list[str]:
    """Return the names in the vault of the sealed files that meet a condition."""
    return list(session.scalars(select(tables.SealedFile.id).where(condition)))


def _found(row: Any) -> Any:  # noqa: ANN401 - a row of any table
    if row is None:
        raise NotThereError
    return row

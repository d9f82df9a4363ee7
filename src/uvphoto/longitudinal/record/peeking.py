"""A look into a record that changes nothing in it, not even tables of an older version."""

from dataclasses import dataclass

from sqlalchemy import func, select

from uvphoto.longitudinal.record import tables
from uvphoto.longitudinal.record.database import make_engine, told
from uvphoto.longitudinal.record.place import Place
from uvphoto.longitudinal.record.schema import is_current, is_empty


@dataclass(frozen=True)
class Peek:
    """What a record holds.

    Attributes:
        people: how many.
        photos: of them all.
        is_current: its tables are those of this version.

    """

    people: int
    photos: int
    is_current: bool


def peek(place: Place) -> Peek | None:
    """Look into a record; None where there is none.

    Raises:
        RecordError: it cannot be reached or read.

    """
    if place.is_sqlite and not place.file.exists():
        return None  # to look at it would make it
    with told(place), make_engine(place).connect() as connection:
        if is_empty(connection):
            return None
        people, photos = (
            connection.scalar(select(func.count()).select_from(table)) or 0 for table in (tables.Person, tables.Photo)
        )
        return Peek(people, photos, is_current(connection))

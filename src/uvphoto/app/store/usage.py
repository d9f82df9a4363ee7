"""How much room the app's data take."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from uvphoto.app.store import tables
from uvphoto.app.store.database import Database
from uvphoto.app.store.photos import ORIGINAL


@dataclass(frozen=True)
class Usage:
    """What is kept, and how large it is.

    Attributes:
        people: how many.
        photos: how many.
        photo_bytes: of the photos as they were uploaded.
        result_bytes: of all that was made of them.
        database_bytes: of the database with what it keeps beside it.
        free_bytes: that the disk has left.

    """

    people: int
    photos: int
    photo_bytes: int
    result_bytes: int
    database_bytes: int
    free_bytes: int


def usage_of(database: Database, folder: Path) -> Usage:
    """Return how much room the data of a folder take.

    Args:
        database: in it.
        folder: of the app's data.

    """
    size, purpose = func.coalesce(func.sum(tables.SealedFile.size), 0), tables.SealedFile.purpose
    with database.reading() as session:
        people = session.scalar(select(func.count(tables.Person.id))) or 0
        photos = session.scalar(select(func.count(tables.Photo.id))) or 0
        uploaded = session.scalar(select(size).where(purpose == ORIGINAL)) or 0
        made = session.scalar(select(size).where(purpose != ORIGINAL)) or 0
    in_database = sum(path.stat().st_size for path in folder.glob("*.db*") if path.is_file())
    return Usage(people, photos, uploaded, made, in_database, shutil.disk_usage(folder).free)

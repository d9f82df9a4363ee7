"""Where a record lies: a folder with a SQLite database, or a PostgreSQL server and a folder of photos."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from uvphoto.errors import MissingExtraError, SettingsError

RECORD_VARIABLE = "UVPHOTO_RECORD"
PHOTOS_VARIABLE = "UVPHOTO_RECORD_PHOTOS"
DATABASE_FILE = "record.sqlite"
_POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")


@dataclass(frozen=True)
class Place:
    """Where a record lies.

    Attributes:
        database: as SQLAlchemy names it.
        photos: the folder of its photos.

    """

    database: URL
    photos: Path

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.database.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path:
        """The database of SQLite."""
        if self.database.database is None or not self.is_sqlite:
            raise ValueError("the database is no file")
        return Path(self.database.database)

    def __str__(self) -> str:
        """Return what the user knows it by, without a password."""
        return str(self.file.parent) if self.is_sqlite else self.database.render_as_string(hide_password=True)


def find_place(record: str | Path | None = None, photos: Path | None = None) -> Place:
    """Return where a record lies, whether or not it is there already.

    Args:
        record: a folder, or the URL of a PostgreSQL database; None: what the variable UVPHOTO_RECORD names, else a
            folder among the user's data.
        photos: their folder where the record is a database; None: what UVPHOTO_RECORD_PHOTOS names, else a folder
            among the user's data.

    Raises:
        SettingsError: the URL is none of PostgreSQL, or photos are named for a folder, which has its own.
        MissingExtraError: PostgreSQL without its extra.

    """
    data = Path(platformdirs.user_data_dir("uvphoto"))
    named = str(record or os.environ.get(RECORD_VARIABLE) or data / "record")
    if "://" in named:
        return Place(_postgresql(named), photos or Path(os.environ.get(PHOTOS_VARIABLE) or data / "record-photos"))
    if photos is not None:
        raise SettingsError(f"The record {named} is a folder, which holds its photos itself: leave out their folder.")
    folder = Path(named).expanduser()
    return Place(URL.create("sqlite", database=str(folder / DATABASE_FILE)), folder / "photos")


def _postgresql(text: str) -> URL:
    kind = text.partition("://")[0]
    if kind not in _POSTGRESQL:
        remedy = "Give a folder, or a URL such as postgresql://user@server/database."
        raise SettingsError(f"A record cannot lie in a database of the kind {kind!r}. {remedy}")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:  # whose text might show a password
        problem = "The URL of the record cannot be understood"
        raise SettingsError(f"{problem}: write it like postgresql://user@server:5432/database.") from error
    if not url.database:
        raise SettingsError("The URL of the record names no database: postgresql://user@server/database.")
    try:
        import psycopg  # noqa: F401, PLC0415 - an extra of its own
    except ImportError as error:
        raise MissingExtraError("A record in PostgreSQL", "postgres") from error
    return url.set(drivername="postgresql+psycopg")

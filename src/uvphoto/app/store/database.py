"""Connections to the app's database: many readers at once, one writer after the other."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from uvphoto.errors import FileError
from uvphoto.longitudinal.record.schema import upgrade

_PATIENCE = 60  # seconds to wait for another writer
_IS_WRITER = "is_writer"
_SCRIPTS = "uvphoto.app.store:migrations"


class Database:
    """A SQLite database in a file. Any number of threads and processes may use it at once."""

    def __init__(self, path: Path) -> None:
        """Take a file; ``prepare`` makes it where it is missing."""
        self._path = path
        url = f"sqlite:///{path}"
        self._engine = create_engine(url, connect_args={"timeout": _PATIENCE}, pool_size=16, max_overflow=48)
        event.listen(self._engine, "connect", _set_up)
        event.listen(self._engine, "begin", _begin)
        self._writers: Engine = self._engine.execution_options(**{_IS_WRITER: True})

    def prepare(self) -> None:
        """Make the database, or bring it up to date.

        Raises:
            FileError: it is no database of the app, or of a newer version.

        """
        try:
            with self._writers.connect() as connection:
                upgrade(connection, str(self._path), scripts=_SCRIPTS)
        except DatabaseError as error:
            problem = f"cannot be used as the app's database ({error.orig})"
            raise FileError(self._path, problem, "Bring back a copy of it, or choose another folder") from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one moment of the database; what it changes is not kept."""
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give the session of the one writer; its changes are on the disk afterwards, all or, after an error, none."""
        with Session(self._writers, expire_on_commit=False) as session, session.begin():
            yield session

    def scrub(self) -> None:
        """Make sure that deleted rows, which are overwritten with zeros, are gone from the log of changes too."""
        with closing(self._engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # else Python begins and commits by itself
    for pragma in (
        "journal_mode = WAL",  # readers do not wait for the writer
        "synchronous = FULL",  # a commit is on the disk
        "foreign_keys = ON",
        "secure_delete = ON",  # what is deleted is overwritten with zeros
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin as writer where something may be written: a reader that turns writer could be refused at once."""
    is_writer = connection.get_execution_options().get(_IS_WRITER, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

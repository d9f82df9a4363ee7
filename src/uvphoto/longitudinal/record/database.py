"""Connections to a record's database, each a whole transaction or nothing, and one writer at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from uvphoto.errors import RecordError
from uvphoto.longitudinal.record.place import Place
from uvphoto.longitudinal.record.tables import Base

_PATIENCE = 600  # seconds to wait for another writer, who may be storing many photos
_READING_PATIENCE = 60  # seconds to wait for the moment in which a writer's changes take their place
_ADVISORY_KEY = 0x75765F7265636F72  # "uv_recor": what writers of one PostgreSQL database agree on


def make_engine(place: Place) -> Engine:
    """Return what connects to a record's database; nothing is opened yet.

    No connection outlives its use: a process that goes away holds no lock, and may fork.
    """
    if not place.is_sqlite:
        return create_engine(place.database, poolclass=NullPool, connect_args={"connect_timeout": 10})
    engine = create_engine(place.database, poolclass=NullPool, connect_args={"timeout": _READING_PATIENCE})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # else Python commits by itself before a change of tables
    for pragma in (
        "journal_mode = DELETE",  # after a commit all is in the one file; no second one to lose or to copy
        "synchronous = EXTRA",  # a commit is on the disk, and so is the end of its journal
        "foreign_keys = ON",
        "secure_delete = ON",  # what is deleted is overwritten with zeros
    ):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def exclusive(engine: Engine, place: Place) -> Iterator[Connection]:
    """Give a connection to the one who writes; everybody else who wants to waits.

    The lock goes with the process that holds it. On PostgreSQL it belongs to the very connection that commits: it is
    not free before that has come to an end, whatever becomes of this process.

    Raises:
        RecordError: another one writes for longer than ten minutes.

    """
    if not place.is_sqlite:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ADVISORY_KEY})
            connection.execute(
                text(  # what was reported as stored has to be on the server's disk, however the server is set up
                    "SELECT set_config('synchronous_commit', 'on', false) "
                    "WHERE current_setting('synchronous_commit') = 'off'"
                )
            )
            connection.commit()
            yield connection
        return  # the connection is closed, and with it the lock
    try:
        with FileLock(place.photos / ".lock", timeout=_PATIENCE), engine.connect() as connection:
            yield connection
    except Timeout as error:
        raise RecordError(str(place), "is being written by another process", "Wait for it to end") from error


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Turn what the database and the disk complain of into one clear error.

    Raises:
        RecordError: the record cannot be reached, read or written.

    """
    try:
        yield
    except OperationalError as error:
        remedy = "See that it can be reached and written, with room on its disk"
        raise RecordError(str(place), f"cannot be used ({_first_line(error)})", remedy) from error
    except SQLAlchemyError as error:
        remedy = "See that it is a record of uvphoto, and whole; else bring back a copy of it"
        raise RecordError(str(place), f"cannot be read as a record ({_first_line(error)})", remedy) from error
    except OSError as error:
        remedy = "See that it can be written, with room on its disk"
        raise RecordError(
            error.filename or str(place), f"cannot be used ({error.strerror or error})", remedy
        ) from error


def _first_line(error: SQLAlchemyError) -> str:
    cause: Any = getattr(error, "orig", None) or error
    return str(cause).strip().partition("\n")[0]


def scrub(connection: Connection) -> None:
    """Rewrite the database without the room that deleted rows left, so that nothing of them stays in its files.

    The connection must be outside of a transaction.

    Raises:
        OperationalError: there is no room for it, or somebody reads for too long.

    """
    raw: Any = connection.connection.driver_connection
    driver: Any = connection.dialect.dbapi
    try:
        if connection.dialect.name == "sqlite":
            raw.execute("VACUUM")
            return
        raw.autocommit = True
        for table in Base.metadata.tables:
            raw.execute(f"VACUUM (FULL, ANALYZE) {table}")
        raw.autocommit = False
    except driver.Error as error:  # which SQLAlchemy did not see, and so has not made its own
        raise OperationalError("VACUUM", None, error) from error

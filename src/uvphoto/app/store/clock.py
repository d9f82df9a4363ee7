"""The time as the database keeps it."""

import datetime as dt


def now() -> dt.datetime:
    """Return the time in UTC, without a zone: SQLite knows none."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)

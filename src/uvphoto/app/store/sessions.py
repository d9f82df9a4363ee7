"""Browsers that came: each has a token in a cookie, of which only a check sum is kept here."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from uvphoto.app.store import tables
from uvphoto.app.store.accounts import Account, Role
from uvphoto.app.store.clock import now
from uvphoto.app.store.database import Database

IDLE = dt.timedelta(hours=1)  # after which a login is over
LONGEST = dt.timedelta(hours=12)  # that a login, or a browser without one, lasts
_TOUCHED_AFTER = dt.timedelta(minutes=2)  # so that not every page writes
_MOST_STRANGERS = 10_000  # sessions of browsers that are not logged in; the oldest go first
_TOKEN_BYTES = 32


@dataclass(frozen=True)
class Known:
    """A browser that is known.

    Attributes:
        csrf: what its forms have to bring.
        account: that is logged in; None: nobody.

    """

    csrf: str
    account: Account | None


class Sessions:
    """The browsers that are known."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, account: str | None = None, instead_of: str | None = None) -> tuple[str, Known]:
        """Begin a session and return its token and what is known of it.

        Args:
            account: id of the account that logged in; None: nobody.
            instead_of: the token that the browser had before, which is worth nothing any more.

        """
        token, csrf = secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_urlsafe(_TOKEN_BYTES)
        with self._database.writing() as session:
            if instead_of is not None:
                session.execute(delete(tables.LoginSession).filter_by(token_sha256=_check_sum(instead_of)))
            _purge(session)
            row = tables.LoginSession(
                token_sha256=_check_sum(token), account_id=account, csrf=csrf, created=now(), seen=now()
            )
            session.add(row)
            return token, Known(csrf, _account(session, account))

    def find(self, token: str) -> Known | None:
        """Return what is known of a browser by its token; None where that is unknown or too old."""
        with self._database.reading() as session:
            row = session.get(tables.LoginSession, _check_sum(token))
            if row is None or _is_over(row):
                return None
            known, seen = Known(row.csrf, _account(session, row.account_id)), row.seen
        if now() - seen > _TOUCHED_AFTER:
            with self._database.writing() as session:
                fresh = session.get(tables.LoginSession, _check_sum(token))
                if fresh is not None:
                    fresh.seen = now()
        return known

    def end(self, token: str) -> None:
        """Forget a browser."""
        with self._database.writing() as session:
            session.execute(delete(tables.LoginSession).filter_by(token_sha256=_check_sum(token)))


def _is_over(row: tables.LoginSession) -> bool:
    is_idle = row.account_id is not None and now() - row.seen > IDLE
    return is_idle or now() - row.created > LONGEST


def _purge(session: Session) -> None:
    rows = tables.LoginSession
    session.execute(delete(rows).where(rows.created < now() - LONGEST))
    newest = select(rows.created).where(rows.account_id.is_(None)).order_by(rows.created.desc())
    limit = session.scalar(newest.offset(_MOST_STRANGERS).limit(1))
    if limit is not None:
        session.execute(delete(rows).where(rows.account_id.is_(None), rows.created <= limit))


def _account(session: Session, account: str | None) -> Account | None:
    row = None if account is None else session.get(tables.Account, account)
    return None if row is None else Account(row.id, row.name, Role(row.role))


def _check_sum(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

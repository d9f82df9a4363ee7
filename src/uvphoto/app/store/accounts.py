"""Accounts of those who may log in."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from uvphoto.app.store import tables
from uvphoto.app.store.audit import note
from uvphoto.app.store.clock import now
from uvphoto.app.store.database import Database
from uvphoto.app.store.rows import NotThereError
from uvphoto.app.store.texts import checked_text
from uvphoto.app.vault.vault import new_id
from uvphoto.errors import SettingsError

NAME_LENGTH = 64


class Role(StrEnum):
    """What somebody may do; each may do what those before it may."""

    READER = "reader"  # look at everything
    CLINICIAN = "clinician"  # add and delete people, visits and photos
    ADMIN = "admin"  # accounts, settings, the audit log

    def includes(self, other: "Role") -> bool:
        """Tell whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True)
class Account:
    """Somebody who may log in."""

    id: str
    name: str
    role: Role


class Accounts:
    """The accounts. ``by`` is the name of whoever does it, for the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def exist(self) -> bool:
        """Tell whether there is any account."""
        with self._database.reading() as session:
            return session.scalar(select(tables.Account.id).limit(1)) is not None

    def add(self, name: str, password_hash: str, role: Role, by: str, *, only_first: bool = False) -> str:
        """Add an account and return its id.

        Args:
            name: by which somebody logs in; capitals do not count.
            password_hash: by argon2id.
            role: of the account.
            by: who adds it.
            only_first: refuse where there are accounts already.

        Raises:
            SettingsError: the name cannot be used or is taken, or there are accounts already.

        """
        name = folded(checked_text(name, "The name of an account", NAME_LENGTH))
        account = tables.Account(id=new_id(), name=name, password=password_hash, role=role.value, created=now())
        try:
            with self._database.writing() as session:
                if only_first and session.scalar(select(func.count(tables.Account.id))):
                    raise SettingsError("There is an account already: log in with it.")
                session.add(account)
                note(session, by or name, "account.add", detail=f"{name}, {role}")
        except IntegrityError as error:
            raise SettingsError(f"There is an account {name!r} already: take another name.") from error
        return account.id

    def all(self) -> list[Account]:
        """Return all accounts, by name."""
        with self._database.reading() as session:
            rows = session.scalars(select(tables.Account).order_by(tables.Account.name))
            return [Account(row.id, row.name, Role(row.role)) for row in rows]

    def find(self, name: str) -> tuple[Account, str] | None:
        """Return the account of a name with the hash of its password; None where there is none."""
        with self._database.reading() as session:
            row = session.scalar(select(tables.Account).filter_by(name=folded(name)))
            return None if row is None else (Account(row.id, row.name, Role(row.role)), row.password)

    def change_password(self, account: str, password_hash: str, by: str) -> None:
        """Give an account another password; whoever is logged in with it is logged out.

        Raises:
            NotThereError: there is no such account.

        """
        with self._database.writing() as session:
            row = _row(session, account)
            row.password = password_hash
            session.execute(delete(tables.LoginSession).filter_by(account_id=account))
            note(session, by, "account.password", detail=row.name)

    def delete(self, account: str, by: str) -> None:
        """Remove an account; the last admin stays.

        Raises:
            NotThereError: there is no such account.
            SettingsError: it is the last admin.

        """
        with self._database.writing() as session:
            row = _row(session, account)
            admins = session.scalars(select(tables.Account.id).filter_by(role=Role.ADMIN.value)).all()
            if list(admins) == [account]:
                raise SettingsError("This is the last admin: make another one first.")
            session.execute(delete(tables.Account).where(tables.Account.id == account))
            note(session, by, "account.delete", detail=row.name)


def folded(name: str) -> str:
    """Return a name as accounts are known by it."""
    return name.strip().casefold()


def _row(session: Session, account: str) -> tables.Account:
    row = session.get(tables.Account, account)
    if row is None:
        raise NotThereError
    return row

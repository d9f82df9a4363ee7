"""The tables of the app's database, as SQLAlchemy knows them.

    account ── login_session
    person ── visit ── photo ┐
       ├───────────── job ───┴─ sealed_file   what lies in the vault
       └ (its key and name, sealed)
    event                                     the audit log, which outlives all others

Nothing in here tells who somebody is: names and treatments are sealed, ids are drawn at random.
A migration in ``migrations`` goes with every change.
"""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from uvphoto.longitudinal.record.tables import NAMING

ID_LENGTH = 32


class Base(DeclarativeBase):
    """What all tables share: names of constraints that do not depend on the database."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - how SQLAlchemy wants it
        dict[str, Any]: JSON,
        str: Text,
        bytes: LargeBinary,
        dt.datetime: DateTime,  # in UTC, without saying so: SQLite knows no zones
    }


class Account(Base):
    """Somebody who may log in."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)  # in small letters
    password: Mapped[str]  # an argon2id hash
    role: Mapped[str] = mapped_column(String(16))
    created: Mapped[dt.datetime]


class LoginSession(Base):
    """A browser that came, logged in or not."""

    __tablename__ = "login_session"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created: Mapped[dt.datetime]
    seen: Mapped[dt.datetime] = mapped_column(index=True)


class Person(Base):
    """Somebody whose skin is followed."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    sealed_key: Mapped[bytes]  # by the master key; without it nothing of this person can be read any more
    sealed_name: Mapped[bytes]  # by the person's key
    created: Mapped[dt.datetime]


class Visit(Base):
    """A date on which photos were taken of a person."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("person_id", "date"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    date: Mapped[dt.date]
    sealed_treatment: Mapped[bytes]  # between the visit before and this one


class Photo(Base):
    """A colour photo of a visit."""

    __tablename__ = "photo"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    view: Mapped[str] = mapped_column(String(16))
    device: Mapped[str] = mapped_column(String(64))
    domain: Mapped[str] = mapped_column(String(16))
    created: Mapped[dt.datetime]


class Job(Base):
    """Long work, waiting, under way or over."""

    __tablename__ = "job"

    number: Mapped[int] = mapped_column(primary_key=True)  # their order
    id: Mapped[str] = mapped_column(String(ID_LENGTH), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    photo_id: Mapped[str | None] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    parameters: Mapped[dict[str, Any]]  # ids, numbers and choices; nothing that tells who somebody is
    state: Mapped[str] = mapped_column(String(16), index=True)
    done: Mapped[int]  # of
    of: Mapped[int]  # steps
    problem: Mapped[str]
    attempts: Mapped[int]
    wants_cancel: Mapped[bool]
    created: Mapped[dt.datetime]
    started: Mapped[dt.datetime | None]
    finished: Mapped[dt.datetime | None]


class SealedFile(Base):
    """A file in the vault, of a photo or of a job's result that belongs to no one photo."""

    __tablename__ = "sealed_file"
    __table_args__ = (UniqueConstraint("photo_id", "purpose"), UniqueConstraint("job_id", "purpose"))

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)  # its name in the vault
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    photo_id: Mapped[str | None] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(32))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes, before they were sealed


class Event(Base):
    """Who did what, when, and with whose data. No row of it is ever changed."""

    __tablename__ = "event"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    who: Mapped[str] = mapped_column(String(64))  # name of the account; empty: nobody was logged in
    what: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(ID_LENGTH))  # id; empty: nobody's
    detail: Mapped[str]

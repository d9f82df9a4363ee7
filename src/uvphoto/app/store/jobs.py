"""Jobs: what is to be done, how far it is, and what came of it. Each ends once, whatever happens to who does it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from uvphoto.app.store import tables
from uvphoto.app.store.audit import note
from uvphoto.app.store.clock import now
from uvphoto.app.store.database import Database
from uvphoto.app.store.rows import NotThereError, person_row, photo_row
from uvphoto.app.vault.vault import new_id


class State(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self not in (State.QUEUED, State.RUNNING)


@dataclass(frozen=True)
class Job:
    """A job.

    Attributes:
        id: by which it is known.
        person: id of whom it is about.
        photo: id of the photo that it is about; None: the person as a whole.
        kind: what is done, such as ``analyse``.
        parameters: what else was asked.
        state: where it is.
        done: steps that are done.
        of: steps in all; 0: not known yet.
        problem: why it failed, in words.
        created: when it was asked for.
        finished: when it was over; None: it is not.

    """

    id: str
    person: str
    photo: str | None
    kind: str
    parameters: Mapping[str, Any]
    state: State
    done: int
    of: int
    problem: str
    created: dt.datetime
    finished: dt.datetime | None


_IS_PENDING = tables.Job.state.in_([state.value for state in State if not state.is_over])


class Jobs:
    """The jobs as the pages see them. ``by`` is the name of whoever asks, for the audit log.

    Whoever adds one puts its id into the queue too.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, person: str, kind: str, by: str, *, photo: str | None = None, parameters: Mapping[str, Any] | None = None
    ) -> str:
        """Add a job and return its id.

        Raises:
            NotThereError: there is no such person, or no such photo of this person.

        """
        with self._database.writing() as session:
            person_row(session, person)
            if photo is not None:
                photo_row(session, person, photo)
            note(session, by, f"job.{kind}", person, photo or "")
            return add_job(session, person, kind, photo, parameters)

    def get(self, person: str, job: str) -> Job:
        """Return a job about a person.

        Raises:
            NotThereError: there is none of that id, or it is about another person.

        """
        with self._database.reading() as session:
            return to_job(_row(session, person, job))

    def of(self, person: str) -> list[Job]:
        """Return all jobs about a person, newest first."""
        with self._database.reading() as session:
            query = select(tables.Job).filter_by(person_id=person).order_by(tables.Job.number.desc())
            return [to_job(row) for row in session.scalars(query)]

    def newest(self, person: str, photo: str, kind: str) -> Job | None:
        """Return the newest job of a kind about a photo; None where there was none."""
        with self._database.reading() as session:
            query = select(tables.Job).filter_by(person_id=person, photo_id=photo, kind=kind)
            row = session.scalar(query.order_by(tables.Job.number.desc()).limit(1))
            return None if row is None else to_job(row)

    def ahead(self, job: str) -> int:
        """Return how many jobs come before this one, whoever they are about."""
        with self._database.reading() as session:
            number = select(tables.Job.number).filter_by(id=job).scalar_subquery()
            return session.scalar(select(func.count()).where(_IS_PENDING, tables.Job.number < number)) or 0

    def cancel(self, person: str, job: str, by: str) -> None:
        """Have a job end: at once where it waits, at its next step where it is under way.

        Raises:
            NotThereError: there is none of that id, or it is about another person.

        """
        with self._database.writing() as session:
            row = _row(session, person, job)
            if State(row.state).is_over:
                return
            note(session, by, "job.cancel", person, job)
            row.wants_cancel = True
            if row.state == State.QUEUED.value:
                row.state, row.finished = State.CANCELLED.value, now()

    def pending(self) -> list[str]:
        """Return the ids of all jobs that are not over, in their order."""
        with self._database.reading() as session:
            return list(session.scalars(select(tables.Job.id).where(_IS_PENDING).order_by(tables.Job.number)))


def add_job(
    session: Session, person: str, kind: str, photo: str | None = None, parameters: Mapping[str, Any] | None = None
) -> str:
    """Add a job in a writer's transaction and return its id."""
    row = tables.Job(
        id=new_id(), person_id=person, photo_id=photo, kind=kind, parameters=dict(parameters or {}),
        state=State.QUEUED.value, done=0, of=0, problem="", attempts=0, wants_cancel=False, created=now(),
    )  # fmt: skip
    session.add(row)
    return row.id


def set_state(session: Session, job: str, before: State, after: State, problem: str = "") -> bool:
    """Move a job from one state to another; return whether it was in the one before, and there at all."""
    values: dict[str, Any] = {"state": after.value, "problem": problem}
    if after.is_over:
        values["finished"] = now()
    is_it = (tables.Job.id == job) & (tables.Job.state == before.value)
    moved = session.execute(update(tables.Job).where(is_it).values(values).returning(tables.Job.id))
    return moved.first() is not None


def to_job(row: tables.Job) -> Job:
    """Return a job as plain values."""
    return Job(
        row.id, row.person_id, row.photo_id, row.kind, row.parameters, State(row.state), row.done, row.of, row.problem,
        row.created, row.finished,
    )  # fmt: skip


def _row(session: Session, person: str, job: str) -> tables.Job:
    row = session.scalar(select(tables.Job).filter_by(id=job, person_id=person))
    if row is None:
        raise NotThereError
    return row

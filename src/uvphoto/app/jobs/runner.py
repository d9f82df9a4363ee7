"""One job from the queue to its end: whatever breaks it off, it ends once, with all of its files or none."""

import logging
from collections.abc import Mapping

from sqlalchemy import delete, select

from uvphoto.app.jobs.desk import CancelledJobError, Desk, Work
from uvphoto.app.jobs.queue import JobQueue
from uvphoto.app.store import tables
from uvphoto.app.store.audit import note
from uvphoto.app.store.clock import now
from uvphoto.app.store.jobs import Job, State, set_state, to_job
from uvphoto.app.store.rows import NotThereError, files_of
from uvphoto.app.stores import Stores
from uvphoto.errors import FileError, UvphotoError

FAULT = "Something went wrong that should not; the log of the server says what."
MOST_ATTEMPTS = 5  # broken off that often, a job is what breaks off whoever does it

_log = logging.getLogger(__name__)
_BROKEN = "The machine could not finish this: it stopped in the middle of it, again and again."


def run_next(stores: Stores, queue: JobQueue, works: Mapping[str, Work], patience: float = 0.0) -> bool:
    """Do the next job of the queue; return whether there was one.

    Args:
        stores: where everything is kept.
        queue: of jobs.
        works: what does a job, by its kind.
        patience: seconds to wait for a job.

    """
    taken = queue.take(patience)
    if taken is None:
        return False
    number, name = taken
    job = _begin(stores, name)
    if job is not None:
        _do(stores, job, works)
    queue.end(number)
    return True


def _begin(stores: Stores, name: str) -> Job | None:
    """Return a job that is to be done; None for one that is over, gone, or was tried too often."""
    with stores.database.writing() as session:
        row = session.scalar(select(tables.Job).filter_by(id=name))
        if row is None or State(row.state).is_over:
            return None
        row.state, row.attempts = State.RUNNING.value, row.attempts + 1
        row.started, row.done, row.of = now(), 0, 0
        session.flush()
        if row.wants_cancel:
            set_state(session, name, State.RUNNING, State.CANCELLED)
            return None
        if row.attempts > MOST_ATTEMPTS:
            set_state(session, name, State.RUNNING, State.FAILED, _BROKEN)
            return None
        return to_job(row)


def _do(stores: Stores, job: Job, works: Mapping[str, Work]) -> None:
    try:
        files = works[job.kind](Desk(stores, job))
        _finish(stores, job, files)
    except CancelledJobError:
        _leave(stores, job, State.CANCELLED, "")
    except NotThereError:
        pass  # the person or the photo was deleted meanwhile, and the job with it
    except FileError as error:  # its path is one that no user knows
        _leave(stores, job, State.FAILED, f"The photo {error.problem}. {error.remedy}.")
    except UvphotoError as error:
        _leave(stores, job, State.FAILED, str(error))
    except Exception:  # noqa: BLE001 - whatever it is, the next job is to be done
        _log.exception("job %s failed", job.id)
        _leave(stores, job, State.FAILED, FAULT)


def _leave(stores: Stores, job: Job, state: State, problem: str) -> None:
    with stores.database.writing() as session:
        if set_state(session, job.id, State.RUNNING, state, problem):
            note(session, "", f"job.{state}", job.person, job.id)


def _finish(stores: Stores, job: Job, files: Mapping[str, bytes]) -> None:
    """Seal the files, and in one step say that they are there and the job is done; earlier results go."""
    key = stores.people.key(job.person)
    names: dict[str, str] = {}
    has_ended, old = False, list[str]()
    try:
        for purpose, data in files.items():
            names[purpose] = stores.vault.put(key, purpose, data)
        with stores.database.writing() as session:
            has_ended = set_state(session, job.id, State.RUNNING, State.DONE)
            if has_ended:
                rows = tables.SealedFile
                owner, value = (rows.photo_id, job.photo) if job.photo is not None else (rows.job_id, job.id)
                is_replaced = (owner == value) & rows.purpose.in_(files)
                old = files_of(session, is_replaced)
                session.execute(delete(rows).where(is_replaced))
                common = {"person_id": job.person, owner.key: value}
                session.add_all(
                    rows(id=names[purpose], purpose=purpose, size=len(data), **common)
                    for purpose, data in files.items()
                )
                note(session, "", "job.done", job.person, job.id)
    except BaseException:
        has_ended = False
        raise
    finally:
        stores.vault.remove(old if has_ended else names.values())

"""What a piece of long work gets: what it is about, and somebody to tell how far it is."""

import time
from collections.abc import Callable, Mapping

from uvphoto.app.store import tables
from uvphoto.app.store.jobs import Job, State
from uvphoto.app.stores import Stores

_BETWEEN = 0.2  # seconds from one word about the progress to the next

Work = Callable[["Desk"], Mapping[str, bytes]]
"""Does a job: from its desk to the files that come of it, by purpose, which are sealed afterwards.

It changes nothing itself, and so may be broken off anywhere and done again. What the user can mend it raises as
``UvphotoError``.
"""


class CancelledJobError(Exception):
    """Somebody does not want the job any more."""


class Desk:
    """The place where one job is done."""

    def __init__(self, stores: Stores, job: Job) -> None:
        self.stores = stores
        self.job = job
        self._told = 0.0

    def read(self, purpose: str) -> bytes:
        """Return a file of the photo that the job is about.

        Raises:
            NotThereError: it is gone.

        """
        if self.job.photo is None:
            raise ValueError(f"a job of the kind {self.job.kind!r} is about no photo")
        return self.stores.results.file(self.job.person, self.job.photo, purpose)

    def advance(self, done: int, of: int) -> None:
        """Tell how many steps are done, and of how many.

        Raises:
            CancelledJobError: the job is not wanted any more.

        """
        if time.monotonic() - self._told < _BETWEEN and done < of:
            return
        self._told = time.monotonic()
        with self.stores.database.writing() as session:
            row = session.query(tables.Job).filter_by(id=self.job.id, state=State.RUNNING.value).one_or_none()
            if row is None or row.wants_cancel:
                raise CancelledJobError
            row.done, row.of = done, of

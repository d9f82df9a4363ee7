"""The queue of jobs: a file in which persist-queue keeps their ids, and what is under way."""

from pathlib import Path
from typing import Any

from persistqueue import Empty, SQLiteAckQueue
from persistqueue.serializers import json as as_json

_PATIENCE = 30.0  # seconds to wait for another process


class JobQueue:
    """Ids of jobs, first in, first out. What is taken comes again after a restart until it is ended."""

    def __init__(self, folder: Path, *, resumes: bool) -> None:
        """Open the queue of a data folder.

        Args:
            folder: of the app's data.
            resumes: what was under way when everything stopped waits again: for the one who works, not for who adds.

        """
        self._queue: Any = SQLiteAckQueue(
            str(folder),
            auto_resume=resumes,
            db_file_name="queue.db",
            multithreading=True,
            serializer=as_json,
            timeout=_PATIENCE,
        )

    def put(self, job: str) -> None:
        """Add a job at the end."""
        self._queue.put(job)

    def take(self, patience: float) -> tuple[int, str] | None:
        """Return the number in the queue and the id of the next job; None where none came within seconds."""
        try:
            item = self._queue.get(timeout=patience, raw=True)
        except Empty:
            return None
        return item["pqid"], item["data"]

    def end(self, number: int) -> None:
        """Forget a job that is over."""
        self._queue.ack(id=number)
        self._queue.clear_acked_data(keep_latest=0, max_delete=1000)

    def ids(self) -> list[str]:
        """Return all jobs that wait or are under way."""
        return [item["data"] for item in self._queue.queue() if int(item["status"]) < 5]  # 5: ended

    def close(self) -> None:
        """Close the file."""
        self._queue.close()

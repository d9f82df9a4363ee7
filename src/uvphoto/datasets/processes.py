"""Work on many jobs in several processes, one run at a time in a folder."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from threading import current_thread, main_thread
from typing import TypeVar

import cv2
from filelock import FileLock, Timeout
from threadpoolctl import threadpool_limits

from uvphoto.errors import DataSetError

Job = TypeVar("Job")
Result = TypeVar("Result")

LOCK_FILE = ".lock"  # held while a run writes; the system frees it when the run ends, however it does


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder.

    Raises:
        DataSetError: another run is in it.

    """
    try:
        with FileLock(folder / LOCK_FILE, blocking=False):
            try:
                yield
            finally:
                with suppress(OSError):  # Windows deletes no open file; an idle lock file does no harm
                    (folder / LOCK_FILE).unlink()
    except Timeout as error:
        raise DataSetError(folder, "is being written by another run", "Wait for its end, or choose another") from error


def in_processes(work: Callable[[Job], Result], jobs: Sequence[Job], processes: int) -> Iterator[Result]:
    """Yield the result of each job as they are finished, each worked on in a process of one thread.

    Args:
        work: can be pickled, as can jobs and results.
        jobs: to do.
        processes: how many work at a time, 1 or more.

    Raises:
        BrokenProcessPool: a process ended unasked.
        KeyboardInterrupt: passed on after the jobs under way are finished.

    """
    pool = ProcessPoolExecutor(
        min(processes, max(len(jobs), 1)), mp_context=get_context("spawn"), initializer=_use_one_thread
    )
    waiting = iter(jobs)
    try:
        # No more are handed over than are worked on: an interrupt waits for those under way alone.
        with _interrupts_passed_over():
            running = {pool.submit(work, job) for job in islice(waiting, processes)}
        while running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
                running |= {pool.submit(work, job) for job in islice(waiting, 1)}
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_passed_over() -> Iterator[None]:
    """Let processes that start meanwhile inherit that interrupts are the parent's; only a main thread can do so."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _use_one_thread() -> None:
    """Set a process up: one thread, so that sums keep their order, and interrupts left to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    threadpool_limits(1)

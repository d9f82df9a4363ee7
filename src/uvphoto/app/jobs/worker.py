"""The process that works: it does the jobs of the queue, and goes away with the server."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping

from filelock import FileLock

from uvphoto.app.jobs.desk import Work
from uvphoto.app.jobs.queue import JobQueue
from uvphoto.app.jobs.runner import run_next
from uvphoto.app.precedence import give_way
from uvphoto.app.settings import AppSettings
from uvphoto.app.stores import Stores
from uvphoto.app.vault.plain_files import sweep_plain_folders

WORKER_LOCK = "worker.lock"
_PATIENCE = 0.25  # seconds between two looks at the queue

MakeWorks = Callable[[AppSettings], Mapping[str, Work]]


def work(settings: AppSettings, master: bytes, make_works: MakeWorks) -> None:
    """Do jobs until the server goes away. Runs in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the server, which ends this process
    threading.Thread(target=_go_with_parent, daemon=True).start()
    give_way()
    with FileLock(settings.data / WORKER_LOCK):  # a worker of a server that was killed may still be going away
        sweep_plain_folders()
        stores, queue = Stores.open(settings.data, master), JobQueue(settings.data, resumes=True)
        works = make_works(settings)
        while True:
            run_next(stores, queue, works, _PATIENCE)


def _go_with_parent() -> None:
    """End this process at once when the server does; a job that is under way comes again."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

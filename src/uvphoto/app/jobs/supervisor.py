"""Keeps a process at work as long as the server runs."""

import logging
import multiprocessing
import threading
from multiprocessing.connection import wait

from uvphoto.app.jobs.worker import MakeWorks, work
from uvphoto.app.settings import AppSettings

_log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 30.0  # seconds before a process that died is replaced; twice as long each time
_STABLE = 60.0  # seconds after which a process counts as well
_TICK = 0.2  # seconds


class Supervisor:
    """Starts the process that works, and another one where it dies."""

    def __init__(self, settings: AppSettings, master: bytes, make_works: MakeWorks) -> None:
        self._arguments = settings, master, make_works
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)
        self._pid: int | None = None

    @property
    def pid(self) -> int | None:
        """The process that works; None where there is none at the moment."""
        return self._pid

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the process; what it was doing comes again at the next start."""
        self._stop.set()
        self._thread.join()

    def _keep(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stop.is_set():
            lasted = self._run_one()
            if self._stop.is_set():
                return
            _log.warning("the process that works has ended; another one begins")
            pause = _FIRST_PAUSE if lasted else min(2 * pause, _LONGEST_PAUSE)
            self._stop.wait(pause)

    def _run_one(self) -> bool:
        """Run a process until it ends; return whether it lasted."""
        context = multiprocessing.get_context("spawn")  # a fork would take threads and locks of the server with it
        process = context.Process(target=work, args=self._arguments, name="uvphoto-worker", daemon=True)
        process.start()
        self._pid = process.pid
        ticks = 0
        while not self._stop.is_set() and not wait([process.sentinel], _TICK):
            ticks += 1
        process.terminate()
        process.join()
        self._pid = None
        return ticks * _TICK > _STABLE

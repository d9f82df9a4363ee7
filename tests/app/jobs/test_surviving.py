"""Servers and workers that are killed with SIGKILL: every job ends, and none twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from uvphoto.app.store.tables import SealedFile
from uvphoto.app.stores import Stores
from uvphoto.app.vault.master_key import load_or_make_master_key
from uvphoto.picture import write_colour
from uvphoto.simulate.photography import ClinicPhoto

PATIENCE = 120  # seconds
SCRIPT = Path(__file__).parents[1] / "serve_slowly.py"
STAND_IN = ("-W", "error", str(SCRIPT))  # whose work is quick
REAL = ("-m", "uvphoto", "app", "--no-browser", "--port", "0", "--threads", "1", "--data")
OF_A_PHOTO = 7  # files: the original, the document, five pictures


def wait_for(what: Callable[[], bool], patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


@contextmanager
def server(folder: Path, program: tuple[str, ...] = STAND_IN) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a server; give its process and its address."""
    process = subprocess.Popen([sys.executable, *program, str(folder)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().split()[0]
    finally:
        process.kill()
        process.communicate()


def workers(server: int) -> list[int]:
    """Return the processes that a server has spawned to work, by what the kernel says."""
    found = Path("/proc", str(server), "task").glob("*/children")
    children = [int(child) for one in found for child in one.read_text().split()]
    return [one for one in children if b"spawn_main" in Path("/proc", str(one), "cmdline").read_bytes()]


def fill(folder: Path, photo: bytes, number: int) -> Stores:
    """Have photos wait for their analysis, in a data folder without a server."""
    folder.mkdir(mode=0o700)
    stores = Stores.open(folder, load_or_make_master_key(folder))
    person = stores.people.add("Ada", "")
    visit = stores.visits.add(person, date(2026, 1, 31), "")
    for _ in range(number):
        stores.photos.add(person, visit, photo, "")
    return stores


def ended(stores: Stores) -> Counter[str]:
    return Counter(event.detail for event in stores.audit.newest() if event.what == "job.done")


def check_each_was_done_once(stores: Stores, number: int) -> None:
    assert list(ended(stores).values()) == [1] * number
    assert stores.jobs.pending() == []
    with stores.database.reading() as session:
        files = set(session.scalars(select(SealedFile.id)))
    assert len(files) == OF_A_PHOTO * number
    assert stores.vault.names() >= files


@pytest.mark.skipif(sys.platform != "linux", reason="finds the worker by /proc")
def test_a_killed_server_and_a_killed_worker_leave_nothing_undone(tmp_path: Path, photo: bytes) -> None:
    stores = fill(tmp_path / "data", photo, 6)
    with server(tmp_path / "data") as (process, _):
        wait_for(lambda: len(ended(stores)) == 1)
        (worker,) = workers(process.pid)
        time.sleep(0.2)  # into the middle of the next one
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_for(lambda: not Path("/proc", str(worker)).exists())
    assert len(ended(stores)) < 6
    with server(tmp_path / "data") as (process, address):
        wait_for(lambda: len(ended(stores)) == 3)
        (worker,) = workers(process.pid)
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: len(ended(stores)) == 6)
        assert workers(process.pid) != [worker]
        assert httpx2.get(address).status_code == 200
    check_each_was_done_once(stores, 6)
    with server(tmp_path / "data") as (_, address):  # which sweeps
        assert httpx2.get(address).status_code == 200
    assert len(stores.vault.names()) == OF_A_PHOTO * 6
    stores.close()


@pytest.mark.slow
def test_ten_real_conversions_survive_a_killed_server(tmp_path: Path, clinic_face: ClinicPhoto) -> None:
    write_colour(tmp_path / "face.png", clinic_face.colour)
    stores = fill(tmp_path / "data", (tmp_path / "face.png").read_bytes(), 10)
    for done in (2, 5):
        with server(tmp_path / "data", REAL) as (process, _):
            wait_for(lambda done=done: len(ended(stores)) >= done, patience=600)
            time.sleep(1)  # into the middle of the next one
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert len(ended(stores)) < 10
    with server(tmp_path / "data", REAL) as (_, address):
        wait_for(lambda: len(ended(stores)) == 10, patience=600)
        assert httpx2.get(address).status_code == 200
    assert list(ended(stores).values()) == [1] * 10
    assert stores.jobs.pending() == []
    stores.close()


def test_two_servers_do_not_share_a_folder(tmp_path: Path, photo: bytes) -> None:
    fill(tmp_path / "data", photo, 0).close()
    with server(tmp_path / "data"):
        second = subprocess.run(
            [sys.executable, str(SCRIPT), str(tmp_path / "data")], capture_output=True, text=True, check=False
        )
        assert second.returncode != 0
        assert "is in use by an app that runs already" in second.stderr

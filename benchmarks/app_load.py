"""The app under many people at once while photos are converted, and what is left undone when it is killed.

    uvphoto simulate faces --people 4 --size 1024
    python benchmarks/app_load.py faces [--visitors 50] [--cameras 2] [--seconds 60] [--conversions 10]
    python benchmarks/app_load.py faces --kill [--conversions 10]

Load: a server of its own with a data folder of its own; people are logged in and open pages one after the other, a
second apart in the mean (exponential), while the queue is kept full. The clients run on the same cores. Times are from
the request to the last byte; pages that could not be shown count as infinitely late. Besides, some stand before the
camera, and the server looks for their faces: ``look``; what it was too busy to look at is not counted there.
Kill: when a third of the conversions is done, the server is killed with SIGKILL, and started again; each conversion
has to end once. All photos are simulated faces.
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import cv2
import httpx2
import numpy as np

from uvphoto.app.store.accounts import Role
from uvphoto.app.store.jobs import Job
from uvphoto.app.stores import Stores
from uvphoto.app.vault.master_key import load_or_make_master_key
from uvphoto.datasets.storage import read_dataset

PAUSE = 1.0  # seconds between two pages of one visitor, in the mean
REST = 0.7  # seconds between an answer and the next look of a camera, as the page has it
SHOWN = 480  # pixels of the longer side of what it sends
NOT_NOW = 204
PEOPLE = 20
Times = dict[str, list[float]]
Visitor = Callable[[float], Awaitable[list[tuple[str, float]]]]


@contextmanager
def server(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the app, for others too, so that everybody logs in; give its process and address."""
    command = [sys.executable, "-m", "uvphoto", "app", "--data", str(folder), "--host", "0.0.0.0", "--port", "0"]  # noqa: S104 - asks for logins
    process = subprocess.Popen([*command, "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process, process.stdout.readline().split()[0].rstrip("/")
    finally:
        process.terminate()
        process.communicate()


def photos_of(dataset: Path) -> list[bytes]:
    opened = read_dataset(dataset)
    return [(dataset / row.colour).read_bytes() for row in opened.photos]


def frame_of(photo: bytes) -> bytes:
    """Return what a camera shows the server of a photo."""
    pixels = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR)
    share = SHOWN / max(pixels.shape)
    small = cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small)[1].tobytes()


def add_photos(stores: Stores, person: str, photos: list[bytes], number: int) -> None:
    """Add photos of a person, one visit each, without a server, whose start brings the jobs into the queue."""
    for n in range(number):
        visit = stores.visits.add(person, date(2020, 1, 1) + timedelta(days=n), "benchmark")
        stores.photos.add(person, visit, photos[n % len(photos)], "benchmark")


def states(stores: Stores, person: str) -> Counter[str]:
    return Counter(job.state.value for job in stores.jobs.of(person))


def wait_for_done(stores: Stores, person: str, number: int) -> None:
    while states(stores, person)["done"] < number:
        if states(stores, person)["failed"]:
            raise SystemExit("a conversion failed")
        time.sleep(0.2)


def pages_of(person: str, jobs: list[Job]) -> dict[str, str]:
    done, waiting = jobs[-1], jobs[0]
    return {
        "start": "/",
        "people": "/people",
        "person": f"/people/{person}",
        "result": f"/people/{person}/photos/{done.photo}",
        "picture": f"/people/{person}/photos/{done.photo}/pictures/face_uv",
        "waiting": f"/people/{person}/photos/{waiting.photo}",
        "history": f"/people/{person}/history",
        "compare": f"/people/{person}/compare",
        "forecast": f"/people/{person}/forecast",
        "about": "/about",
        "new photo": f"/people/{person}/photos/new",
    }


async def visit(address: str, token: str, pages: dict[str, str], seed: int, end: float) -> list[tuple[str, float]]:
    found = []
    choice = random.Random(seed)  # noqa: S311 - no secret
    async with httpx2.AsyncClient(base_url=address, cookies={"uvphoto": token}, timeout=60) as client:
        while time.monotonic() < end:
            await asyncio.sleep(choice.expovariate(1 / PAUSE))
            name, path = choice.choice(list(pages.items()))
            began = time.perf_counter()
            answer = await client.get(path)
            found.append((name, time.perf_counter() - began if answer.status_code == 200 else float("inf")))
    return found


async def stand_before_camera(address: str, token: str, csrf: str, frame: bytes, end: float) -> list[tuple[str, float]]:
    found = []
    async with httpx2.AsyncClient(base_url=address, cookies={"uvphoto": token}, timeout=60) as client:
        while time.monotonic() < end:
            began = time.perf_counter()
            form = {"csrf": csrf, "width": "1440"}
            answer = await client.post("/coach/look", data=form, files={"frame": ("frame.jpg", frame, "image/jpeg")})
            if answer.status_code != NOT_NOW:
                found.append(("look", time.perf_counter() - began if answer.status_code == 200 else float("inf")))
            await asyncio.sleep(REST)
    return found


async def visit_all(visitors: list[Visitor], seconds: float) -> Times:
    times: Times = defaultdict(list)
    end = time.monotonic() + seconds
    for found in await asyncio.gather(*(visitor(end) for visitor in visitors)):
        for name, taken in found:
            times[name].append(taken)
    return times


def measure_load(folder: Path, photos: list[bytes], arguments: argparse.Namespace) -> None:
    stores = Stores.open(folder, load_or_make_master_key(folder))
    account = stores.accounts.add("benchmark", "no hash, no login", Role.CLINICIAN, "")
    tokens = [stores.sessions.begin(account)[0] for _ in range(arguments.visitors)]
    before_cameras = [stores.sessions.begin(account) for _ in range(arguments.cameras)]
    for n in range(PEOPLE - 1):
        stores.people.add(f"Person {n}", "benchmark")
    person = stores.people.add("Somebody", "benchmark")
    add_photos(stores, person, photos, arguments.conversions + 1)
    with server(folder) as (_, address):
        wait_for_done(stores, person, 1)
        pages = pages_of(person, stores.jobs.of(person))
        frame = frame_of(photos[0])
        visitors = [partial(visit, address, one, pages, n) for n, one in enumerate(tokens)]
        visitors += [partial(stand_before_camera, address, token, known.csrf, frame) for token, known in before_cameras]
        before, began = states(stores, person)["done"], time.monotonic()
        times = asyncio.run(visit_all(visitors, arguments.seconds))
        converted, took = states(stores, person)["done"] - before, time.monotonic() - began
    still = states(stores, person)["queued"] + states(stores, person)["running"]
    print(f"{arguments.visitors} visitors, {took:.0f} s, {converted} photos converted meanwhile, {still} still to do")
    print(f"{'page':<12}{'asked':>8}{'median, ms':>12}{'95 %, ms':>12}{'worst, ms':>12}")
    looks = times.pop("look", [])
    of_pages = [one for several in times.values() for one in several]
    for name, found in [*times.items(), ("all", of_pages), *([("look", looks)] if looks else [])]:
        middle, late, worst = 1000 * np.quantile(found, [0.5, 0.95, 1.0])
        print(f"{name:<12}{len(found):>8}{middle:>12.0f}{late:>12.0f}{worst:>12.0f}")


def measure_kill(folder: Path, photos: list[bytes], number: int) -> None:
    stores = Stores.open(folder, load_or_make_master_key(folder))
    person = stores.people.add("Somebody", "benchmark")
    add_photos(stores, person, photos, number)
    with server(folder) as (process, _):
        wait_for_done(stores, person, max(1, number // 3))
        time.sleep(1)  # into the middle of the next one
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        print(f"killed: {dict(states(stores, person))}")
    began = time.monotonic()
    with server(folder):
        wait_for_done(stores, person, number)
    ended = Counter(event.detail for event in stores.audit.newest(10_000) if event.what == "job.done")
    twice = sum(times > 1 for times in ended.values())
    print(f"started again: {len(ended)} of {number} done {time.monotonic() - began:.0f} s later, {twice} of them twice")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faces", type=Path, help="data set whose colour photos are converted")
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--cameras", type=int, default=2, help="people besides who stand before a camera")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--conversions", type=int, default=10)
    parser.add_argument("--kill", action="store_true")
    arguments = parser.parse_args()
    photos = photos_of(arguments.faces)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        folder.mkdir(mode=0o700)
        if arguments.kill:
            measure_kill(folder, photos, arguments.conversions)
        else:
            measure_load(folder, photos, arguments)


if __name__ == "__main__":
    main()

"""Writers that are killed in the middle of their work, and what must hold of their record afterwards.

    python killing.py RECORD PHOTOS --rounds 8 --seed 1      at random moments, while visits are added and deleted
    python killing.py RECORD PHOTOS --steps 12               at chosen steps of one addition and one deletion

Prints as JSON how many visits were reported as stored and as deleted, how many are there, and how many of the killed
left something behind that had to be cleared away. Ends with an error where anything that was reported is not so.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, event

from uvphoto.longitudinal.record.entries import NewPhoto, NewResult
from uvphoto.longitudinal.record.place import Place, find_place
from uvphoto.longitudinal.record.record import Record

FIRST = date(2020, 1, 1)
MOST_REPORTS = 8  # of a writer before it is killed: with them it has deleted a visit
LONGEST = 0.1  # seconds until it is, about what a visit takes
DOCUMENT = {
    "made_by": "uvphoto 1.0",
    "spots_found_in": "synthetic UV",
    "weights": {"name": "compact", "sha256": "ab" * 32},
    "algorithm": "absorbance 3",
    "white_balance": {"asked": "none"},
    "is_refused": False,
    "regions": {"cheeks": {"spot_ratio": 0.05}, "face": {"spot_ratio": 0.04}},
}
Report = Callable[[str], None]


class Witness:
    """What writers reported, and whether the record agrees."""

    def __init__(self, place: Place, sources: Path) -> None:
        self.place = place
        self.sources = sources
        self.told: dict[str, set[tuple[str, date]]] = {"stored": set(), "deleting": set(), "deleted": set()}
        self.left_behind = 0

    def note(self, lines: str) -> None:
        """Take down what a writer reported; a last line that was cut short counts as unsaid."""
        for line in lines.split("\n")[:-1]:
            what, person, day = line.split()
            self.told[what].add((person, date.fromisoformat(day)))

    def judge(self) -> None:
        """Hold the record to what was reported."""
        self.left_behind += any(self.place.photos.glob(".doubtful/*")) or any(self.place.photos.glob(".incoming/*"))
        record = Record.open(self.place)
        found = {}
        for one in record.people():
            for visit in record.person(one.pseudonym).visits:
                found[one.pseudonym, visit.date] = visit
        assert found.keys() >= self.told["stored"] - self.told["deleting"], (
            "a visit that was reported as stored is lost"
        )
        assert not found.keys() & self.told["deleted"], "a visit that was reported as deleted is there"
        for visit in found.values():
            assert [photo.view for photo in visit.photos] == ["front", "left"], "a visit is half there"
            assert len(visit.photos[0].results) == 1, "a visit lacks its result"
            assert set(visit.photos[0].results[0].regions) == {"cheeks", "face"}, "a result is half there"
            assert "uv" in visit.photos[0].results[0].files, "a result lacks its file"
        assert record.problems() == [], "files are missing, altered, or left behind"
        assert not any(self.place.photos.glob(".doubtful/*"))
        assert not any(self.place.photos.glob(".incoming/*"))

    def count(self) -> dict[str, int]:
        """Return how many there were."""
        visits = sum(one.visits for one in Record.open(self.place).people())
        told = {f"reported_{what}": len(visits) for what, visits in self.told.items()}
        return told | {"there": visits, "left_behind": self.left_behind}


def visit_of(sources: Path, person: str, day: date) -> list[NewPhoto]:
    """Return two photos of a visit, one with a result; the photo from the left shows the same on every visit."""
    colour, uv, left = (sources / f"{name}.jpg" for name in (f"{person}{day}", f"{person}{day}_uv", f"{person}_left"))
    colour.write_bytes(f"{person} on {day}".encode() * 2000)
    uv.write_bytes(f"UV of {person} on {day}".encode() * 2000)
    left.write_bytes(f"{person} {day}".encode() * 10)
    result = NewResult(DOCUMENT, {"uv": uv})
    return [
        NewPhoto(colour, day, "clinic", "clinic", results=(result,)),
        NewPhoto(left, day, "clinic", "clinic", view="left"),
    ]


def keep_writing(place: Place, sources: Path, person: str, report: Report) -> None:
    """Add a visit after the other, delete every third again, and report what has been done."""
    record = Record.open(place)
    for number in range(10_000):
        day = FIRST + timedelta(number)
        record.add(person, visit_of(sources, person, day))
        report(f"stored {person} {day}")
        if number % 3 == 2:
            report(f"deleting {person} {day}")
            record.delete(person, day)
            report(f"deleted {person} {day}")


def write_once(place: Place, sources: Path, person: str, report: Report) -> None:
    """Add two visits and delete the first of them."""
    record = Record.open(place)
    for day in (FIRST, FIRST + timedelta(1)):
        record.add(person, visit_of(sources, person, day))
        report(f"stored {person} {day}")
    report(f"deleting {person} {FIRST}")
    record.delete(person, FIRST)
    report(f"deleted {person} {FIRST}")


def in_child(work: Callable[[Report], None]) -> tuple[int, int]:
    """Run work in a process of its own; return its number, and where its reports can be read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            work(lambda line: os.write(writing, f"{line}\n".encode()) and None)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    return child, reading


def rest_of(reading: int) -> str:
    """Return what a writer reported before its end."""
    with os.fdopen(reading, "rb") as file:
        return file.read().decode()


def kill_at_random(witness: Witness, rounds: int, seed: int) -> None:
    """Kill writers at random moments, the next one on the record that the last one left."""
    rng = np.random.default_rng(seed)
    for number in range(rounds):
        child, reading = in_child(
            lambda report, number=number: keep_writing(witness.place, witness.sources, f"round{number}", report)
        )
        begun = b""
        reports = rng.integers(1, MOST_REPORTS, endpoint=True)
        while begun.count(b"\n") < reports and (some := os.read(reading, 1000)):
            begun += some
        time.sleep(rng.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL, "a writer failed by itself"
        witness.note(begun.decode() + rest_of(reading))
        witness.judge()


def kill_at_steps(witness: Witness, wanted: int) -> None:
    """Kill writers at steps of their work, evenly over all that there are: changes of files and statements."""
    total = _at_step(witness, "whole", None)
    steps = np.unique(np.linspace(1, total, wanted).astype(int))
    for step in steps.tolist():
        _at_step(witness, f"step{step}", step)


def _at_step(witness: Witness, person: str, killed_at: int | None) -> int:
    """Kill a writer at a step, or let it come to its end and return how many there are."""

    def work(report: Report) -> None:
        done = 0

        def step(*_: object) -> None:
            nonlocal done
            done += 1
            if done == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)

        changes = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}
        # Opening to write, among which are the copies; a process that forks has no way to take a hook away again.
        sys.addaudithook(lambda name, values: step() if name in changes or _writes(name, values) else None)
        for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, moment, step)
        write_once(witness.place, witness.sources, person, report)
        if killed_at is None:
            report(f"steps {done} {FIRST}")

    child, reading = in_child(work)
    status = os.waitpid(child, 0)[1]
    lines = rest_of(reading)
    # Their number differs by a few, so that the last of them may not come.
    assert status in ({0} if killed_at is None else {0, signal.SIGKILL}), f"a writer ended by itself with {status}"
    *reports, last = lines.split("\n")[:-1] if killed_at is None else [*lines.split("\n")[:-1], ""]
    witness.note("".join(f"{line}\n" for line in reports))
    witness.judge()
    return int(last.split()[1]) if last else 0


def _writes(name: str, values: tuple[object, ...]) -> bool:
    return name == "open" and isinstance(values[2], int) and bool(values[2] & (os.O_WRONLY | os.O_RDWR))


def main() -> None:
    """Kill writers as asked, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record")
    parser.add_argument("photos", type=Path)
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    place = find_place(options.record, options.photos if "://" in options.record else None)
    Record.create(place)
    with tempfile.TemporaryDirectory() as sources:
        witness = Witness(place, Path(sources))
        kill_at_random(witness, options.rounds, options.seed)
        if options.steps:
            kill_at_steps(witness, options.steps)
    print(json.dumps(witness.count()))  # noqa: T201 - a program of its own, whose caller reads this


if __name__ == "__main__":
    main()

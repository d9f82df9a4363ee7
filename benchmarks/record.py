"""A record of many people: time of its verbs, on rows without photos; and writers of another record killed.

python benchmarks/record.py [--people 10000] [--visits 10] [--kills 50] [--record URL --photos FOLDER]
"""

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import torch
from sqlalchemy import Connection, insert

from uvphoto.longitudinal.charts.draw import draw, to_png, to_svg
from uvphoto.longitudinal.forecast.charted import courses_of
from uvphoto.longitudinal.forecast.dose import climate_of_latitude
from uvphoto.longitudinal.forecast.outlook import Facts, Outlook, look_ahead
from uvphoto.longitudinal.forecast.parameters import bundled_parameters
from uvphoto.longitudinal.forecast.readings import readings_of
from uvphoto.longitudinal.record import tables
from uvphoto.longitudinal.record.database import make_engine
from uvphoto.longitudinal.record.entries import NewPhoto, NewResult
from uvphoto.longitudinal.record.place import Place, find_place
from uvphoto.longitudinal.record.record import Record
from uvphoto.simulate.series.dose import Habits

KILLING = Path(__file__).parents[1] / "tests" / "longitudinal" / "record" / "killing.py"
REGIONS = ("forehead", "left_cheek", "right_cheek", "nose", "chin", "cheeks", "face")
MEASURES = (
    "skin_mm2", "spot_ratio", "count", "count_per_cm2", "median_diameter_mm", "p90_diameter_mm", "contrast",
    "absorbance", "spot_ratio_50_low", "spot_ratio_50_high", "spot_ratio_90_low", "spot_ratio_90_high",
)  # fmt: skip
WEIGHTS = {"name": "compact", "sha256": "ab" * 32}
PROVENANCE = {"made_by": "uvphoto 1.0", "spots_found_in": "synthetic UV", "algorithm": "3", "is_refused": False}
FINDING = {"kind": "unlike", "severity": "warning", "message": "m" * 200, "remedy": "r" * 100}
AT_ONCE = 100  # people in one transaction


def document(rng: np.random.Generator) -> dict[str, object]:
    """Return an analysis of the usual size."""
    regions = {
        name: dict(zip(MEASURES, rng.uniform(0, 1, len(MEASURES)).round(6).tolist(), strict=True)) for name in REGIONS
    }
    return PROVENANCE | {
        "format_version": 1, "weights": WEIGHTS, "settings": dict.fromkeys(map(str, range(12)), 0.125),
        "white_balance": {"asked": "none"}, "findings": [FINDING] * 3, "regions": regions,
    }  # fmt: skip


def fill(place: Place, people: int, visits: int) -> None:
    """Write rows of many people, a photo and a result on each visit; the photos themselves are not there."""
    rng = np.random.default_rng(1)
    with make_engine(place).connect() as connection:
        for start in range(0, people, AT_ONCE):
            with connection.begin():
                fill_some(connection, range(start, min(start + AT_ONCE, people)), visits, rng)


def fill_some(connection: Connection, people: range, visits: int, rng: np.random.Generator) -> None:
    names = [{"pseudonym": f"p{number:06}"} for number in people]
    owners = keys(connection, tables.Person, names)
    came = [
        {"person_id": owner, "date": date(2020, 1, 1) + timedelta(90 * number), "treatment": ""}
        for owner in owners
        for number in range(visits)
    ]
    dates = keys(connection, tables.Visit, came)
    digests = [hashlib.sha256(f"photo of {one}".encode()).hexdigest() for one in dates]
    stored = [{"sha256": one, "suffix": ".jpg", "size": 1000} for one in digests]
    connection.execute(insert(tables.StoredFile), stored)
    nothing = {"split": "", "licence": "", "maps": {}, "extra": {}, "mm_per_pixel": None}
    shots = [
        {"visit_id": one, "view": "front", "device": "clinic", "domain": "clinic", "sha256": digest, **nothing}
        for one, digest in zip(dates, digests, strict=True)
    ]
    photos = keys(connection, tables.Photo, shots)
    found = [document(rng) for _ in photos]
    results = [
        PROVENANCE | {
            "photo_id": photo, "digest": digest, "weights_name": WEIGHTS["name"], "weights_sha256": WEIGHTS["sha256"],
            "white_balance": "none", "document": {name: value for name, value in one.items() if name != "regions"},
        }
        for photo, one, digest in zip(photos, found, digests, strict=True)
    ]  # fmt: skip
    measures = [
        {"result_id": result, "number": number, "region": name, "spot_ratio": values["spot_ratio"], "measures": values}
        for result, one in zip(keys(connection, tables.Result, results), found, strict=True)
        for number, (name, values) in enumerate(one["regions"].items())
    ]
    connection.execute(insert(tables.RegionMeasure), measures)


def keys(connection: Connection, table: type, rows: list[dict[str, object]]) -> list[int]:
    """Insert rows, and return their numbers in order."""
    returned = insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(connection.scalars(returned, rows))


def timed(work: Callable[[], object], times: int) -> str:
    """Return the median and the longest of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return f"{statistics.median(taken):.0f} | {max(taken):.0f}"


def new_visits(folder: Path) -> Iterator[list[NewPhoto]]:
    """Yield visits that nobody had yet, with a photo of 3 MB and a result."""
    rng = np.random.default_rng(2)
    number = 0
    while True:
        colour = folder / f"{number}.jpg"
        colour.write_bytes(rng.bytes(3_000_000))
        yield [
            NewPhoto(
                colour, date(2026, 1, 1) + timedelta(number), "clinic", "clinic", results=(NewResult(document(rng)),)
            )
        ]
        number += 1


def verbs(place: Place, people: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each verb and its times in milliseconds."""
    record = Record.open(place)
    somebody = iter(np.random.default_rng(3).permutation(people).tolist())
    visits = new_visits(folder)

    def name() -> str:
        return f"p{next(somebody):06}"

    yield "add a visit (photo of 3 MB, result)", timed(lambda: record.add(name(), next(visits)), 30)
    yield "list", timed(record.people, 5)
    yield "show a person", timed(lambda: record.person(name()), 30)
    yield "history of a person", timed(lambda: record.history(name()), 30)
    yield from looking_ahead(record, name)
    yield "delete a person, database rewritten", timed(lambda: record.delete(name()), 3)
    variables = {"UVPHOTO_RECORD": where(place), "UVPHOTO_RECORD_PHOTOS": "" if place.is_sqlite else str(place.photos)}
    environment = os.environ | {name: value for name, value in variables.items() if value}

    def command(*words: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "uvphoto", *words], env=environment, stdout=subprocess.DEVNULL, check=True
        )

    out = ("--latitude", "36", "--out", str(folder / "forecast"))
    yield "`uvphoto record list`, start included", timed(lambda: command("record", "list"), 3)
    yield "`uvphoto record show`, start included", timed(lambda: command("record", "show", name()), 3)
    yield "`uvphoto forecast --out`, start included", timed(lambda: command("forecast", name(), *out), 3)


def looking_ahead(record: Record, name: Callable[[], str]) -> Iterator[tuple[str, str]]:
    """Yield the times of a forecast with its scenarios, from the record on, and of its charts."""
    torch.set_num_threads(1)  # as `uvphoto forecast` does
    fitted, facts = bundled_parameters(), Facts(climate_of_latitude(36.0), Habits())
    regions = fitted.info.settings.regions

    def outlook() -> Outlook:
        return look_ahead(fitted, readings_of(record.history(name(), all_results=True), regions), facts)

    yield "forecast a person, two scenarios", timed(outlook, 10)
    charts = courses_of(outlook())
    yield "chart of four regions, SVG", timed(lambda: to_svg(draw(charts)), 5)
    yield "chart of four regions, PNG", timed(lambda: to_png(draw(charts)), 5)


def where(place: Place) -> str:
    return str(place) if place.is_sqlite else place.database.render_as_string(hide_password=False)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--visits", type=int, default=10)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--record", help="URL of an empty PostgreSQL database; else SQLite in a temporary folder")
    parser.add_argument("--photos", type=Path, help="with it")
    options = parser.parse_args()
    if options.people < 100:
        parser.error("--people must be at least 100: each is looked at once")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.kills:  # in PostgreSQL first, as long as every row has its photos
            kill(find_place(options.record or folder / "killed", options.photos), options.kills)
        place = find_place(options.record or folder / "record", options.photos)
        Record.create(place)
        start = time.perf_counter()
        fill(place, options.people, options.visits)
        size = f", {place.file.stat().st_size / 1e6:.0f} MB" if place.is_sqlite else ""
        took = time.perf_counter() - start
        print(f"{options.people} people x {options.visits} visits{size}, filled in {took:.0f} s\n")
        print("| what | median, ms | longest, ms |\n|---|---|---|")
        for what, times in verbs(place, options.people, folder):
            print(f"| {what} | {times} |", flush=True)


def kill(place: Place, writers: int) -> None:
    """Kill writers of a record, and tell what became of what they had reported."""
    command = [sys.executable, KILLING, where(place), place.photos, "--rounds", writers, "--seed", 1]
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, check=True)
    print(f"{writers} writers killed, nothing lost: {json.loads(done.stdout)}\n", flush=True)


if __name__ == "__main__":
    main()

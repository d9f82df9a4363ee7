"""What is wrong between the rows of a data set, seen without opening a file."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from uvphoto.datasets.description import DESCRIPTION_FILE
from uvphoto.datasets.faults import Fault
from uvphoto.datasets.manifest import FILE_COLUMNS, Description
from uvphoto.datasets.table import PHOTOS_FILE, TableRow

_OWN_FILES = ("colour", "uv", "truth_uv")  # masks, maps and tables may serve several photos


def contradictions(rows: Sequence[TableRow], description: Description | None) -> list[Fault]:
    """Return the faults between rows, and between the rows and the description."""
    faults = [*_visits_twice(rows), *_files_twice(rows), *_people_in_two_splits(rows), *_people_spelled_alike(rows)]
    faults += _people_without_split(rows)
    if description is not None:
        faults += _undescribed(rows, description)
    return faults


def _visits_twice(rows: Iterable[TableRow]) -> Iterator[Fault]:
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row.cell(column) for column in ("person", "visit", "view", "device"))
        if not key[0]:
            continue
        earlier = first.setdefault(key, row.number)
        if earlier != row.number:
            problem = f"has the person, visit, view and device of row {earlier}: {', '.join(filter(None, key))}"
            yield Fault(PHOTOS_FILE, row.number, problem)


def _files_twice(rows: Iterable[TableRow]) -> Iterator[Fault]:
    first: dict[str, tuple[int, str]] = {}
    for row in rows:
        for column in _OWN_FILES:
            path = row.cell(column)
            if not path:
                continue
            number, earlier = first.setdefault(path, (row.number, column))
            if (number, earlier) != (row.number, column):
                yield Fault(path, row.number, f"stands as {column} here and as {earlier} on row {number}")


def _people_in_two_splits(rows: Iterable[TableRow]) -> Iterator[Fault]:
    first: dict[str, TableRow] = {}
    for row in rows:
        person, split = row.cell("person"), row.cell("split")
        if not person or not split:
            continue
        earlier = first.setdefault(person, row)
        if earlier.cell("split") != split:
            other = f"{earlier.cell('split')!r} on row {earlier.number}"
            yield Fault(PHOTOS_FILE, row.number, f"puts {person!r} into the split {split!r}, after {other}")


def _people_spelled_alike(rows: Iterable[TableRow]) -> Iterator[Fault]:
    spellings: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        person = row.cell("person")
        spellings[unicodedata.normalize("NFC", person).casefold()].setdefault(person, row.number)
    for names in spellings.values():
        (first, number), *others = names.items()
        for name, other in others:
            problem = f"has the person {name!r}, who differs from {first!r} on row {number} in capitals or accents only"
            yield Fault(PHOTOS_FILE, other, problem)


def _people_without_split(rows: Sequence[TableRow]) -> Iterator[Fault]:
    if not any(row.cell("split") for row in rows):
        return
    for row in rows:
        if not row.cell("split"):
            yield Fault(PHOTOS_FILE, row.number, "has no split, though other rows have one")


def _undescribed(rows: Sequence[TableRow], description: Description) -> Iterator[Fault]:
    told = set(description.devices)
    for device in dict.fromkeys(row.cell("device") for row in rows):
        if device and device not in told:
            yield Fault(DESCRIPTION_FILE, None, f"does not name the device {device!r} in 'devices'")
    for column in FILE_COLUMNS:
        filled = any(row.cell(column) for row in rows)
        if filled and column not in description.kinds:
            yield Fault(DESCRIPTION_FILE, None, f"does not name {column!r} in 'kinds', though there are such files")
        if not filled and column in description.kinds:
            yield Fault(DESCRIPTION_FILE, None, f"names {column!r} in 'kinds', though there is no such file")

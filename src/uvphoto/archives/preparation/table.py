"""A table that says which photos belong together, and whose they are."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from uvphoto.datasets.matching import Match, name_of
from uvphoto.datasets.table import TableRow, parse_table, path_problem
from uvphoto.errors import DataSetError

_REQUIRED = ("colour", "uv", "person")
_TOLD = ("person", "visit", "view", "device")


@dataclass(frozen=True)
class Listed:
    """A pair as a table names it."""

    pair: Match
    told: Mapping[str, str]  # what the row tells of person, visit, view and device


def read_partners(
    table: Path, pictures: Iterable[PurePosixPath]
) -> tuple[tuple[Listed, ...], tuple[tuple[PurePosixPath, str], ...]]:
    """Read the pairs of a table with the columns colour, uv and person, and where there are such visit, view, device.

    Args:
        table: CSV, UTF-8; paths are relative to the archive's folder, with forward slashes.
        pictures: of the archive.

    Returns:
        The pairs, and every other picture with the reason.

    Raises:
        DataSetError: the table cannot be read, or has a fault: a column that is missing, a path that leads out of the
            archive or to no picture in it, a photo on two rows.

    """
    try:
        data = table.read_bytes()
    except OSError as error:
        remedy = "Name the table of pairs with --table"
        raise DataSetError(table, f"cannot be read ({error.strerror})", remedy) from error
    rows, faults = parse_table(data, file=table.name, required=_REQUIRED)
    there = {unicodedata.normalize("NFC", path.as_posix()): path for path in pictures}
    used: dict[PurePosixPath, int] = {}
    problems = [fault.problem if fault.row is None else f"row {fault.row} {fault.problem}" for fault in faults]
    problems += [problem for row in rows for problem in _problems(row, there, used)]
    if problems:
        more = f" (and {len(problems) - 1} more faults)" if len(problems) > 1 else ""
        raise DataSetError(table, f"{problems[0]}{more}", "Mend the table")
    named = tuple(_listed(row, there) for row in rows)
    return named, tuple((path, f"is not in {table.name}") for path in sorted(set(there.values()) - used.keys()))


def _problems(row: TableRow, there: Mapping[str, PurePosixPath], used: dict[PurePosixPath, int]) -> Iterable[str]:
    for column in _REQUIRED:
        if not row.cell(column).strip():
            yield f"row {row.number} has no {column}"
    for column in ("colour", "uv"):
        text = row.cell(column).strip()
        path = there.get(_composed(text))
        if problem := path_problem(text):
            yield f"row {row.number}: {text!r} {problem}"
        elif text and path is None:
            yield f"row {row.number}: {text!r} is no picture in the archive"
        elif path is not None and used.setdefault(path, row.number) != row.number:
            yield f"row {row.number}: {text!r} stands on row {used[path]} already"
        elif text and column == "uv" and text == row.cell("colour").strip():
            yield f"row {row.number}: {text!r} is both colour and UV photo"


def _listed(row: TableRow, there: Mapping[str, PurePosixPath]) -> Listed:
    colour, uv = (there[_composed(row.cell(column))] for column in ("colour", "uv"))
    told = {column: row.cell(column).strip() for column in _TOLD if row.cell(column).strip()}
    return Listed(Match(name_of(colour), colour, uv), told)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", PurePosixPath(text.strip()).as_posix())

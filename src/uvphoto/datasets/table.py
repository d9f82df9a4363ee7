"""The text of ``photos.csv`` <-> rows, with everything that is wrong with each of them."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath

from uvphoto.datasets.faults import Fault
from uvphoto.datasets.manifest import (
    DOMAINS,
    FILE_COLUMNS,
    OPTIONAL_COLUMNS,
    REQUIRED_COLUMNS,
    SPLITS,
    VIEWS,
    PhotoRow,
)

PHOTOS_FILE = "photos.csv"
_KNOWN_COLUMNS = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
_BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take the text for the country's old 8-bit code


@dataclass(frozen=True)
class TableRow:
    """The cells of one row by their column, as they stand in the file."""

    number: int  # as a spreadsheet counts: the heading is row 1
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Return a cell's text; "" where the table has no such column."""
        return self.cells.get(column, "")


def format_rows(photos: Iterable[PhotoRow]) -> str:
    """Return the text of ``photos.csv``: columns in their order, those that nobody fills left out."""
    rows = [cells_of(photo) for photo in photos]
    optional = [column for column in OPTIONAL_COLUMNS if any(row[column] for row in rows)]
    further = dict.fromkeys(column for row in rows for column in row if column not in _KNOWN_COLUMNS)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, [*REQUIRED_COLUMNS, *optional, *further], extrasaction="ignore", lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return _BYTE_ORDER_MARK + text.getvalue()


def cells_of(photo: PhotoRow) -> dict[str, str]:
    """Return the cells of a photo's row by their column; "" where nothing is known."""
    known = {column: getattr(photo, column) for column in _KNOWN_COLUMNS}
    known["visit"] = "" if photo.visit is None else photo.visit.isoformat()
    known["mm_per_pixel"] = "" if photo.mm_per_pixel is None else repr(float(photo.mm_per_pixel))
    return {**photo.extra, **known}


def parse_table(
    data: bytes, *, file: str = PHOTOS_FILE, required: Sequence[str] = REQUIRED_COLUMNS
) -> tuple[list[TableRow], list[Fault]]:
    """Read the bytes of a table, separated by commas, semicolons or tabs, with or without a byte order mark.

    Rows without any text are passed over. What is in the cells of ``photos.csv`` is judged by ``row_faults``.

    Args:
        data: UTF-8.
        file: its name, for what is said against it.
        required: columns that must be there.

    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Fault(file, None, "is not UTF-8; save it as 'CSV UTF-8'")]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter_of(text), strict=True)
    try:
        heading = _without_empty_end(next(reader, []))
        faults = [Fault(file, 1, problem) for problem in _heading_problems(heading, required)]
        rows: list[TableRow] = []
        for number, record in enumerate(reader, start=2):
            cells = _without_empty_end(record)
            if not cells:
                continue
            if len(cells) > len(heading) or len(record) < len(heading):
                faults.append(Fault(file, number, f"has {len(record)} cells where the heading has {len(heading)}"))
            rows.append(TableRow(number, dict(zip(heading, record, strict=False))))
    except csv.Error as error:
        return [], [Fault(file, None, f"is no table of cells: {error} in line {reader.line_num}")]
    if not rows:
        faults.append(Fault(file, None, "holds no photo"))
    return rows, faults


def _delimiter_of(text: str) -> str:
    heading = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=heading.count)


def _without_empty_end(cells: list[str]) -> list[str]:
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    return cells[: filled[-1] + 1] if filled else []


def _heading_problems(heading: list[str], required: Sequence[str]) -> Iterator[str]:
    for column in required:
        if column not in heading:
            yield f"lacks the column {column!r}"
    for index, column in enumerate(heading, start=1):
        if not column.strip():
            yield f"has no heading over column {index}"
        elif column in heading[: index - 1]:
            yield f"has the column {column!r} twice"


def row_faults(row: TableRow) -> list[Fault]:
    """Return everything that is wrong with the cells of one row; opens no file."""
    problems = [(column, "is empty") for column in ("person", "device", "colour") if not row.cell(column)]
    problems += [
        (column, f"{row.cell(column)!r} begins or ends with a space")
        for column in ("person", "device")
        if row.cell(column) != row.cell(column).strip()
    ]
    allowed = {"view": VIEWS, "domain": DOMAINS, "split": (*SPLITS, "")}
    problems += [
        (column, f"{row.cell(column)!r} is none of: {', '.join(filter(None, values))}")
        for column, values in allowed.items()
        if row.cell(column) not in values
    ]
    if row.cell("visit") and _date_of(row.cell("visit")) is None:
        problems.append(("visit", f"{row.cell('visit')!r} is no date like 2026-01-31"))
    if row.cell("mm_per_pixel") and _scale_of(row.cell("mm_per_pixel")) is None:
        problems.append(("mm_per_pixel", f"{row.cell('mm_per_pixel')!r} is no positive number"))
    faults = [Fault(PHOTOS_FILE, row.number, f"({column}) {problem}") for column, problem in problems]
    paths = ((column, row.cell(column), path_problem(row.cell(column))) for column in FILE_COLUMNS)
    return faults + [Fault(path, row.number, f"({column}) {problem}") for column, path, problem in paths if problem]


def path_problem(path: str) -> str | None:
    """Return why a path cannot stand in ``photos.csv``, or None: it must stay inside the data set's folder."""
    if not path:
        return None
    if "\0" in path:
        return "has a zero character in its name"
    if "\\" in path:
        return "has backslashes; write the path with forward slashes"
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive:
        return "is an absolute path; write it relative to the data set's folder"
    if ".." in PurePosixPath(path).parts:
        return "leads out of the data set's folder"
    return None


def to_photo(row: TableRow) -> PhotoRow:
    """Turn a row without problems into a photo.

    Raises:
        ValueError: the row has problems.

    """
    known = {column: row.cell(column) for column in _KNOWN_COLUMNS if column not in {"visit", "mm_per_pixel"}}
    further = {column: cell for column, cell in row.cells.items() if column not in _KNOWN_COLUMNS}
    visit, scale = _date_of(row.cell("visit")), _scale_of(row.cell("mm_per_pixel"))
    return PhotoRow(**known, visit=visit, mm_per_pixel=scale, extra=further)


def _date_of(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _scale_of(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value > 0 else None

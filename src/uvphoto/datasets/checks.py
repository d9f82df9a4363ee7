"""Every fault of a data set on disk."""

import math
from collections.abc import Callable
from pathlib import Path

from uvphoto.datasets.consistency import contradictions
from uvphoto.datasets.faults import Fault
from uvphoto.datasets.manifest import FILE_COLUMNS, Description
from uvphoto.datasets.opened import Opened, open_file
from uvphoto.datasets.storage import read_parts
from uvphoto.datasets.table import TableRow, path_problem, row_faults
from uvphoto.errors import DataSetError

_SAME_SCALE = 1e-6  # relative: as far as float32 or a rounded decimal is off


def check(folder: Path, *, quick: bool = False, progress: Callable[[int, int], None] | None = None) -> list[Fault]:
    """List every fault of a data set: of its two files, between its rows, and of the files that they name.

    Args:
        folder: of the data set.
        quick: read the pictures' headers only. A file that breaks off later then goes unseen.
        progress: told after each row how many are done, and of how many.

    Returns:
        Faults of the whole set first, then row by row; empty for a sound data set.

    Raises:
        DataSetError: there is no such folder.

    """
    if not folder.is_dir():
        raise DataSetError(folder, "is no folder", "Give the folder that holds dataset.json and photos.csv")
    description, rows, faults = read_parts(folder)
    faults += contradictions(rows, description)
    for done, row in enumerate(rows, start=1):
        faults += _row_faults(folder, row, description, quick=quick)
        if progress is not None:
            progress(done, len(rows))
    return sorted(faults, key=lambda fault: fault.row or 0)


def _row_faults(folder: Path, row: TableRow, description: Description | None, *, quick: bool) -> list[Fault]:
    faults = row_faults(row)
    opened: dict[str, Opened] = {}
    for column in FILE_COLUMNS:
        path = row.cell(column)
        if path and not path_problem(path):
            opened[column] = open_file(folder / path, column, quick=quick)
            faults += [Fault(path, row.number, f"({column}) {problem}") for problem in opened[column].problems]
    return faults + _size_faults(row, opened) + _scale_faults(row, opened, description) + _spot_faults(row, opened)


def _size_faults(row: TableRow, opened: dict[str, Opened]) -> list[Fault]:
    """Hold everything in a row to its colour photo, pixel for pixel."""
    colour = opened.get("colour")
    if colour is None or colour.size is None:
        return []
    faults = []
    for column, one in opened.items():
        if one.size is not None and one.size != colour.size:
            problem = f"({column}) is {_text(one.size)} pixels, but its colour photo {_text(colour.size)}"
            faults.append(Fault(row.cell(column), row.number, problem))
    return faults


def _text(size: tuple[int, int]) -> str:
    height, width = size
    return f"{width} x {height}"


def _scale_faults(row: TableRow, opened: dict[str, Opened], description: Description | None) -> list[Fault]:
    """Hold the full scale in each map's file to that in the description."""
    faults = []
    for column, told in description.maps.items() if description is not None else ():
        found = opened.get(column, Opened()).full_scale
        if found is not None and not math.isclose(found, told.full_scale, rel_tol=_SAME_SCALE):
            problem = f"({column}) has the full scale {found}, but 'maps' in dataset.json says {told.full_scale}"
            faults.append(Fault(row.cell(column), row.number, problem))
    return faults


def _spot_faults(row: TableRow, opened: dict[str, Opened]) -> list[Fault]:
    drawn, listed = opened.get("spots", Opened()).ids, opened.get("spot_table", Opened()).ids
    if drawn is None or listed is None or drawn <= listed:
        return []
    unlisted = sorted(drawn - listed)
    problem = f"(spots) holds {len(unlisted)} spots that the spot table does not list, the first with id {unlisted[0]}"
    return [Fault(row.cell("spots"), row.number, problem)]

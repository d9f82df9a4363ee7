"""Data sets in memory <-> the two files of a folder."""

from collections.abc import Iterable
from pathlib import Path

from uvphoto.datasets.description import DESCRIPTION_FILE, format_description, parse_description
from uvphoto.datasets.faults import Fault
from uvphoto.datasets.manifest import FILE_COLUMNS, DataSet, Description, PhotoRow
from uvphoto.datasets.table import PHOTOS_FILE, TableRow, format_rows, parse_table, path_problem, row_faults, to_photo
from uvphoto.errors import DataSetError
from uvphoto.picture.atomic import replace_whole


def write_dataset(folder: Path, description: Description, photos: Iterable[PhotoRow]) -> DataSet:
    """Write ``dataset.json`` and ``photos.csv`` of a data set whose photos lie in its folder.

    Each file is replaced whole or not at all, ``dataset.json`` last: a folder that has it is complete. The same
    description and photos give the same bytes.

    Args:
        folder: made where it does not exist.
        description: of the whole set.
        photos: in the order of the file. Their paths must stay inside the folder.

    Raises:
        ValueError: a path is absolute, has backslashes, or leads out of the folder.
        DataSetError: the folder cannot be written.

    """
    rows = tuple(photos)
    for row in rows:
        for column in FILE_COLUMNS:
            if problem := path_problem(row.file(column)):
                raise ValueError(f"{row.file(column)!r} {problem}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / PHOTOS_FILE, format_rows(rows))
        write_text(folder / DESCRIPTION_FILE, format_description(description))
    except OSError as error:
        remedy = "Choose a folder that can be written, on a disk with room"
        raise DataSetError(folder, f"cannot be written ({error.strerror})", remedy) from error
    return DataSet(folder, description, rows)


def read_dataset(folder: Path) -> DataSet:
    """Read a data set's two files; the photos themselves stay unopened.

    Raises:
        DataSetError: one of the files is missing or has a fault; the first is named.

    """
    description, rows, faults = read_parts(folder)
    faults += [fault for row in rows for fault in row_faults(row)]
    if faults or description is None:
        first = faults[0]
        place = "" if first.row is None else f"row {first.row}: "
        others = f" (and {len(faults) - 1} more faults)" if len(faults) > 1 else ""
        problem = f"is no usable data set: {place}{first.file} {first.problem}{others}"
        raise DataSetError(folder, problem, f"See every fault with: uvphoto dataset check {folder}")
    return DataSet(folder, description, tuple(to_photo(row) for row in rows))


def read_parts(folder: Path) -> tuple[Description | None, list[TableRow], list[Fault]]:
    """Read what can be read of a data set's two files, and every fault of theirs but those of the cells."""
    description: Description | None = None
    rows: list[TableRow] = []
    data, faults = _read_bytes(folder, DESCRIPTION_FILE)
    if data is not None:
        description, faults = parse_description(data)
    data, more = _read_bytes(folder, PHOTOS_FILE)
    if data is not None:
        rows, more = parse_table(data)
    return description, rows, faults + more


def _read_bytes(folder: Path, name: str) -> tuple[bytes | None, list[Fault]]:
    try:
        return (folder / name).read_bytes(), []
    except FileNotFoundError:
        return None, [Fault(name, None, "is missing")]
    except OSError as error:
        return None, [Fault(name, None, f"cannot be read ({error.strerror})")]


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file whole or not at all.

    Raises:
        OSError: the folder cannot be written.

    """
    replace_whole(path, text.encode("utf-8"))

"""The sidecar of a photo: what is known of it, for people, and its row of the data set, for the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from uvphoto.datasets.manifest import FILE_COLUMNS, PhotoRow
from uvphoto.datasets.table import TableRow, cells_of, path_problem, row_faults, to_photo

KEY = "UVPhoto"
URI = "bids::"  # begins a path below the tree

_HEADING = 2  # rows are counted as in a table with a heading


@dataclass(frozen=True)
class Told:
    """What a sidecar tells of its photo.

    Attributes:
        number: of the photo in the data set, from 1.
        photo: its row.
        files: path below the tree of each file, by column.

    """

    number: int
    photo: PhotoRow
    files: Mapping[str, str]


def colour_sidecar(row: PhotoRow, number: int, files: Mapping[str, str], scale: float | None) -> dict[str, Any]:
    """Return the sidecar of a colour photo, from which ``read_sidecar`` gets its row.

    Args:
        row: of the data set.
        number: of the row, from 1.
        files: path below the tree of each file, by column.
        scale: mm per pixel, where known.

    """
    cells = {column: cell for column, cell in cells_of(row).items() if cell or column in row.extra}
    told = {"Kind": "colour", "Number": number, "Row": cells, "Files": {key: URI + path for key, path in files.items()}}
    return {**_standard(scale), KEY: told}


def uv_sidecar(row: PhotoRow, colour: str, scale: float | None) -> dict[str, Any]:
    """Return the sidecar of a UV photo; all else stands in that of its colour photo, whose place it names."""
    told = {"Kind": "uv", "Device": row.device, "Visit": cells_of(row)["visit"], "View": row.view}
    return {**_standard(scale), KEY: {**told, "Partner": URI + colour}}


def read_sidecar(content: Any) -> Told | None:  # noqa: ANN401 - whatever JSON holds
    """Read what a sidecar tells; None where it is that of another photo than a colour photo of ours.

    Raises:
        ValueError: it is one of ours, and something in it cannot be used; the message names it.

    """
    told = content.get(KEY) if isinstance(content, dict) else None
    if not isinstance(told, dict) or told.get("Kind") != "colour":
        return None
    number, cells, files = told.get("Number"), _texts(told, "Row"), _texts(told, "Files")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise ValueError(f"{KEY}.Number is {number!r}, where a number from 1 belongs")
    row = TableRow(number + _HEADING - 1, cells)
    for fault in row_faults(row):
        raise ValueError(f"{KEY}.Row: {fault.file} {fault.problem}")
    photo = to_photo(row)
    return Told(number, photo, _paths(photo, files))


def _texts(told: Mapping[str, Any], key: str) -> dict[str, str]:
    value = told.get(key)
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ValueError(f"{KEY}.{key} is no table of texts")
    return value


def _paths(photo: PhotoRow, files: Mapping[str, str]) -> dict[str, str]:
    wanted = {column for column in FILE_COLUMNS if photo.file(column)}
    if wanted != files.keys():
        odd = min(wanted ^ files.keys())
        raise ValueError(f"{KEY}.Files and {KEY}.Row do not name the same files: {odd!r} stands in one of them alone")
    paths = {}
    for column, uri in files.items():
        path = uri.removeprefix(URI)
        problem = "does not begin with bids::" if not uri.startswith(URI) else path_problem(path) or ""
        if problem or not path:
            raise ValueError(f"{KEY}.Files.{column}: {uri!r} {problem or 'names no file'}")
        paths[column] = path
    return paths


def _standard(scale: float | None) -> dict[str, Any]:
    """Return what BIDS has keys for."""
    known: dict[str, Any] = {"BodyPart": "HEAD", "SampleEnvironment": "in vivo"}
    return known if scale is None else {**known, "PixelSize": [scale, scale], "PixelSizeUnits": "mm"}

"""What one sitting shows, read from its files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from uvphoto.datasets.gallery.choice import Sitting
from uvphoto.datasets.gallery.thumbnails import (
    Thumbnail,
    colour_thumbnail,
    map_values,
    spot_covers,
    uv_thumbnail,
)
from uvphoto.datasets.manifest import DataSet
from uvphoto.errors import FileError, MissingExtraError
from uvphoto.picture import inspect

MAPS = ("melanin", "haemoglobin")
Read = TypeVar("Read")


@dataclass
class Drawing:
    """The small pictures of one sitting by their column, and what could not be read."""

    sitting: Sitting
    photos: dict[str, Thumbnail] = field(default_factory=dict)
    maps: dict[str, NDArray[np.float32]] = field(default_factory=dict)  # (h, w) in their own unit
    covers: dict[str, NDArray[np.float32]] | None = None  # by kind of spot: (h, w) in [0, 1]
    problems: dict[str, str] = field(default_factory=dict)
    synthetic: set[str] = field(default_factory=set)  # columns of photos that are marked as synthetic

    @property
    def ground(self) -> Thumbnail | None:
        """What spots are painted onto: the UV photo, which shows them best, or the colour photo."""
        return self.photos.get("uv", self.photos.get("colour"))

    def shows_synthetic(self, column: str) -> bool:
        """Whether a column shows a synthetic photo, or the truth about one."""
        return bool(self.synthetic & ({column} if column in self.photos else {"colour", "uv"}))

    def attempt(self, column: str, read: Callable[[], Read]) -> Read | None:
        """Read something for a column, or note why that fails."""
        try:
            return read()
        except FileError as error:
            self.problems[column] = error.problem
        except MissingExtraError as error:
            self.problems[column] = str(error)
        return None


def draw(dataset: DataSet, sitting: Sitting, size: int) -> Drawing:
    """Read the files that a sitting shows; what fails is noted, not raised."""
    drawing = Drawing(sitting)
    row = sitting.clinic
    if row is not None:
        _add_photo(drawing, "colour", dataset.path(row, "colour"), size)
        _add_photo(drawing, "uv", dataset.path(row, "uv"), size)
        for column in MAPS:
            path = dataset.path(row, column)
            values = None if path is None else drawing.attempt(column, partial(map_values, path, size))
            if values is not None:
                drawing.maps[column] = values
        spots, table = dataset.path(row, "spots"), dataset.path(row, "spot_table")
        if spots is not None:
            drawing.covers = drawing.attempt("spots", partial(spot_covers, spots, table, size))
    for number, phone in enumerate(sitting.phones, start=1):
        _add_photo(drawing, f"phone {number}", dataset.path(phone, "colour"), size)
    return drawing


def _add_photo(drawing: Drawing, column: str, path: Path | None, size: int) -> None:
    if path is None:
        return
    read = uv_thumbnail if column == "uv" else colour_thumbnail
    photo = drawing.attempt(column, partial(read, path, size))
    if photo is not None:
        drawing.photos[column] = photo
        if inspect(path).is_synthetic:
            drawing.synthetic.add(column)

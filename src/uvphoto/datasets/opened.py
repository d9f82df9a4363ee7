"""Whether one file of a data set opens and is of the kind that its column promises."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uvphoto.datasets.manifest import MAP_COLUMNS
from uvphoto.datasets.spot_table import read_spot_kinds
from uvphoto.datasets.warps import open_warp
from uvphoto.errors import FileError, MissingExtraError
from uvphoto.picture import inspect, read_colour, read_labels, read_map, read_mask, read_uv
from uvphoto.skin.regions import REGIONS

_GREY = "is grey, where a colour photo belongs"
_MOST_BETWEEN = 0.02  # share of grey pixels that lossy compression or a soft edge may give a mask


@dataclass(frozen=True)
class Opened:
    """What is known of one file after opening it."""

    problems: tuple[str, ...] = ()
    size: tuple[int, int] | None = None  # (height, width) of a picture that opened
    ids: frozenset[int] | None = None  # of the spots in a label map or a spot table
    full_scale: float | None = None  # of a map
    taken: datetime | None = None  # when a colour photo was taken, where its file tells


def open_file(path: Path, column: str, *, quick: bool) -> Opened:
    """Open a file of one of the columns of files and say what is wrong with it.

    Args:
        path: of the file.
        column: what it should be.
        quick: look at a picture's header only; a file that breaks off, a grey photo stored as colour, odd values in a
            mask and numbers of a warp that are not finite then go unseen.

    """
    if problem := _absence(path):
        return Opened((problem,))
    try:
        if column == "warp":
            return _open_warp(path, quick=quick)
        if column == "spot_table":
            return Opened(ids=frozenset(read_spot_kinds(path)))
        return _glance(path, column) if quick else _decode(path, column)
    except FileError as error:
        return Opened((error.problem,))
    except MissingExtraError as error:
        return Opened((f"cannot be opened: {error}",))


def _absence(path: Path) -> str | None:
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return "is missing"
    except OSError as error:
        return f"cannot be opened ({error.strerror})"
    if not path.is_file():
        return "is no file"
    return None if state.st_size else "is empty"


def _open_warp(path: Path, *, quick: bool) -> Opened:
    warp = open_warp(path)
    is_wrong = not quick and not np.isfinite(warp).all()
    return Opened(("holds places that are not finite (NaN or infinite)",) if is_wrong else ())


def _glance(path: Path, column: str) -> Opened:
    info = inspect(path)
    is_wrong = column == "colour" and info.channels < 3
    return Opened((_GREY,) if is_wrong else (), (info.height, info.width), full_scale=info.full_scale)


def _decode(path: Path, column: str) -> Opened:
    if column == "colour":
        photo = read_colour(path)
        return Opened((_GREY,) if is_grey(photo.pixels) else (), photo.pixels.shape[:2], taken=photo.taken)
    if column in {"uv", "truth_uv"}:
        return Opened((), read_uv(path).pixels.shape)
    if column in MAP_COLUMNS:
        return Opened((), read_map(path).shape, full_scale=inspect(path).full_scale)
    if column == "skin_mask":
        mask = read_mask(path)
        return Opened(_problems_of_mask(path, mask), mask.shape)
    labels = read_labels(path)
    values = np.flatnonzero(np.bincount(labels.reshape(-1)))
    if column == "spots":
        return Opened((), labels.shape, frozenset(values[values > 0].tolist()))
    is_wrong = values[-1] > len(REGIONS)
    return Opened((f"holds the region {values[-1]}; there are {len(REGIONS)}",) if is_wrong else (), labels.shape)


def is_grey(pixels: NDArray[np.float32]) -> bool:
    """Whether the three channels of a photo (H, W, 3) agree everywhere, to one of 255 levels and a half."""
    for step in (16, 1):  # a coarse look settles nearly every photo
        sample = pixels[::step, ::step]
        if float(np.ptp(sample, axis=2).max()) > 1.5 / 255:
            return False
    return True


def _problems_of_mask(path: Path, mask: NDArray[np.bool_]) -> tuple[str, ...]:
    if not mask.any():
        return ("marks no skin: no pixel is brighter than half",)
    values = read_uv(path).pixels
    between = float(((values > 0.1) & (values < 0.9)).mean())
    if between > _MOST_BETWEEN:
        return (f"is no mask: {between:.0%} of its pixels are neither black nor white",)
    return ()

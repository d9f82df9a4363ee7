"""Photos of a data set brought to one scale once, and kept as arrays that training reads piece by piece.

Decoding a photo of several megapixels for every patch would take longer than learning from it.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.datasets.manifest import DataSet, PhotoRow
from uvphoto.errors import DataSetError
from uvphoto.picture import read_colour, read_mask, read_uv
from uvphoto.skin.pupils import PUPIL_DISTANCE_MM, find_pupils

FORMAT_VERSION = 1
_ARRAYS = ("colour", "uv", "skin")

Progress = Callable[[int, int], None]  # photos done, photos in all


@dataclass(frozen=True)
class PreparedPhoto:
    """One photo at the working scale; its arrays stay on the disk until they are read.

    Attributes:
        row: of the data set.
        folder: where its arrays lie.

    """

    row: PhotoRow
    folder: Path

    @property
    def colour(self) -> NDArray[np.uint8]:
        """(H, W, 3), sRGB-encoded."""
        return np.load(self.folder / "colour.npy", mmap_mode="r", allow_pickle=False)

    @property
    def uv(self) -> NDArray[np.uint8]:
        """(H, W), 255 = bright."""
        return np.load(self.folder / "uv.npy", mmap_mode="r", allow_pickle=False)

    @property
    def skin(self) -> NDArray[np.uint8]:
        """(H, W), 1 where skin is, else 0."""
        return np.load(self.folder / "skin.npy", mmap_mode="r", allow_pickle=False)


def learnable_rows(dataset: DataSet, split: str, *, phone_truth: bool) -> tuple[PhotoRow, ...]:
    """Return the rows of a split from which a converter can learn: those with a UV photo.

    Args:
        dataset: must be split.
        split: one of SPLITS.
        phone_truth: also phone photos of a simulation, whose UV photo no device took.

    Raises:
        DataSetError: there is none.

    """
    rows = tuple(row for row in dataset.of_split(split) if row.uv or (phone_truth and row.truth_uv))
    if not rows:
        remedy = f"Give every person a split with: uvphoto dataset split {dataset.folder}"
        raise DataSetError(dataset.folder, f"has no pairs of the split '{split}'", remedy)
    return rows


def prepare(
    dataset: DataSet, rows: Sequence[PhotoRow], mm_per_pixel: float, cache: Path, progress: Progress | None = None
) -> tuple[PreparedPhoto, ...]:
    """Bring photos to a scale; what an earlier call has done is kept, and a stopped one goes on.

    A photo is done again where its files or the scale have changed.

    Args:
        dataset: where the files are.
        rows: with a UV photo (``uv`` or ``truth_uv``) each.
        mm_per_pixel: the scale to bring them to.
        cache: folder for the arrays, about 5 bytes per pixel; made where it does not exist.
        progress: told after each photo.

    Raises:
        DataSetError: the cache cannot be written, a photo's scale is not known, or its files differ in size.
        PictureError: a file cannot be read.

    """
    prepared = []
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for done, row in enumerate(rows, start=1):
            folder = cache / _key(dataset, row, mm_per_pixel)
            if not folder.is_dir():
                _write(_at_scale(dataset, row, mm_per_pixel), folder)
            prepared.append(PreparedPhoto(row, folder))
            if progress is not None:
                progress(done, len(rows))
    except OSError as error:
        remedy = "Choose a folder on a disk with room, then run the same command"
        raise DataSetError(cache, f"cannot be written ({error.strerror})", remedy) from error
    return tuple(prepared)


def _key(dataset: DataSet, row: PhotoRow, mm_per_pixel: float) -> str:
    """Return a name that changes with the files' sizes and dates, and with the scale."""
    facts: list[Any] = [FORMAT_VERSION, mm_per_pixel, dataset.scale_of(row)]
    for column in ("colour", "uv", "truth_uv", "skin_mask"):
        path = dataset.path(row, column)
        state = path.stat() if path is not None and path.exists() else None
        facts.append(None if state is None else [str(path), state.st_size, state.st_mtime_ns])
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:24]


def _at_scale(dataset: DataSet, row: PhotoRow, mm_per_pixel: float) -> dict[str, NDArray[np.uint8]]:
    colour_path = dataset.folder / row.colour
    colour = read_colour(colour_path).pixels
    uv = read_uv(dataset.folder / (row.uv or row.truth_uv)).pixels
    mask_path = dataset.path(row, "skin_mask")
    if mask_path is None:
        raise DataSetError(colour_path, "has no skin mask", "Name one in the column skin_mask of photos.csv")
    skin = read_mask(mask_path)
    if not colour.shape[:2] == uv.shape == skin.shape:
        sizes = f"{colour.shape[:2]}, {uv.shape} and {skin.shape}"
        raise DataSetError(
            colour_path, f"its colour photo, UV photo and skin mask differ in size: {sizes}", "Mend them"
        )
    factor = _scale_of(dataset, row, colour) / mm_per_pixel
    size = tuple(max(1, round(side * factor)) for side in (colour.shape[1], colour.shape[0]))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    same = size == (colour.shape[1], colour.shape[0])
    arrays = {"colour": colour, "uv": uv, "skin": skin.astype(np.float32)}
    scaled = {name: array if same else cv2.resize(array, size, interpolation=how) for name, array in arrays.items()}
    levels = {name: np.rint(np.clip(scaled[name], 0, 1) * 255).astype(np.uint8) for name in ("colour", "uv")}
    return {**levels, "skin": (scaled["skin"] > 0.5).astype(np.uint8)}


def _scale_of(dataset: DataSet, row: PhotoRow, colour: NDArray[np.float32]) -> float:
    known = dataset.scale_of(row)
    if known is not None:
        return known
    pupils = find_pupils(colour)
    if pupils is None:
        remedy = "Give its mm_per_pixel in photos.csv"
        raise DataSetError(dataset.folder / row.colour, "has no known scale, and no face is found in it", remedy)
    return PUPIL_DISTANCE_MM / pupils.distance


def _write(arrays: dict[str, NDArray[np.uint8]], folder: Path) -> None:
    with TemporaryDirectory(dir=folder.parent, prefix=".partial-") as place:
        partial = Path(place) / folder.name
        partial.mkdir()
        for name in _ARRAYS:
            np.save(partial / f"{name}.npy", arrays[name], allow_pickle=False)
        try:
            partial.replace(folder)
        except OSError:
            if not folder.is_dir():  # else another process was quicker
                raise

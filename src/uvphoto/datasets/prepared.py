"""Photos of a data set brought to one scale once, and kept as arrays that training reads piece by piece.

Decoding a photo of several megapixels for every patch would take longer than learning from it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.datasets.manifest import DataSet, PhotoRow
from uvphoto.errors import DataSetError
from uvphoto.picture import read_colour, read_mask, read_uv
from uvphoto.skin.pupils import PUPIL_DISTANCE_MM, find_pupils
from uvphoto.skin.white_balance.method import Method
from uvphoto.skin.white_balance.photo import balance_photo

FORMAT_VERSION = 1

Progress = Callable[[int, int], None]  # photos done, photos in all
Levels = NDArray[np.uint8]
Array = NDArray[np.uint8] | NDArray[np.float32]


@dataclass(frozen=True)
class PreparedPhoto:
    """One photo at the working scale; its arrays stay on the disk until they are read.

    Attributes:
        folder: where its arrays lie.
        person: whose it is; "" where nobody knows.

    """

    folder: Path
    person: str = ""

    @property
    def colour(self) -> Levels:
        """(H, W, 3), sRGB-encoded; of a UV photo without its colour there is none."""
        return self._read("colour")

    @property
    def uv(self) -> Levels:
        """(H, W), 255 = bright; of a colour photo without a partner there is none."""
        return self._read("uv")

    @property
    def skin(self) -> Levels:
        """(H, W), 1 where skin is, else 0."""
        return self._read("skin")

    @property
    def balance(self) -> NDArray[np.float32]:
        """(3, 3), an automatic white balance in linear light; only where it was asked for."""
        return np.asarray(np.load(self._file("balance"), allow_pickle=False), np.float32)

    @property
    def has_colour(self) -> bool:
        """Whether there is a colour photo."""
        return self._file("colour").exists()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.npy"

    def _read(self, name: str) -> Levels:
        return np.load(self._file(name), mmap_mode="r", allow_pickle=False)


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
    dataset: DataSet,
    rows: Sequence[PhotoRow],
    mm_per_pixel: float,
    cache: Path,
    progress: Progress | None = None,
    *,
    with_balance: bool = False,
) -> tuple[PreparedPhoto, ...]:
    """Bring photos to a scale; what an earlier call has done is kept, and a stopped one goes on.

    A photo is done again where its files or the scale have changed.

    Args:
        dataset: where the files are.
        rows: with a UV photo (``uv`` or ``truth_uv``) each.
        mm_per_pixel: the scale to bring them to.
        cache: folder for the arrays, about 5 bytes per pixel; made where it does not exist.
        progress: told after each photo.
        with_balance: find each photo's automatic white balance too.

    Raises:
        DataSetError: the cache cannot be written, a photo's scale is not known, or its files differ in size.
        PictureError: a file cannot be read.

    """
    prepared = []
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for done, row in enumerate(rows, start=1):
            folder = cache / _key(dataset, row, mm_per_pixel, with_balance=with_balance)
            if not folder.is_dir():
                write_arrays(_at_scale(dataset, row, mm_per_pixel, with_balance=with_balance), folder)
            prepared.append(PreparedPhoto(folder, row.person))
            if progress is not None:
                progress(done, len(rows))
    except OSError as error:
        remedy = "Choose a folder on a disk with room, then run the same command"
        raise DataSetError(cache, f"cannot be written ({error.strerror})", remedy) from error
    return tuple(prepared)


def _key(dataset: DataSet, row: PhotoRow, mm_per_pixel: float, *, with_balance: bool) -> str:
    """Return a name that changes with the files' sizes and dates, with the scale, and with what is asked for."""
    facts = [FORMAT_VERSION, mm_per_pixel, dataset.scale_of(row), *(["balance"] if with_balance else [])]
    return key_of(facts, [dataset.path(row, column) for column in ("colour", "uv", "truth_uv", "skin_mask")])


def key_of(facts: Sequence[object], files: Sequence[Path | None]) -> str:
    """Return a name for what is prepared from files: another one when they or the facts (JSON values) change."""
    states = []
    for path in files:
        state = path.stat() if path is not None and path.exists() else None
        states.append(None if state is None else [str(path), state.st_size, state.st_mtime_ns])
    return hashlib.sha256(json.dumps([*facts, *states]).encode()).hexdigest()[:24]


def _at_scale(dataset: DataSet, row: PhotoRow, mm_per_pixel: float, *, with_balance: bool) -> dict[str, Array]:
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
    arrays = resized({"colour": colour, "uv": uv}, skin, _scale_of(dataset, row, colour) / mm_per_pixel)
    return {**arrays, **balance_of(colour)} if with_balance else {**arrays}


def balance_of(colour: NDArray[np.float32]) -> dict[str, Array]:
    """Return the automatic white balance of a photo (H, W, 3) as the array ``balance``, (3, 3)."""
    return {"balance": balance_photo(colour, Method.AUTO).in_linear_light}


def resized(pictures: Mapping[str, NDArray[np.float32]], skin: NDArray[np.bool_], factor: float) -> dict[str, Levels]:
    """Return pictures and their skin, all of one size and in [0, 1], larger by a factor, as levels of 8 bits."""
    height, width = skin.shape
    size = max(1, round(width * factor)), max(1, round(height * factor))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    arrays = {**pictures, "skin": skin.astype(np.float32)}
    if size != (width, height):
        resize = partial(cv2.resize, dsize=size, interpolation=how)
        arrays = {name: np.asarray(resize(array), np.float32) for name, array in arrays.items()}
    levels = {name: np.rint(np.clip(arrays[name], 0, 1) * 255).astype(np.uint8) for name in pictures}
    return {**levels, "skin": (arrays["skin"] > 0.5).astype(np.uint8)}


def _scale_of(dataset: DataSet, row: PhotoRow, colour: NDArray[np.float32]) -> float:
    known = dataset.scale_of(row)
    if known is not None:
        return known
    pupils = find_pupils(colour)
    if pupils is None:
        remedy = "Give its mm_per_pixel in photos.csv"
        raise DataSetError(dataset.folder / row.colour, "has no known scale, and no face is found in it", remedy)
    return PUPIL_DISTANCE_MM / pupils.distance


def write_arrays(arrays: Mapping[str, Array], folder: Path) -> None:
    """Write the arrays of a photo into a folder that appears whole or not at all.

    Raises:
        OSError: it cannot be written.

    """
    with TemporaryDirectory(dir=folder.parent, prefix=".partial-") as place:
        partial = Path(place) / folder.name
        partial.mkdir()
        for name, array in arrays.items():
            np.save(partial / f"{name}.npy", array, allow_pickle=False)
        try:
            partial.replace(folder)
        except OSError:
            if not folder.is_dir():  # else another process was quicker
                raise

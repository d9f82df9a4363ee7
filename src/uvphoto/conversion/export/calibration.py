"""Tiles of real photos at the working scale, from which the ranges of int8 numbers are taken."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.scale import find_scale, working_size
from uvphoto.conversion.working import WorkingPhoto
from uvphoto.datasets.storage import read_dataset
from uvphoto.errors import FileError
from uvphoto.models.weights_info import ExactTiling, WeightsInfo
from uvphoto.picture import read_colour

Pixels = NDArray[np.float32]

_MOST_PHOTOS = 128
_TILES = 128
_SIDE = 256  # pixels, about


@dataclass(frozen=True)
class Source:
    """A colour photo to calibrate with.

    Attributes:
        path: of the file.
        mm_per_pixel: its scale, where that is known.

    """

    path: Path
    mm_per_pixel: float | None = None


def list_sources(places: Iterable[Path]) -> list[Source]:
    """Return the colour photos of data sets and files.

    Of a data set with splits those for training count, so that the figures of its test photos stay honest.

    Raises:
        FileError: a place does not exist, or a folder is no data set or has no such photo.

    """
    sources: list[Source] = []
    for place in places:
        if place.is_dir():
            sources += _of_dataset(place)
        elif place.is_file():
            sources.append(Source(place))
        else:
            raise FileError(place, "does not exist", "Give photos, or folders of data sets")
    return sources


def draw_tiles(sources: Sequence[Source], info: WeightsInfo) -> Iterator[Pixels]:
    """Yield tiles from anywhere in at most 128 of the photos, the same ones each time.

    Args:
        sources: one or more.
        info: of the weights; it sets the scale and the size of the tiles.

    Yields:
        128 tiles or a few more, each (1, 3, H, W) in [-1, 1].

    Raises:
        PictureError: a photo cannot be read.
        SettingsError: a photo's scale makes no sense.

    """
    chosen = [sources[index] for index in _evenly(len(sources), _MOST_PHOTOS)]
    side = _tile_side(info)
    places = np.random.default_rng(0)
    for source in chosen:
        photo = _at_working_scale(source, info.mm_per_pixel)
        for _ in range(-(-_TILES // len(chosen))):
            top, left = (int(places.integers(0, max(1, size - side + 1))) for size in (photo.height, photo.width))
            tile = np.empty((1, 3, side, side), np.float32)
            photo.read(top, left, tile)
            yield tile


def _of_dataset(folder: Path) -> list[Source]:
    dataset = read_dataset(folder)
    rows = [row for row in dataset.photos if row.split in ("train", "")]
    if not rows:
        raise FileError(folder, "has no photo for training", "Give a data set that has some, or photos")
    clinic = dataset.description.mm_per_pixel
    scales = [row.mm_per_pixel or (clinic if row.domain == "clinic" else None) for row in rows]
    return [Source(folder / row.colour, scale) for row, scale in zip(rows, scales, strict=True)]


def _at_working_scale(source: Source, mm_per_pixel: float) -> WorkingPhoto:
    colour = read_colour(source.path).pixels
    scale = find_scale(colour, source.mm_per_pixel)
    return WorkingPhoto(colour, *working_size(colour.shape, scale.mm_per_pixel, mm_per_pixel))


def _tile_side(info: WeightsInfo) -> int:
    if not isinstance(info.tiling, ExactTiling):
        return info.tiling.size
    return -(-_SIDE // info.tiling.multiple) * info.tiling.multiple


def _evenly(count: int, most: int) -> list[int]:
    return [index * count // min(count, most) for index in range(min(count, most))]

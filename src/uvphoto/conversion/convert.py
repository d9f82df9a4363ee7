"""One colour photo in, its UV photo out, at its own size; memory grows with the photo by its own two arrays only."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.backend import Backend
from uvphoto.conversion.blended import blended_bands, hann
from uvphoto.conversion.converter import Converter
from uvphoto.conversion.exact import exact_bands
from uvphoto.conversion.scale import working_size
from uvphoto.conversion.stretching import gather
from uvphoto.conversion.tiles import exact_axis, windowed_starts
from uvphoto.conversion.working import WorkingPhoto
from uvphoto.models.weights_info import ExactTiling

Pixels = NDArray[np.float32]
Progress = Callable[[int, int], None]


def quiet(_done: int, _total: int) -> None:
    """Tell nobody how far a conversion is."""


def convert(colour: Pixels, converter: Converter, *, mm_per_pixel: float, progress: Progress = quiet) -> Pixels:
    """Convert a colour photo to the UV photo that the converter makes of it.

    The photo is brought to the converter's working scale, tile by tile, and what comes out goes back to the photo's
    own size. Where the two scales agree to 3 %, nothing is resampled.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        converter: the network.
        mm_per_pixel: scale of the photo.
        progress: is told how many tiles are done, and of how many.

    Returns:
        (H, W) float32 in [0, 1], 1 = bright.

    Raises:
        SettingsError: at the working scale the photo would be too large.
        WeightsError: the network does not take its tiles.

    """
    if colour.ndim != 3 or colour.shape[2] != 3 or colour.dtype != np.float32 or colour.size == 0:
        raise ValueError(f"a colour photo is (H, W, 3) float32, not {colour.shape} {colour.dtype}")
    size = working_size(colour.shape, mm_per_pixel, converter.info.mm_per_pixel)
    uv = np.empty(colour.shape[:2], np.float32)
    return gather(_bands(WorkingPhoto(colour, *size), converter, progress, uv), size, uv)


def _bands(photo: WorkingPhoto, converter: Converter, progress: Progress, uv: Pixels) -> Iterator[Pixels]:
    tiling = converter.info.tiling
    if isinstance(tiling, ExactTiling):
        rows, columns = (
            exact_axis(side, tile=converter.tile, reach=tiling.reach, multiple=tiling.multiple)
            for side in (photo.height, photo.width)
        )
        run = _counted(converter.backend, len(rows.starts) * len(columns.starts), progress)
        return exact_bands(photo, run, rows, columns, uv if uv.shape == (photo.height, photo.width) else None)
    tops, lefts = (
        windowed_starts(side, tile=tiling.size, step=tiling.size // 2) for side in (photo.height, photo.width)
    )
    run = _counted(converter.backend, len(tops) * len(lefts), progress)
    return blended_bands(photo, run, tops, lefts, hann(tiling.size))


def _counted(backend: Backend, total: int, progress: Progress) -> Callable[[Pixels], Pixels]:
    done = 0

    def run(tile: Pixels) -> Pixels:
        nonlocal done
        uv = backend.run(tile)
        done += 1
        progress(done, total)
        return uv

    return run

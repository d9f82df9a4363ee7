"""Conversion by networks of bounded reach: every pixel as in one pass over the whole photo, whatever the tiles.

A tile has a halo as wide as the network's reach, and of its output only the core is kept; what the network makes up at
the tile's edges (convolutions pad with zeros) never gets into it. Beyond its borders the photo is mirrored.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.tiles import ExactAxis
from uvphoto.conversion.working import WorkingPhoto

Pixels = NDArray[np.float32]
Run = Callable[[Pixels], Pixels]


def exact_bands(
    photo: WorkingPhoto, run: Run, rows: ExactAxis, columns: ExactAxis, out: Pixels | None = None
) -> Iterator[Pixels]:
    """Convert a photo band by band, from its top.

    Args:
        photo: at the working scale.
        run: the network, (1, 3, h, w) in [-1, 1] -> (1, 1, h, w).
        rows: tiles from top to bottom.
        columns: tiles from left to right.
        out: (photo.height, photo.width), of which the bands shall be parts; None: each has memory of its own.

    Yields:
        (rows of the band, photo.width) UV in [0, 1]; together photo.height rows.

    """
    tile = np.empty((1, 3, rows.tile, columns.tile), np.float32)
    for top in rows.starts:
        inside = _inside(top, rows.core, photo.height)
        band = np.empty((len(inside), photo.width), np.float32) if out is None else out[inside.start : inside.stop]
        for left in columns.starts:
            photo.read(top - rows.halo, left - columns.halo, tile)
            across = _inside(left, columns.core, photo.width)
            uv = run(tile)[0, 0, rows.halo :, columns.halo :]  # begins with the core
            core = uv[inside.start - top : inside.stop - top, across.start - left : across.stop - left]
            np.multiply(core, 0.5, out=band[:, across.start : across.stop])
        band += 0.5
        yield np.clip(band, 0, 1, out=band)


def _inside(start: int, length: int, size: int) -> range:
    return range(max(start, 0), min(start + length, size))

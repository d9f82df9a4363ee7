"""Conversion by networks that see their whole tile: overlapping tiles, blended.

The window is the raised cosine (Hann), w(i) = sin^2(pi (i + 1/2) / n), the same along both axes: at half a tile's
overlap the windows of neighbours add up to 1 everywhere, and a tile fades out towards its edge, where it saw least.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.working import WorkingPhoto

Pixels = NDArray[np.float32]
Run = Callable[[Pixels], Pixels]


def hann(size: int) -> Pixels:
    """Return the raised-cosine window of ``size`` pixels; nowhere 0."""
    return (np.sin(np.pi * (np.arange(size) + 0.5) / size) ** 2).astype(np.float32)


def blended_bands(
    photo: WorkingPhoto, run: Run, rows: Sequence[int], columns: Sequence[int], window: Pixels
) -> Iterator[Pixels]:
    """Convert a photo band by band, from its top: the weighted mean of the tiles that cover a pixel.

    Args:
        photo: at the working scale.
        run: the network, (1, 3, n, n) in [-1, 1] -> (1, 1, n, n).
        rows: where tiles begin from top to bottom, ascending; together they cover the photo.
        columns: where they begin from left to right.
        window: (n,) weights along either axis, above 0.

    Yields:
        (rows of the band, photo.width) UV in [0, 1]; together photo.height rows.

    """
    size = len(window)
    tile = np.empty((1, 3, size, size), np.float32)
    weight = window[:, None] * window
    across = _sums(columns, window, max(photo.width, size))
    down = _sums(rows, window, max(photo.height, size))
    mixed = np.zeros((size, len(across)), np.float32)  # rows from the tile's top on
    for top, following in zip(rows, [*rows[1:], photo.height], strict=True):
        for left in columns:
            photo.read(top, left, tile)
            mixed[:, left : left + size] += run(tile)[0, 0] * weight
        ready = min(following, photo.height) - top
        # Weights are products over the two axes, and tiles lie on a grid, so their sums are products too.
        band = mixed[:ready] / (down[top : top + ready, None] * across)
        yield np.clip(band[:, : photo.width] * 0.5 + 0.5, 0, 1)
        mixed[: size - ready] = mixed[ready:]
        mixed[size - ready :] = 0


def _sums(starts: Sequence[int], window: Pixels, length: int) -> Pixels:
    total = np.zeros(length, np.float32)
    for start in starts:
        total[start : start + len(window)] += window
    return total

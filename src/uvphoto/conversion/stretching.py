"""From bands at the working scale back to the photo's own size, with little more than a band in memory."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.resampling import Taps, support, taps

Pixels = NDArray[np.float32]

_MOST_AT_ONCE = 1 << 18  # pixels, as wide as the photo, that are worked on at a time


class _Rows(NamedTuple):
    """Rows of the working scale, from ``first`` on, of ``total``, already as wide as the photo."""

    values: Pixels
    first: int
    total: int


def gather(bands: Iterable[Pixels], size: tuple[int, int], out: Pixels) -> Pixels:
    """Put bands together, resized to the photo's size where that is another one.

    Args:
        bands: (rows, width) in [0, 1] from the top; together ``size``. They may be parts of ``out`` already.
        size: rows and columns at the working scale.
        out: (H, W), filled; equal to resizing the whole at once, clipped to [0, 1].

    Returns:
        ``out``.

    """
    if size != out.shape:
        return _stretched(bands, size, out)
    row = 0
    for band in bands:
        if not np.may_share_memory(band, out):
            out[row : row + len(band)] = band
        row += len(band)
    return out


def _stretched(bands: Iterable[Pixels], size: tuple[int, int], out: Pixels) -> Pixels:
    height, width = out.shape
    reach = support(size[0], height)
    waiting = np.empty((0, width), np.float32)
    first = written = 0  # the working row that ``waiting`` begins with; rows of the photo that are done
    for wide in _widened(bands, taps(size[1], width, 0, width)):
        waiting = np.concatenate([waiting, wide])
        known = first + len(waiting)
        # Row y has its centre at (y + 1/2) size[0] / height, and takes what lies within the kernel's reach of it.
        ready = height if known == size[0] else int((known - reach - 1) * height / size[0] - 0.5)
        written = _write_rows(_Rows(waiting, first, size[0]), out, written, max(ready, written))
        if written < height:
            needed = taps(size[0], height, written, written + 1).low
            waiting, first = waiting[needed - first :], needed
    return out


def _widened(bands: Iterable[Pixels], across: Taps) -> Iterator[Pixels]:
    """Yield the rows of the bands as wide as the photo, some at a time."""
    step = max(1, _MOST_AT_ONCE // max(across.matrix.shape))
    for band in bands:
        for start in range(0, len(band), step):
            turned = across.matrix @ np.ascontiguousarray(band[start : start + step].T)  # (W, rows)
            yield np.ascontiguousarray(turned.T)


def _write_rows(rows: _Rows, out: Pixels, start: int, stop: int) -> int:
    """Write the photo's rows ``start`` to ``stop``."""
    height, width = out.shape
    step = max(1, _MOST_AT_ONCE // width)
    for top in range(start, stop, step):
        bottom = min(top + step, stop)
        down = taps(rows.total, height, top, bottom)
        np.clip(down.matrix @ rows.values[down.low - rows.first : down.high - rows.first], 0, 1, out=out[top:bottom])
    return stop

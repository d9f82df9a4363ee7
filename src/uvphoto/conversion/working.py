"""A colour photo seen at the working scale of the weights, tile by tile, and mirrored beyond its borders."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.resampling import support, taps

Pixels = NDArray[np.float32]

_MOST_AT_ONCE = 1 << 17  # pixels of the photo that are resampled at a time, so that memory stays small


@dataclass(frozen=True)
class WorkingPhoto:
    """A photo at the size in which it is converted; nothing larger than a tile of it is ever in memory.

    Attributes:
        colour: (H, W, 3) float32 in [0, 1], at its own size.
        height: rows at the working scale.
        width: columns at the working scale.

    """

    colour: Pixels
    height: int
    width: int

    def read(self, top: int, left: int, tile: Pixels) -> None:
        """Fill a tile with what the network takes.

        Beyond a border the photo is mirrored, as often as the tile asks for it (numpy's ``symmetric``: the outermost
        pixel comes twice). Each pixel is the same in whatever tile it lies.

        Args:
            top: row of the tile's first pixel, at the working scale; negative above the photo.
            left: column of it.
            tile: (1, 3, h, w), filled with values in [-1, 1].

        """
        height, width = tile.shape[2:]
        rows, columns = mirrored(top, height, self.height), mirrored(left, width, self.width)
        first_row, first_column = int(rows.min()), int(columns.min())
        inner = self._resampled(first_row, int(rows.max()) + 1, first_column, int(columns.max()) + 1)
        if min(top, left) < 0 or top + height > self.height or left + width > self.width:
            inner = inner[:, rows - first_row][:, :, columns - first_column]
        np.multiply(inner, 2, out=tile[0])
        tile -= 1

    def _resampled(self, top: int, bottom: int, left: int, right: int) -> Pixels:
        """Return (3, rows, columns) of the working photo, all inside it, in [0, 1]."""
        if (self.height, self.width) == self.colour.shape[:2]:
            return self.colour[top:bottom, left:right].transpose(2, 0, 1)
        across = taps(self.colour.shape[1], self.width, left, right)
        out = np.empty((3, bottom - top, right - left), np.float32)
        step = self._rows_at_once(across.high - across.low)
        for start in range(top, bottom, step):
            stop = min(start + step, bottom)
            down = taps(self.colour.shape[0], self.height, start, stop)
            window = self.colour[down.low : down.high, across.low : across.high]
            lines = down.matrix @ window.reshape(len(window), -1)  # (rows, input columns * 3)
            turned = lines.reshape(stop - start, -1, 3).transpose(1, 2, 0)  # (input columns, 3, rows)
            part = across.matrix @ turned.reshape(len(turned), -1)  # (columns, 3 * rows)
            out[:, start - top : stop - top] = part.reshape(right - left, 3, -1).transpose(1, 2, 0)
        return np.clip(out, 0, 1, out=out)  # the cubic kernel overshoots at edges

    def _rows_at_once(self, input_columns: int) -> int:
        n_in = self.colour.shape[0]
        rows_in = _MOST_AT_ONCE / input_columns - 2 * support(n_in, self.height)
        return max(1, int(rows_in * self.height / n_in))


def mirrored(start: int, length: int, size: int) -> NDArray[np.int64]:
    """Return the pixel of an axis of ``size`` that each of ``length`` places from ``start`` on shows."""
    place = np.arange(start, start + length) % (2 * size)
    return np.minimum(place, 2 * size - 1 - place)

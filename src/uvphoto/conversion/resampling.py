"""Resizing along one axis as a sparse matrix, so that any part of a resized picture comes out as in the whole.

The kernels and the handling of borders are Pillow's (``Image.resize``): antialiased, Hamming-windowed sinc of support
1 when reducing, the cubic convolution of Keys (1981) with a = -0.5 when enlarging. Pillow itself takes the place of a
window (``box``) in single precision, which moves windows of a large photo by some 1e-4 pixels; here every weight comes
from the place in the whole picture, so that windows are parts of the whole, bit for bit.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


@dataclass(frozen=True)
class Taps:
    """What output pixels ``start`` to ``stop`` of a resized axis take from the input pixels ``low`` to ``high``.

    Attributes:
        low: first input pixel that counts.
        high: input pixel behind the last that counts.
        matrix: (stop - start, high - low) weights, float32; every row adds up to 1.

    """

    low: int
    high: int
    matrix: "csr_array[np.float32, tuple[int, int]]"


def taps(n_in: int, n_out: int, start: int, stop: int) -> Taps:
    """Return how output pixels ``start`` to ``stop`` of an axis come from the input.

    Args:
        n_in: pixels of the whole axis before.
        n_out: and after; the outer edges of both coincide.
        start: first output pixel that is wanted.
        stop: output pixel behind the last that is wanted.

    """
    scale = n_in / n_out
    stretch = max(scale, 1.0)
    centres = (np.arange(start, stop) + 0.5) * scale
    first, behind = _reach(centres, support(n_in, n_out), n_in)
    index = first[:, None] + np.arange((behind - first).max())  # (output pixels, taps)
    distance = np.abs(index + 0.5 - centres[:, None]) / stretch
    weights = _hamming(distance) if scale > 1 else _cubic(distance)
    weights[index >= behind[:, None]] = 0
    weights /= weights.sum(axis=1, keepdims=True)
    low, high = int(first.min()), int(behind.max())
    columns = np.minimum(index, high - 1) - low
    row_starts = np.arange(len(centres) + 1) * columns.shape[1]
    matrix = csr_array(
        (weights.astype(np.float32).ravel(), columns.astype(np.int32).ravel(), row_starts.astype(np.int32)),
        shape=(len(centres), high - low),
    )
    return Taps(low, high, matrix)


def support(n_in: int, n_out: int) -> float:
    """Return how far, in input pixels, an output pixel of a resized axis reaches to either side of its centre."""
    return n_in / n_out if n_in > n_out else 2.0


def _reach(centres: NDArray[Any], reach: float, n_in: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first = np.maximum((centres - reach + 0.5).astype(np.int64), 0)
    behind = np.minimum((centres + reach + 0.5).astype(np.int64), n_in)
    return first, behind


def _hamming(x: NDArray[np.float64]) -> NDArray[Any]:
    return np.where(x < 1, np.sinc(x) * (0.54 + 0.46 * np.cos(np.pi * x)), 0.0)


def _cubic(x: NDArray[np.float64]) -> NDArray[Any]:
    near = (1.5 * x - 2.5) * x * x + 1
    far = ((-0.5 * x + 2.5) * x - 4) * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))

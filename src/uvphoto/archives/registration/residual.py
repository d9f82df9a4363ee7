"""How far two textures that were laid on each other still lie apart, measured block by block, apart from any fit."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

BLOCK = 32  # pixels of a side
REACH = 6  # pixels to each side, within which a block is sought
CLOSE = 1.5  # pixels within which a block agrees; by chance 1 in 20 would

_FULL = 0.7  # of a block's pixels have to count
_FEWEST = 6  # blocks, or nothing is known


@dataclass(frozen=True)
class Residual:
    """What blocks say.

    Attributes:
        blocks: that were sought.
        agreeing: share of them that were found within CLOSE pixels of where they should be.
        median: pixels by which the agreeing ones lie off; not a number where there are too few.
        most: their 95th percentile.

    """

    blocks: int
    agreeing: float
    median: float
    most: float


def measure_residual(fixed: Picture, brought: Picture, where: Mask) -> Residual:
    """Seek blocks of one texture in the other by normalised cross-correlation (Lewis 1995), to parts of a pixel.

    Args:
        fixed: (h, w), a texture.
        brought: (h, w), the other as it lies on it.
        where: (h, w), which pixels count.

    """
    offsets = [
        _offset(fixed, brought, row, column)
        for row in range(REACH, fixed.shape[0] - BLOCK - REACH, BLOCK)
        for column in range(REACH, fixed.shape[1] - BLOCK - REACH, BLOCK)
        if where[row : row + BLOCK, column : column + BLOCK].mean() >= _FULL
    ]
    far = np.array([one for one in offsets if one is not None])
    close = far[far <= CLOSE]
    if len(far) < _FEWEST or not len(close):
        return Residual(len(far), 0.0 if not len(far) else len(close) / len(far), float("nan"), float("nan"))
    return Residual(len(far), len(close) / len(far), float(np.median(close)), float(np.quantile(close, 0.95)))


def _offset(fixed: Picture, brought: Picture, row: int, column: int) -> float | None:
    """Return how many pixels off a block is found; None where it shows nothing that could be found."""
    block = fixed[row : row + BLOCK, column : column + BLOCK]
    window = brought[row - REACH : row + BLOCK + REACH, column - REACH : column + BLOCK + REACH]
    if float(np.ptp(block)) == 0 or float(np.ptp(window)) == 0:
        return None
    likeness = np.asarray(cv2.matchTemplate(window, block, cv2.TM_CCOEFF_NORMED), np.float64)
    down, across = np.unravel_index(int(likeness.argmax()), likeness.shape)
    return float(
        np.hypot(
            down + _top(likeness[:, across], int(down)) - REACH, across + _top(likeness[down], int(across)) - REACH
        )
    )


def _top(line: Values, peak: int) -> float:
    """Return where between pixels the parabola through a peak and its neighbours has its top, from -0.5 to 0.5."""
    if not 0 < peak < len(line) - 1:
        return 0.0
    before, middle, after = line[peak - 1 : peak + 2]
    bend = before - 2 * middle + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < 0 else 0.0

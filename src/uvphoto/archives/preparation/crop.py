"""The part of a photo that a data set needs: the skin, with a margin, where the UV photo shows something too."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Crop:
    """A rectangle of pixels; the ends are not part of it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def window(self) -> tuple[slice, slice]:
        """What cuts it out of an array."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def find_crop(skin: Mask, shown: Mask, margin: float) -> Crop | None:
    """Return the rectangle around the skin in which the UV photo shows something everywhere; None where none is left.

    Of a rectangle around the skin the side with the largest share of pixels that are not shown is taken off, line by
    line.

    Args:
        skin: (H, W).
        shown: (H, W), true where the UV photo shows something.
        margin: pixels around the skin.

    """
    rows, columns = np.flatnonzero(skin.any(axis=1)), np.flatnonzero(skin.any(axis=0))
    if not rows.size:
        return None
    wide = int(np.ceil(margin))
    top, left = max(int(rows[0]) - wide, 0), max(int(columns[0]) - wide, 0)
    bottom, right = min(int(rows[-1]) + 1 + wide, skin.shape[0]), min(int(columns[-1]) + 1 + wide, skin.shape[1])
    while top < bottom and left < right:
        part = ~shown[top:bottom, left:right]
        missing = [float(line.mean()) for line in (part[0], part[-1], part[:, 0], part[:, -1])]
        worst = int(np.argmax(missing))
        if missing[worst] == 0:
            return Crop(top, left, bottom, right)
        top, bottom = top + (worst == 0), bottom - (worst == 1)
        left, right = left + (worst == 2), right - (worst == 3)
    return None

"""Where each pixel of one picture lies in another, and a picture brought there."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Matrix = NDArray[np.float64]  # (3, 3), of homogeneous x, y, 1


@dataclass(frozen=True)
class Places:
    """Where each pixel of the fixed picture lies in the moving one; pixel centres lie at integers.

    Attributes:
        x: (h, w) float32, column in the moving picture.
        y: the same of the row.
        moving: rows and columns of the moving picture.

    """

    x: Picture = field(repr=False)
    y: Picture = field(repr=False)
    moving: tuple[int, int]

    @classmethod
    def of(cls, matrix: Matrix, fixed: tuple[int, int], moving: tuple[int, int]) -> "Places":
        """Return the places to which a matrix leads."""
        rows, columns = np.mgrid[: fixed[0], : fixed[1]].astype(np.float64)
        x, y, scale = (row[0] * columns + row[1] * rows + row[2] for row in matrix)
        return cls((x / scale).astype(np.float32), (y / scale).astype(np.float32), moving)

    @property
    def inside(self) -> Mask:
        """Where the moving picture shows something, (h, w)."""
        height, width = self.moving
        return (self.x >= 0) & (self.y >= 0) & (self.x <= width - 1) & (self.y <= height - 1)

    def bring(self, picture: Picture) -> Picture:
        """Return a picture of the moving one's size as it lies on the fixed one, sampled once, bicubic.

        What lies outside is the nearest pixel of its rim.
        """
        return np.asarray(cv2.remap(picture, self.x, self.y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))

    def moved(self, right: Picture, down: Picture) -> "Places":
        """Return the places that are found from pixels moved by (h, w) each."""
        rows, columns = np.mgrid[: self.x.shape[0], : self.x.shape[1]].astype(np.float32)
        x, y = (
            cv2.remap(places, columns + right, rows + down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            for places in (self.x, self.y)
        )
        # Beyond the rim the way goes on as it does at the rim, where the nearest place would stand still.
        beyond_x = columns + right - np.clip(columns + right, 0, columns.shape[1] - 1)
        beyond_y = rows + down - np.clip(rows + down, 0, rows.shape[0] - 1)
        return Places(np.asarray(x + beyond_x), np.asarray(y + beyond_y), self.moving)

    def resized(self, fixed: tuple[int, int], moving: tuple[int, int]) -> "Places":
        """Return the same places for pictures of other sizes that show the same."""
        sizes = zip((self.x, self.y), moving[::-1], self.moving[::-1], strict=True)
        x, y = (_enlarged((place + 0.5) * (new / old) - 0.5, fixed) for place, new, old in sizes)
        return Places(x, y, moving)


def _enlarged(values: Picture, shape: tuple[int, int]) -> Picture:
    """Interpolate (h, w) on (H, W), and go on straight at the rim, where cv2.resize would repeat it."""
    padded = np.pad(values, 1, mode="reflect", reflect_type="odd").astype(np.float32)
    factors = [new / old for new, old in zip(shape, values.shape, strict=True)]
    y, x = (
        ((np.arange(new, dtype=np.float64) + 0.5) / factor + 0.5).astype(np.float32)
        for new, factor in zip(shape, factors, strict=True)
    )
    columns, rows = np.meshgrid(x, y)
    return np.asarray(cv2.remap(padded, columns, rows, cv2.INTER_LINEAR), np.float32)

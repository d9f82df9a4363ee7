"""What runs a network, whatever the library."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Backend(Protocol):
    """A network, loaded and ready.

    Attributes:
        name: what runs it, on what and with which numbers, in words.

    """

    name: str

    def run(self, tile: NDArray[np.float32]) -> NDArray[np.float32]:
        """Convert one tile.

        Args:
            tile: (1, 3, h, w) float32 in [-1, 1], contiguous.

        Returns:
            (1, 1, h, w) float32, about [-1, 1]; the next run may write over it.

        """
        ...

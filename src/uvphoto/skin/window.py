"""The part of a picture in which a mask lies."""

import math

import numpy as np
from numpy.typing import NDArray


def window_around(mask: NDArray[np.bool_], margin: float) -> tuple[slice, slice]:
    """Return the rows and columns in which a mask lies, with a margin in pixels as far as there is room.

    Raises:
        ValueError: the mask is empty.

    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if rows.size == 0:
        raise ValueError("an empty mask lies nowhere")
    room = math.ceil(margin)
    return (
        slice(max(int(rows[0]) - room, 0), int(rows[-1]) + 1 + room),
        slice(max(int(columns[0]) - room, 0), int(columns[-1]) + 1 + room),
    )

"""Random streams by name: what one draws never shifts what another draws, whatever the order or the processes."""

from zlib import crc32

import numpy as np


def stream(seed: int, *names: int | str) -> np.random.Generator:
    """Return the generator of a name, such as ``stream(1, "person", 17, "marks")``.

    Args:
        seed: of everything, 0 or more.
        names: whole numbers of 0 or more, and texts.

    """
    words = [name if isinstance(name, int) else crc32(name.encode()) for name in names]
    return np.random.default_rng([seed, *words])

"""The colours of the gallery: of kinds of spots, and ramps for maps of truth."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]  # sRGB, 0-255

# Hues that people with any colour vision tell apart in this order best (Okabe and Ito 2008, then Tol's muted scheme).
_KINDS: tuple[Colour, ...] = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (0, 114, 178),
    (213, 94, 0),
    (204, 121, 167),
    (136, 34, 85),
    (153, 153, 51),
    (170, 170, 255),
    (255, 255, 255),
)
_RAMPS: dict[str, tuple[Colour, ...]] = {
    "melanin": ((252, 244, 228), (226, 178, 122), (158, 94, 50), (84, 42, 26), (28, 14, 12)),
    "haemoglobin": ((255, 246, 240), (250, 178, 160), (222, 74, 70), (140, 14, 40), (52, 0, 22)),
    "dermal_melanin": ((244, 248, 252), (168, 192, 214), (92, 122, 162), (44, 58, 104), (14, 16, 48)),
}


def colours_of(kinds: Iterable[str]) -> dict[str, Colour]:
    """Give each kind a colour, in alphabetical order; from the twelfth on they come round again."""
    return {kind: _KINDS[index % len(_KINDS)] for index, kind in enumerate(sorted(set(kinds)))}


def ramp(column: str) -> tuple[Colour, ...]:
    """Return the colours, evenly spaced from low to high, of a column of MAP_COLUMNS."""
    return _RAMPS[column]


def blend(stops: Sequence[Colour], shares: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Turn (h, w) in [0, 1], clipped, into (h, w, 3) by colours that are evenly spaced from 0 to 1."""
    table = np.array(stops, dtype=np.float64)
    places = np.linspace(0, 1, len(table))
    channels = [np.interp(shares, places, table[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)

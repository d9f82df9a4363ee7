"""The colours that skin has in white light, from very light to very dark, and how far a colour lies from them.

A line in CIELAB at L* 65: measured forearms (Cooksey, Allen and Tsai 2017, J. Res. NIST 122:26) lie about its light
part, the simulator's faces, redder and up to very dark, along all of it.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]

LIGHTNESS = 65.0  # L* to which colours are brought
_LIGHT_SKIN, _DARK_SKIN = (8.0, 9.0), (24.0, 38.0)  # a*, b* at its ends


def at_lightness(lab: ArrayLike, lightness: float = LIGHTNESS) -> Values:
    """Return (a*, b*) of a colour as more or less light would show it.

    With the light times k, all of X, Y and Z go with k, and so a* and b* with its cube root, as L* + 16 does.

    Args:
        lab: (3,), not nearly black.
        lightness: L* of the other light.

    """
    own, a, b = np.asarray(lab, np.float64)
    return np.array([a, b]) * (lightness + 16) / (own + 16)


def nearest_skin(ab: ArrayLike) -> Values:
    """Return the (a*, b*) of skin that is nearest to another, both at L* 65."""
    start, along = np.array(_LIGHT_SKIN), np.subtract(_DARK_SKIN, _LIGHT_SKIN)
    place = np.clip((np.asarray(ab, np.float64) - start) @ along / (along @ along), 0, 1)
    nearest: Values = start + place * along
    return nearest


def off_locus(lab: ArrayLike) -> Values:
    """Return how far a colour lies off those of skin, (a*, b*) at L* 65, so that the exposure does not matter."""
    point = at_lightness(lab)
    return point - nearest_skin(point)

"""White balance from the skin: its colour is brought nearer to those that skin has in white light.

After Bianco and Schettini 2014 (IEEE Trans. Pattern Anal. Mach. Intell. 36:1505), who take faces for the balance of a
picture, but with the colours of skin from very light to very dark.
"""

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import UnusablePhotoError
from uvphoto.simulate.camera.colorimetry import decode_srgb
from uvphoto.skin.skin_locus import LIGHTNESS, off_locus
from uvphoto.skin.white_balance.balance import Balance
from uvphoto.skin.white_balance.lab import from_lab, to_lab
from uvphoto.skin.white_balance.method import Method

Values = NDArray[np.float64]

# Standard deviations across the locus, Delta E at L* 65. What is seen is person and cast together: of it, the share
# that the cast has in the variance is the best guess of the cast (the mean of two normal distributions' product).
PERSON, CAST = 3.4, 4.0
_SHARE = CAST**2 / (CAST**2 + PERSON**2)
_FEWEST = 500  # pixels


def balance_by_skin(colour: NDArray[np.float32], skin: NDArray[np.bool_]) -> Balance:
    """Return the balance that moves the skin's median towards the nearest colour of skin, keeping its lightness.

    Across the locus of skin colours, about from green to purple, cast and person can be told apart in part; along it,
    from blue to yellow and from light to dark skin, they cannot, and nothing is changed.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        skin: (H, W).

    Raises:
        UnusablePhotoError: there is hardly any skin, or it is black.

    """
    count = int(np.count_nonzero(skin))
    if count < _FEWEST:
        remedy = "Take a photo that shows the whole face, or choose --white-balance none"
        raise UnusablePhotoError(f"shows too little skin to balance its colours: {count} pixels", remedy)
    median = decode_srgb(np.median(colour[skin], axis=0).astype(np.float64))
    if median.min() <= 0:
        raise UnusablePhotoError("shows skin too dark to balance its colours", "Take it in brighter light")
    (red, green, blue), off = gains_by_skin(median)
    reason = (
        f"The skin lay {off:.1f} Delta E off the colours of skin, of which {_SHARE:.0%} was taken for a cast; between "
        "blue and yellow a cast cannot be told from the tone."
    )
    return Balance(Method.SKIN, (red, green, blue), None, count, off * (1 - _SHARE), reason)


def gains_by_skin(median: Values) -> tuple[Values, float]:
    """Return the gains (3,) for skin of a colour, and how far it lies off the colours of skin, Delta E at L* 65.

    Args:
        median: (3,) linear, above 0.

    """
    lab = to_lab(median)
    off = off_locus(lab)
    wanted = lab - np.r_[0, _SHARE * off * (lab[0] + 16) / (LIGHTNESS + 16)]
    gains: Values = np.maximum(from_lab(wanted), 1e-4) / median
    return gains, float(np.hypot(*off))

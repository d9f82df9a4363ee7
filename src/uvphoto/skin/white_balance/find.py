"""Find the white balance of a photo by the method that the user chose, or by the best that there is."""

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import UnusablePhotoError
from uvphoto.skin.pupils import Pupils
from uvphoto.skin.white_balance.balance import UNBALANCED, Balance
from uvphoto.skin.white_balance.from_card import balance_by_card
from uvphoto.skin.white_balance.from_sclera import balance_by_sclera
from uvphoto.skin.white_balance.from_skin import balance_by_skin
from uvphoto.skin.white_balance.method import Method

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]


def find_balance(colour: Image, method: Method, *, skin: Mask | None = None, pupils: Pupils | None = None) -> Balance:
    """Return the white balance of a photo.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, upright.
        method: what it is to rest on.
        skin: (H, W) skin of the face, for the methods skin and sclera; None: none is known.
        pupils: of the face, for the method sclera; None: none were found.

    Returns:
        The balance; with AUTO one that changes nothing where there is nothing to rest on.

    Raises:
        UnusablePhotoError: the photo does not show what the method rests on; not with AUTO.
        ValueError: shapes that do not fit.

    """
    if skin is not None and skin.shape != colour.shape[:2]:
        raise ValueError(f"photo and skin have one size, not {colour.shape[:2]} and {skin.shape}")
    known = np.zeros(colour.shape[:2], np.bool_) if skin is None else skin
    match method:
        case Method.NONE:
            return UNBALANCED
        case Method.CARD:
            return balance_by_card(colour)
        case Method.SCLERA:
            return balance_by_sclera(colour, pupils, known)
        case Method.SKIN:
            return balance_by_skin(colour, known)
        case Method.AUTO:
            return _best(colour, known, pupils)


def _best(colour: Image, skin: Mask, pupils: Pupils | None) -> Balance:
    for method in (Method.CARD, Method.SCLERA, Method.SKIN):
        try:
            return find_balance(colour, method, skin=skin, pupils=pupils)
        except UnusablePhotoError:
            continue
    return UNBALANCED

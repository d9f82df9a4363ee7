"""The white balance of a photo of which nothing is known yet."""

import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.eye_sockets import without_eye_sockets
from uvphoto.skin.face_finding import find_face
from uvphoto.skin.plain_parser import PlainParser
from uvphoto.skin.white_balance.balance import UNBALANCED, Balance
from uvphoto.skin.white_balance.find import find_balance
from uvphoto.skin.white_balance.method import Method


def balance_photo(colour: NDArray[np.float32], method: Method) -> Balance:
    """Find the face and its skin, as far as the method needs them, and return the white balance.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, upright.
        method: what it is to rest on.

    Raises:
        UnusablePhotoError: the photo does not show what the method rests on; not with AUTO.

    """
    if method is Method.NONE:
        return UNBALANCED
    if method is Method.CARD:
        return find_balance(colour, method)
    finding = find_face(colour)
    if finding.pupils is None:
        return find_balance(colour, method)
    skin = without_eye_sockets(PlainParser().parse(colour, finding).skin, finding.pupils)
    return find_balance(colour, method, skin=skin, pupils=finding.pupils)

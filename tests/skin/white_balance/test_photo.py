"""A photo of which nothing is known yet, against what is found when face and skin are given."""

import numpy as np
import pytest

from uvphoto.errors import UnusablePhotoError
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.white_balance.balance import UNBALANCED
from uvphoto.skin.white_balance.find import find_balance
from uvphoto.skin.white_balance.method import Method
from uvphoto.skin.white_balance.photo import balance_photo

WALL = np.full((120, 90, 3), 0.4, np.float32)


def test_face_and_skin_are_found_as_needed(clinic_face: ClinicPhoto) -> None:
    found = balance_photo(clinic_face.colour, Method.SKIN)
    known = find_balance(clinic_face.colour, Method.SKIN, skin=clinic_face.skin_mask)
    np.testing.assert_allclose(found.gains, known.gains, atol=0.01)
    assert balance_photo(clinic_face.colour, Method.AUTO).method is Method.SCLERA


def test_without_a_face() -> None:
    assert balance_photo(WALL, Method.NONE) is UNBALANCED
    assert balance_photo(WALL, Method.AUTO) is UNBALANCED
    for method in (Method.CARD, Method.SCLERA, Method.SKIN):
        with pytest.raises(UnusablePhotoError):
            balance_photo(WALL, method)

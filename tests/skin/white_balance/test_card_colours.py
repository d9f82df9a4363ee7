import colour
import numpy as np

from uvphoto.skin.white_balance.card_colours import GREYS, reference_colours
from uvphoto.skin.white_balance.lab import to_lab


def test_the_patches_are_those_of_the_makers_table() -> None:
    checker = colour.CCS_COLOURCHECKERS["ColorChecker 2005"]
    xyz = colour.xyY_to_XYZ(np.array(list(checker.data.values())))
    wanted = colour.XYZ_to_RGB(xyz, colour.RGB_COLOURSPACES["sRGB"], checker.illuminant, "Bradford")
    np.testing.assert_allclose(reference_colours(), wanted, atol=2e-3)


def test_the_last_row_is_grey_from_white_to_black() -> None:
    lab = to_lab(reference_colours()[list(GREYS)])
    assert np.abs(lab[:, 1:]).max() < 1.5
    assert (np.diff(lab[:, 0]) < -10).all()

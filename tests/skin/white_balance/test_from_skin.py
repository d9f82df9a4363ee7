import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.color import lab2rgb, rgb2lab

from uvphoto.errors import UnusablePhotoError
from uvphoto.skin.skin_locus import off_locus
from uvphoto.skin.white_balance.balance import apply
from uvphoto.skin.white_balance.from_skin import CAST, PERSON, balance_by_skin

SKIN = np.ones((40, 40), bool)


def plain(lightness: float, a: float, b: float) -> NDArray[np.float32]:
    return np.full((40, 40, 3), lab2rgb([[[lightness, a, b]]])[0, 0], np.float32)


@pytest.mark.parametrize("along", [0.0, 0.3, 0.8])
@pytest.mark.parametrize("lightness", [45.0, 65.0, 75.0])
def test_skin_of_a_usual_colour_stays_whatever_its_tone(along: float, lightness: float) -> None:
    ab = (np.array([8.0, 9.0]) + along * np.array([16.0, 29.0])) * (lightness + 16) / 81
    np.testing.assert_allclose(balance_by_skin(plain(lightness, *ab), SKIN).gains, 1, atol=2e-3)


@pytest.mark.parametrize("off", [6.0, -6.0])
@pytest.mark.parametrize("lightness", [50.0, 65.0])
def test_what_lies_off_moves_a_share_of_the_way_and_keeps_its_lightness(off: float, lightness: float) -> None:
    across = np.array([29.0, -16.0]) / np.hypot(29, 16)
    ab = (np.array([14.0, 19.875]) + off * across) * (lightness + 16) / 81
    photo = plain(lightness, *ab)
    balance = balance_by_skin(photo, SKIN)
    after = rgb2lab(apply(balance, photo).astype(np.float64))[0, 0]
    share = CAST**2 / (CAST**2 + PERSON**2)
    assert after[0] == pytest.approx(lightness, abs=0.05)
    np.testing.assert_allclose(off_locus(after), (1 - share) * off * across, atol=0.1)
    assert balance.residual == pytest.approx((1 - share) * abs(off), abs=0.05)
    assert balance.measured_on == SKIN.sum()


def test_without_skin_there_is_no_balance() -> None:
    with pytest.raises(UnusablePhotoError, match="too little skin"):
        balance_by_skin(plain(60, 12, 15), np.zeros((40, 40), bool))
    with pytest.raises(UnusablePhotoError, match="too dark"):
        balance_by_skin(np.zeros((40, 40, 3), np.float32), SKIN)

"""Skin tone against scikit-image's CIELAB and the simulated people's own angle."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.color import rgb2lab

from uvphoto.skin.tone import SkinTone, ita_degrees, tone_of

levels = st.floats(0.05, 0.95)


@given(levels, levels, levels)
def test_the_angle_is_that_of_scikit_images_cielab(red: float, green: float, blue: float) -> None:
    colour = np.zeros((4, 5, 3), np.float32)
    skin = np.zeros((4, 5), bool)
    skin[1:3, 1:4] = True
    colour[skin] = (red, green, blue)
    lightness, _, yellow = rgb2lab(np.array([[[red, green, blue]]]))[0, 0]
    if math.hypot(lightness - 50, yellow) < 0.5:
        return  # next to the pole the angle jumps
    theirs = math.degrees(math.atan2(lightness - 50, yellow))
    assert abs((ita_degrees(colour, skin) - theirs + 180) % 360 - 180) < 1


def test_spots_and_what_is_no_skin_do_not_count() -> None:
    colour = np.full((10, 10, 3), (0.85, 0.65, 0.55), np.float32)
    skin = np.ones((10, 10), bool)
    plain = ita_degrees(colour, skin)
    colour[:, :4] = 0.2
    assert ita_degrees(colour, skin) == pytest.approx(plain)
    assert ita_degrees(colour, np.arange(10)[None].repeat(10, 0) < 4) != pytest.approx(plain)
    assert math.isnan(ita_degrees(colour, ~skin))
    with pytest.raises(ValueError, match="shapes"):
        ita_degrees(colour, skin[1:])


def test_groups_are_those_of_chardon() -> None:
    angles = [60, 55, 41, 28, 10, -30, -31, -90]
    names = ["very light", "light", "intermediate", "tan", "brown", "dark", "dark", "dark"]
    assert [tone_of(angle) for angle in angles] == names
    assert len(SkinTone) == 6
    with pytest.raises(ValueError, match="no angle"):
        tone_of(math.nan)

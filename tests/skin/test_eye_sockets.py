"""What is taken out around the eyes, against the ellipse's own area and axes."""

import math

import numpy as np
import pytest

from uvphoto.skin.eye_sockets import without_eye_sockets
from uvphoto.skin.pupils import Pupils


@pytest.mark.parametrize("lean", [0.0, 25.0])
def test_two_ellipses_are_taken_out_along_the_line_of_the_eyes(lean: float) -> None:
    half, turn = 63.0, math.radians(lean)  # 2 pixels per mm
    down, across = half * math.sin(turn), half * math.cos(turn)
    pupils = Pupils((200 + down, 200 + across), (200 - down, 200 - across), 300, is_measured=True)
    kept = without_eye_sockets(np.ones((400, 400), bool), pupils)
    assert np.count_nonzero(~kept) == pytest.approx(2 * math.pi * 42 * 24, rel=0.01)
    along = round(200 + down + 40 * math.sin(turn)), round(200 + across + 40 * math.cos(turn))
    upwards = round(200 + down - 28 * math.cos(turn)), round(200 + across + 28 * math.sin(turn))
    assert not kept[along]
    assert kept[upwards]


def test_skin_elsewhere_stays_and_none_is_added() -> None:
    pupils = Pupils((5.0, 95.0), (5.0, 5.0), 200, is_measured=True)  # sockets reach beyond the photo
    skin = np.zeros((100, 100), bool)
    skin[60:] = True
    np.testing.assert_array_equal(without_eye_sockets(skin, pupils), skin)

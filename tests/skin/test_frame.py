"""The face's frame: its two ways of stating the same map, and copies that show what lies there."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.skin.frame import SIDE_MM, TOP_MM, FaceFrame, upright_copy
from uvphoto.skin.pupils import Pupils


def pupils_at(row: float, column: float, distance: float, roll: float) -> Pupils:
    down, across = (distance / 2 * part for part in (math.sin(math.radians(roll)), math.cos(math.radians(roll))))
    return Pupils((row + down, column + across), (row - down, column - across), 2.5 * distance, is_measured=True)


@given(st.floats(-30, 30), st.floats(20, 900), st.floats(0.2, 2.0))
def test_a_pixel_of_a_copy_lies_where_the_frame_says(roll: float, distance: float, scale: float) -> None:
    frame = FaceFrame.of(pupils_at(300.0, 200.0, distance, roll))
    column, row = frame.matrix(scale) @ [(10 + SIDE_MM) / scale, (40 - TOP_MM) / scale, 1.0]
    y, x = frame.to_mm(np.array(row), np.array(column))
    assert (float(y), float(x)) == pytest.approx((40.0, 10.0), abs=1e-6)
    assert frame.roll == pytest.approx(roll, abs=1e-6)


@pytest.mark.parametrize("distance", [40.0, 250.0])
@pytest.mark.parametrize("roll", [0.0, 20.0])
def test_a_copy_shows_the_pupils_where_they_belong(distance: float, roll: float) -> None:
    pupils = pupils_at(400.0, 380.0, distance, roll)
    rows, columns = np.mgrid[:800, :800].astype(np.float32)
    photo = np.zeros((800, 800, 3), np.float32)
    for channel, (row, column) in enumerate((pupils.left, pupils.right)):
        photo[..., channel] = np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * (0.1 * distance) ** 2))
    face = upright_copy(photo, FaceFrame.of(pupils), 0.8)
    for channel, place in enumerate((31.5, -31.5)):
        weights = face.colour[..., channel]
        assert (weights * face.y).sum() / weights.sum() == pytest.approx(0.0, abs=0.3)
        assert (weights * face.x).sum() / weights.sum() == pytest.approx(place, abs=0.3)


def test_what_lies_beyond_the_photo_is_known() -> None:
    face = upright_copy(np.full((100, 100, 3), 0.5, np.float32), FaceFrame.of(pupils_at(50.0, 50.0, 40.0, 0.0)), 1.0)
    assert face.is_photo.sum() == pytest.approx((100 * 63 / 40) ** 2, rel=0.02)
    assert face.colour == pytest.approx(0.5)

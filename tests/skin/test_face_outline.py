"""Outlines of drawn faces, whose shape is known."""

import numpy as np
import pytest

from uvphoto.skin.face_outline import CENTRE_Y, FaceOutline, find_outline, mean_outline, relative_distance
from uvphoto.skin.frame import BOTTOM_MM, SIDE_MM, TOP_MM, UprightFace
from uvphoto.skin.skin_colour import log_colours
from uvphoto.skin.yaw import middle


def blank(mm_per_pixel: float) -> UprightFace:
    y = np.arange(TOP_MM, BOTTOM_MM + 1e-6, mm_per_pixel, dtype=np.float32)[:, None]
    x = np.arange(-SIDE_MM, SIDE_MM + 1e-6, mm_per_pixel, dtype=np.float32)[None]
    shape = y.shape[0], x.shape[1]
    return UprightFace(np.zeros((*shape, 3), np.float32), np.ones(shape, bool), y, x, np.eye(2, 3), mm_per_pixel)


def test_a_circle_has_the_distances_of_a_circle() -> None:
    face = blank(1.0)
    circle = FaceOutline(np.full(180, 60.0), 0.0)
    inside = circle.distance_inside(face)
    assert inside == pytest.approx(60 - np.hypot(face.y - CENTRE_Y, face.x), abs=2.0)
    assert relative_distance(face, circle) == pytest.approx(np.hypot(face.y - CENTRE_Y, face.x) / 60 - 1, abs=1e-3)


def test_the_mean_outline_ends_at_the_chin_and_is_even() -> None:
    outline = mean_outline(120.0)
    y, _ = outline.places
    assert y.max() == pytest.approx(120, abs=0.5)
    assert middle(outline) == pytest.approx(0, abs=0.3)
    assert middle(mean_outline(113.0, 9.0)) == pytest.approx(9, abs=0.6)


@pytest.mark.parametrize("shift", [-14.0, 0.0, 14.0])
def test_a_drawn_oval_is_followed(shift: float) -> None:
    face = blank(1.0)
    inside = ((face.y - 20) / 92) ** 2 + ((face.x - shift) / 64) ** 2 < 1
    colour = np.where(inside[..., None], (0.8, 0.6, 0.5), (0.3, 0.33, 0.36)).astype(np.float32)
    likeness = np.where(inside, 2.0, -2.0).astype(np.float32)
    outline = find_outline(face, likeness, log_colours(colour), 112.0)
    found = outline.distance_inside(face) > 0
    assert (found & inside).sum() / (found | inside).sum() > 0.95
    assert middle(outline) == pytest.approx(shift, abs=2)

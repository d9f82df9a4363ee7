from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from uvphoto.simulate.face.anatomy import draw_shape, relief
from uvphoto.simulate.face.canvas import Canvas
from uvphoto.simulate.face.lighting import RELIEF_MM, Lamp, Lighting, Surface, gloss, shading
from uvphoto.simulate.face.people import draw_person
from uvphoto.simulate.face.pose import View

CANVAS = Canvas(2.0)
COARSE = CANVAS.coarse(RELIEF_MM)
STRAIGHT = np.eye(3)
ZERO = np.zeros(CANVAS.shape, dtype=np.float32)
FLAT = Surface(CANVAS, np.zeros(COARSE.shape, dtype=np.float32), ZERO, ZERO, ZERO)
SHAPE = draw_shape(np.random.default_rng(4), draw_person(np.random.default_rng(4)))
HEAD = replace(FLAT, depth=relief(SHAPE, COARSE))
FACE = (np.abs(CANVAS.columns) < 55) & (CANVAS.rows > -60) & (CANVAS.rows < 95)
lamps = st.builds(
    Lamp,
    row=st.floats(-2, 2),
    column=st.floats(-2, 2),
    towards=st.floats(0.3, 1.5),
    strength=st.floats(0.1, 3.0),
    softness=st.floats(0.0, 0.6),
)
lightings = st.builds(Lighting, st.lists(lamps, min_size=1, max_size=3).map(tuple), ambient=st.floats(0.0, 0.8))
LEFT = Lighting((Lamp(0.0, -1.0, 1.0, 1.0, 0.2),), ambient=0.3)


@given(lightings)
def test_a_flat_surface_that_faces_the_viewer_gets_1(lighting: Lighting) -> None:
    np.testing.assert_allclose(shading(FLAT, lighting, STRAIGHT), 1.0, rtol=1e-5)


def slope(down: float, across: float) -> Surface:
    depth = down * COARSE.rows + across * COARSE.columns
    return replace(FLAT, depth=(depth + 0 * COARSE.rows).astype(np.float32))


@given(st.floats(-0.6, 0.6), st.floats(-0.6, 0.6), lamps)
def test_a_plane_is_lit_by_lamberts_cosine(down: float, across: float, lamp: Lamp) -> None:
    sharp = replace(lamp, softness=0.0)
    lit = shading(slope(down, across), Lighting((sharp,), ambient=0.0), STRAIGHT)
    normal = np.array([-down, -across, 1.0]) / np.sqrt(1 + down**2 + across**2)
    expected = max(normal @ sharp.direction(), 0.0) / sharp.direction()[2]
    inside = lit[5:-5, 5:-5]
    np.testing.assert_allclose(inside, expected, atol=2e-3)


@settings(max_examples=20, deadline=None)
@given(lightings, st.floats(-20, 20), st.floats(-20, 20))
def test_light_and_gloss_are_never_negative(lighting: Lighting, yaw: float, pitch: float) -> None:
    turn = View(100, 100, 2.0, 900.0, yaw=yaw, pitch=pitch).rotation
    assert shading(HEAD, lighting, turn).min() >= 0
    for oil in (ZERO, ZERO + 1):
        assert gloss(HEAD, lighting, turn, oil).min() >= 0


def halves(light: NDArray[np.float32]) -> tuple[float, float]:
    left, right = FACE & (CANVAS.columns < -5), FACE & (CANVAS.columns > 5)
    return float(light[left].mean()), float(light[right].mean())


def test_a_lamp_on_the_left_makes_the_left_half_lighter() -> None:
    left, right = halves(shading(HEAD, LEFT, STRAIGHT))
    assert left > 1.2 * right
    shine_left, shine_right = halves(gloss(HEAD, LEFT, STRAIGHT, ZERO + 0.5))
    assert shine_left > 1.2 * shine_right


def test_the_lamps_stay_where_they_are_when_the_head_turns() -> None:
    """Turned to the right of the picture, a face lit from the left is darker."""
    lights = [float(shading(HEAD, LEFT, View(9, 9, 1.0, 900.0, yaw=yaw).rotation)[FACE].mean()) for yaw in (-20, 0, 20)]
    assert lights[0] > lights[1] > lights[2]


def test_symmetrical_light_on_a_symmetrical_face_is_symmetrical() -> None:
    both = Lighting((*LEFT.lamps, replace(LEFT.lamps[0], column=1.0)), ambient=0.3)
    for light in (shading(HEAD, both, STRAIGHT), gloss(HEAD, both, STRAIGHT, ZERO + 0.7)):
        np.testing.assert_allclose(light[FACE], light[:, ::-1][FACE], atol=1e-3)
        assert light[FACE].std() > 0.002


def test_the_mirror_image_of_a_lamp_gives_the_mirror_image_of_its_light() -> None:
    right = Lighting((replace(LEFT.lamps[0], column=1.0),), ambient=0.3)
    mirrored, light = shading(HEAD, LEFT, STRAIGHT)[:, ::-1], shading(HEAD, right, STRAIGHT)
    np.testing.assert_allclose(mirrored[FACE], light[FACE], atol=1e-3)


def test_only_the_direction_and_the_relative_strength_of_lamps_count() -> None:
    one, longer = Lamp(-0.3, -0.7, 1.0, 1.0, 0.3), Lamp(-0.6, -1.4, 2.0, 5.0, 0.3)
    np.testing.assert_allclose(
        shading(HEAD, Lighting((one,), 0.2), STRAIGHT), shading(HEAD, Lighting((longer,), 0.2), STRAIGHT), rtol=1e-5
    )


def test_the_fine_relief_turns_towards_the_lamp_too() -> None:
    """A small slope of the texture is lit as the same slope of the head."""
    inclined = replace(FLAT, slope_columns=ZERO + np.float32(0.05), slope_rows=ZERO - np.float32(0.03))
    lighting = Lighting((Lamp(-0.4, -0.6, 1.0, 1.0, 0.0),), ambient=0.0)
    fine = shading(inclined, lighting, STRAIGHT)[50, 50]
    large = shading(slope(-0.03, 0.05), lighting, STRAIGHT)[50, 50]
    assert fine == pytest.approx(large, abs=0.004)
    assert abs(fine - 1) > 0.01


def test_pits_are_darker_and_hollows_see_less_of_the_room() -> None:
    pitted = replace(FLAT, pits=ZERO + np.float32(0.25))
    np.testing.assert_allclose(shading(pitted, LEFT, STRAIGHT), 0.75, rtol=1e-5)
    depth = FLAT.depth.copy()
    middle = COARSE.shape[0] // 2, COARSE.shape[1] // 2
    depth[middle[0] - 4 : middle[0] + 5, middle[1] - 4 : middle[1] + 5] = -8.0
    room = Lighting((Lamp(0.0, 0.0, 1.0, 1.0, 0.3),), ambient=0.7)
    light = shading(replace(FLAT, depth=depth), room, STRAIGHT)
    assert light[middle[0] // 2, middle[1] // 2] < 0.85


def test_oil_shines_more_and_in_a_smaller_place() -> None:
    ball = np.sqrt(np.maximum(90.0**2 - COARSE.rows**2 - COARSE.columns**2, 1.0)).astype(np.float32)
    surface = replace(FLAT, depth=ball)
    front = Lighting((Lamp(0.0, 0.0, 1.0, 1.0, 0.3),), ambient=0.3)
    dry, oily = (gloss(surface, front, STRAIGHT, ZERO + np.float32(oil)) for oil in (0.0, 1.0))
    inside = np.hypot(CANVAS.rows, CANVAS.columns) < 80
    dry, oily = dry * inside, oily * inside
    assert oily.max() > 3 * dry.max()
    assert (oily > oily.max() / 2).sum() < (dry > dry.max() / 2).sum()
    top = np.unravel_index(oily.argmax(), oily.shape)
    np.testing.assert_allclose([CANVAS.rows[top[0], 0], CANVAS.columns[0, top[1]]], 0.0, atol=4.0)

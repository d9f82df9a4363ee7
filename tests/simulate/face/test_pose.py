import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from uvphoto.simulate.face.anatomy import REGIONS, draw_shape, region_labels, relief
from uvphoto.simulate.face.canvas import Canvas, bell
from uvphoto.simulate.face.lighting import RELIEF_MM
from uvphoto.simulate.face.people import draw_person
from uvphoto.simulate.face.pose import PIVOT_MM, PUPILS_MM, View, Warp, warp

CANVAS = Canvas(1.0)
SHAPE = draw_shape(np.random.default_rng(4), draw_person(np.random.default_rng(4)))
DEPTH = relief(SHAPE, CANVAS.coarse(RELIEF_MM))
turns = st.floats(-20.0, 20.0)
views = st.builds(
    View,
    height=st.just(240),
    width=st.just(200),
    mm_per_pixel=st.floats(0.9, 1.4),
    distance_mm=st.floats(280.0, 900.0),
    yaw=turns,
    pitch=turns,
    roll=turns,
    centre_row_mm=st.floats(0.0, 30.0),
    centre_column_mm=st.floats(-15.0, 15.0),
    distortion=st.floats(-0.02, 0.05),
)
CLINIC = View(256, 256, 240 / 256, 900.0)


def shown(view: View) -> tuple[Warp, NDArray[np.float64]]:
    """Return the warp of a view and the place in mm, (H, W, 2), that each of its pixels shows."""
    seen = warp(view, CANVAS, DEPTH, RELIEF_MM)
    places = CANVAS.to_millimetres(np.stack([seen.rows, seen.columns], axis=-1).reshape(-1, 2))
    return seen, places.reshape(view.height, view.width, 2)


def pixels_of(view: View, *points: tuple[float, float]) -> NDArray[np.float64]:
    return view.seen_at(np.array(points, dtype=np.float64), CANVAS, DEPTH, RELIEF_MM)


@settings(max_examples=25, deadline=None)
@given(views)
def test_warp_and_seen_at_undo_each_other_over_the_face(view: View) -> None:
    _, places = shown(view)
    on_face = (np.abs(places[..., 1]) < 65) & (places[..., 0] > -70) & (places[..., 0] < 110)
    back = view.seen_at(places[on_face], CANVAS, DEPTH, RELIEF_MM)
    assert np.abs(back - np.argwhere(on_face)).max() < 0.3


@settings(max_examples=25, deadline=None)
@given(views)
def test_no_part_of_the_face_hides_another(view: View) -> None:
    """Beyond it the chin may hide the neck, and the cheek of a turned head its far side."""
    _, places = shown(view)
    on_face = (np.abs(places[..., 1]) < 60) & (places[..., 0] > -115) & (places[..., 0] < 110)
    (a, b), (c, d) = (np.gradient(places[..., axis]) for axis in (0, 1))
    assert (a * d - b * c)[on_face].min() > 0


@settings(max_examples=40)
@given(views)
def test_the_projection_is_that_of_a_pinhole(view: View) -> None:
    """A point in space, turned about the neck by rotation vectors, seen along straight rays."""
    view = View(**{**vars(view), "distortion": 0.0})
    flat = np.full_like(DEPTH, 90.0)
    point = np.array([[40.0, -25.0]])
    right, down, roll = np.radians([view.yaw, view.pitch, view.roll])
    x, y, z = -25.0, 40.0, 90.0 - PUPILS_MM + PIVOT_MM
    x, z = x * np.cos(right) + z * np.sin(right), z * np.cos(right) - x * np.sin(right)
    y, z = y * np.cos(down) + z * np.sin(down), z * np.cos(down) - y * np.sin(down)
    x, y = x * np.cos(roll) - y * np.sin(roll), y * np.cos(roll) + x * np.sin(roll)
    away = view.distance_mm + PIVOT_MM - z  # from the camera, along its axis
    across = (np.array([y, x]) - [view.centre_row_mm, view.centre_column_mm]) * view.distance_mm / away
    expected = across / view.mm_per_pixel + (np.array([view.height, view.width]) - 1) / 2
    np.testing.assert_allclose(view.seen_at(point, CANVAS, flat, RELIEF_MM)[0], expected, atol=1e-4)


def test_the_straight_view_maps_the_canvas_onto_itself() -> None:
    flat = np.full_like(DEPTH, PUPILS_MM)
    view = View(200, 160, 1.0, 900.0, centre_row_mm=0.0)
    seen = warp(view, CANVAS, flat, RELIEF_MM)
    places = CANVAS.to_millimetres(np.stack([seen.rows, seen.columns], axis=-1).reshape(-1, 2)).reshape(200, 160, 2)
    np.testing.assert_allclose(places[..., 0], np.arange(200)[:, None] + np.zeros(160) - 99.5, atol=0.01)
    np.testing.assert_allclose(places[..., 1], np.zeros(200)[:, None] + np.arange(160) - 79.5, atol=0.01)


@pytest.mark.parametrize("size", [256, 1024])
def test_the_scale_of_the_clinic_holds_between_the_pupils(size: int) -> None:
    view = View(size, size, 240 / size, 900.0)
    half = SHAPE.pupil_distance / 2
    left, right = pixels_of(view, (0.0, -half), (0.0, half))
    assert np.hypot(*(right - left)) * view.mm_per_pixel == pytest.approx(SHAPE.pupil_distance, rel=0.02)


@given(turns)
def test_roll_turns_by_its_angle_clockwise(angle: float) -> None:
    view = View(**{**vars(CLINIC), "roll": angle, "distance_mm": 1e6, "centre_row_mm": 0.0})
    half = SHAPE.pupil_distance / 2
    (row_left, column_left), (row_right, column_right) = pixels_of(view, (0.0, -half), (0.0, half))
    turned = np.degrees(np.arctan2(row_right - row_left, column_right - column_left))
    assert turned == pytest.approx(angle, abs=0.3)


@pytest.mark.parametrize(("name", "axis"), [("yaw", 1), ("pitch", 0)])
def test_yaw_turns_the_nose_to_the_right_and_pitch_turns_it_down(name: str, axis: int) -> None:
    nose = (SHAPE.nose_length, 0.0)
    still = pixels_of(CLINIC, nose)[0]
    turned = pixels_of(View(**{**vars(CLINIC), name: 10.0}), nose)[0]
    assert turned[axis] > still[axis] + 10


def test_the_left_cheek_is_the_persons_own_and_so_on_the_right_of_the_picture() -> None:
    labels = warp(CLINIC, CANVAS, DEPTH, RELIEF_MM).labels(region_labels(SHAPE, CANVAS))
    columns = {name: np.argwhere(labels == REGIONS[name])[:, 1].mean() for name in ("left_cheek", "right_cheek")}
    assert columns["left_cheek"] > 128 + 20
    assert columns["right_cheek"] < 128 - 20


def test_near_cameras_enlarge_what_is_near() -> None:
    span = []
    for distance in (280.0, 900.0):
        view = View(**{**vars(CLINIC), "distance_mm": distance})
        (_, left), (_, right) = pixels_of(view, (SHAPE.nose_length, -10.0), (SHAPE.nose_length, 10.0))
        span.append(right - left)
    assert span[0] > 1.03 * span[1]


@given(st.floats(-0.02, 0.05).filter(lambda value: abs(value) > 0.005))
def test_a_barrel_draws_the_corners_in(distortion: float) -> None:
    corner = (-100.0, -100.0)
    straight, bent = (
        np.abs(pixels_of(View(**{**vars(CLINIC), "distortion": amount}), corner)[0] - 127.5).sum()
        for amount in (0.0, distortion)
    )
    assert (bent < straight) == (distortion > 0)


def test_pictures_and_labels_go_the_same_way() -> None:
    view = View(**{**vars(CLINIC), "yaw": 8.0, "roll": -6.0})
    seen = warp(view, CANVAS, DEPTH, RELIEF_MM)
    dot = bell(CANVAS, 30.0, 40.0, 3.0, 3.0)
    expected = pixels_of(view, (30.0, 40.0))[0]
    picture = seen.picture(dot)
    rows, columns = np.mgrid[:256, :256]
    centre = np.array([(picture * rows).sum(), (picture * columns).sum()]) / picture.sum()
    np.testing.assert_allclose(centre, expected, atol=0.3)
    labels = seen.labels((700 * (dot > 0.5)).astype(np.uint16))
    assert labels.dtype == np.uint16
    assert set(np.unique(labels)) == {0, 700}
    np.testing.assert_allclose(np.argwhere(labels).mean(axis=0), expected, atol=0.5)


def test_beyond_the_canvas_labels_are_0_and_pictures_go_on() -> None:
    wide = View(100, 100, 6.0, 900.0)
    seen = warp(wide, CANVAS, DEPTH, RELIEF_MM)
    ones = np.ones((*CANVAS.shape, 2), dtype=np.float32)
    np.testing.assert_allclose(seen.picture(ones), 1.0, rtol=1e-6)
    labels = seen.labels(np.ones(CANVAS.shape, dtype=np.uint8))
    assert labels[50, 50] == 1
    assert not labels[[0, -1]].any()

from dataclasses import replace

import numpy as np
import pytest

from uvphoto.simulate.face.anatomy import FaceShape
from uvphoto.simulate.face.canvas import Canvas
from uvphoto.simulate.face.fine_relief import draw_surface
from uvphoto.simulate.face.lighting import RELIEF_MM, Surface
from uvphoto.simulate.face.people import Person

FINE = Canvas(0.4)


def drawn(person: Person, shape: FaceShape, canvas: Canvas = FINE) -> Surface:
    return draw_surface(np.random.default_rng(2), person, shape, canvas)


def test_shapes_and_ranges(person: Person, shape: FaceShape) -> None:
    surface = drawn(person, shape)
    assert surface.depth.shape == FINE.coarse(RELIEF_MM).shape
    for image in (surface.slope_rows, surface.slope_columns, surface.pits):
        assert image.shape == FINE.shape
        assert image.dtype == np.float32
    assert surface.pits.min() >= 0
    assert surface.pits.max() <= 0.6
    assert np.abs(surface.slope_rows).mean() < 0.3


def test_the_old_have_more_lines_about_the_eyes_and_on_the_forehead(person: Person, shape: FaceShape) -> None:
    young, old = (drawn(person, replace(shape, wrinkles=amount)) for amount in (0.0, 1.0))
    corner = shape.pupil_distance / 2 + shape.eye_width + 10
    crows_feet = np.hypot(FINE.rows, np.abs(FINE.columns) - corner) < 8
    forehead = (np.abs(FINE.rows - shape.brow_row + 28) < 12) & (np.abs(FINE.columns) < 20)
    for place in (crows_feet, forehead):
        assert np.abs(old.slope_rows[place]).mean() > 1.3 * np.abs(young.slope_rows[place]).mean()


def test_oily_skin_has_larger_pores_beside_the_nose(person: Person, shape: FaceShape) -> None:
    dry, oily = (drawn(replace(person, oiliness=amount), shape) for amount in (0.0, 1.0))
    nose = np.hypot(FINE.rows - 25, FINE.columns) < 12
    assert oily.pits[nose].mean() > 1.15 * dry.pits[nose].mean()


def test_the_fold_beside_the_nose_is_there_at_another_resolution(person: Person, shape: FaceShape) -> None:
    old = replace(shape, wrinkles=1.0)
    place = (shape.nose_length + shape.mouth_row) / 2
    pits = []
    for step in (0.25, 0.5, 1.0):
        canvas = Canvas(step)
        fold = (np.abs(canvas.rows - place) < 6) & (np.abs(np.abs(canvas.columns) - 27) < 9)
        pits.append(float(drawn(person, old, canvas).pits[fold].mean()))
    assert pits[0] > 0.01
    assert pits[1] == pytest.approx(pits[0], rel=0.5)
    assert pits[2] == pytest.approx(pits[0], rel=0.5)

from dataclasses import replace

import numpy as np
import pytest
from skimage.measure import label

from uvphoto.simulate.face.anatomy import (
    REGIONS,
    FaceShape,
    brow_contour,
    draw_shape,
    ear_contour,
    eye_contour,
    face_contour,
    hairline_contour,
    lip_contours,
    nostril_contour,
    region_labels,
    relief,
)
from uvphoto.simulate.face.canvas import Canvas, fill
from uvphoto.simulate.face.people import Person, Sex, draw_person

CANVAS = Canvas(1.0)


def drawn(seed: int) -> tuple[Person, FaceShape]:
    person = draw_person(np.random.default_rng(seed))
    return person, draw_shape(np.random.default_rng(seed), person)


SHAPES = [drawn(seed)[1] for seed in range(8)]


def test_the_pupils_are_as_far_apart_as_in_people() -> None:
    """63 mm on average, 52 to 78 in adults (Dodgson 2004)."""
    distances = np.array([drawn(seed)[1].pupil_distance for seed in range(300)])
    assert distances.mean() == pytest.approx(63, abs=1)
    assert distances.min() > 52
    assert distances.max() < 78


def test_age_and_sun_bring_wrinkles_and_only_men_lose_their_hairline() -> None:
    person, _ = drawn(1)
    young, old = (replace(person, age=age, sun_history=0.3) for age in (20.0, 80.0))
    rng = np.random.default_rng
    assert draw_shape(rng(1), young).wrinkles < 0.5 < draw_shape(rng(1), old).wrinkles
    men, women = (
        np.mean([draw_shape(rng(i), replace(old, sex=sex)).hairline for i in range(100)])
        for sex in (Sex.MALE, Sex.FEMALE)
    )
    assert men < women - 2


@pytest.mark.parametrize("shape", SHAPES)
def test_parts_lie_where_they_belong(shape: FaceShape) -> None:
    bare, head = hairline_contour(shape), face_contour(shape)
    assert bare[:, 0].max() == pytest.approx(shape.length, abs=1.5)
    assert bare[:, 0].min() == pytest.approx(shape.hairline, abs=1.5)
    skin = fill(CANVAS, bare)
    assert (skin <= fill(CANVAS, head) + 0.6).all()
    for side in (-1, 1):
        eye, brow = eye_contour(shape, side), brow_contour(shape, side)
        nostril, ear = nostril_contour(shape, side), ear_contour(shape, side)
        assert np.sign(eye[:, 1]).tolist() == [side] * len(eye)
        assert eye[:, 1].mean() == pytest.approx(side * shape.pupil_distance / 2, abs=0.8)
        assert brow[:, 0].max() < eye[:, 0].min()
        assert nostril[:, 0].min() > shape.nose_length
        assert np.abs(ear[:, 1]).max() > shape.width
        for part in (eye, brow, nostril):
            rows, columns = np.round(CANVAS.to_pixels(part)).astype(int).T
            assert (skin[rows, columns] > 0).all()
    upper, lower = lip_contours(shape)
    assert upper[:, 0].min() > nostril[:, 0].max()
    assert lower[:, 0].max() < shape.length


@pytest.mark.parametrize("shape", SHAPES)
def test_the_nose_stands_out_and_the_eyes_lie_back(shape: FaceShape) -> None:
    depth = relief(shape, CANVAS)

    def at(row: float, column: float) -> float:
        i, j = np.round(CANVAS.to_pixels(np.array([[row, column]]))[0]).astype(int)
        return float(depth[i, j])

    tip, eye, cheek = at(shape.nose_length, 0), at(0, shape.pupil_distance / 2), at(25, 45)
    assert tip == pytest.approx(depth.max(), abs=2.0)
    assert tip > at(shape.mouth_row, 0) > 0
    assert tip - at(shape.nose_length, 30) > 15
    assert eye < at(shape.brow_row, 24)
    assert cheek > 40
    assert depth.min() >= 0
    assert depth[0, 0] == 0
    np.testing.assert_allclose(depth, depth[:, ::-1], atol=0.5)


@pytest.mark.parametrize("shape", SHAPES)
def test_regions_are_whole_apart_and_of_a_size(shape: FaceShape) -> None:
    labels = np.where(fill(CANVAS, hairline_contour(shape)) > 0.5, region_labels(shape, CANVAS), 0)
    areas = {name: (labels == value).sum() for name, value in REGIONS.items()}
    assert set(np.unique(labels)) == {0, *REGIONS.values()}
    for name, value in REGIONS.items():
        assert label(labels == value, connectivity=2).max() == 1, name
        assert areas[name] > 700  # mm2
    assert areas["left_cheek"] == pytest.approx(areas["right_cheek"], rel=0.02)
    mirrored = labels[:, ::-1]
    swapped = np.select([labels == 2, labels == 3], [np.uint8(3), np.uint8(2)], labels)
    assert (mirrored == swapped).mean() > 0.999
    assert (CANVAS.columns + 0 * CANVAS.rows)[labels == REGIONS["left_cheek"]].min() > 0


def test_a_face_is_the_same_at_another_resolution() -> None:
    fine, coarse = (relief(SHAPES[0], Canvas(step)) for step in (0.5, 1.0))
    halved = fine.reshape(304, 2, 264, 2).mean(axis=(1, 3))
    assert np.abs(halved - coarse).mean() < 0.1

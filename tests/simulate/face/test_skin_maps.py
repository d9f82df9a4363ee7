from dataclasses import replace

import numpy as np
import pytest

from uvphoto.simulate.face.anatomy import FaceShape, lip_contours
from uvphoto.simulate.face.canvas import Canvas, fill
from uvphoto.simulate.face.mark_drawing import draw_marks
from uvphoto.simulate.face.people import Person
from uvphoto.simulate.face.skin_maps import FACE_BLOOD, SkinTexture, draw_texture, skin_maps
from uvphoto.simulate.marks import Mark, MarkKind

SPOT = Mark(MarkKind.LENTIGO, 20.0, 40.0, 6.0, 1.0, 0.0, 0.1, 0.0, 0.0, 1.0, 0.01, 0.5, 0.8, 1)
CORE = (152, 172)  # row and column of its middle at 1 mm


@pytest.fixture(scope="module")
def even(canvas: Canvas) -> SkinTexture:
    return SkinTexture(np.ones(canvas.shape, np.float32), np.ones(canvas.shape, np.float32))


def test_a_plain_face_has_its_persons_chromophores(person: Person, canvas: Canvas, even: SkinTexture) -> None:
    maps = skin_maps(person, even, draw_marks({}, canvas), tan=1.3, blood=0.9)
    np.testing.assert_allclose(maps.melanin, 1.3 * float(np.asarray(person.skin.melanin)), rtol=1e-5)
    np.testing.assert_allclose(maps.blood, 0.9 * FACE_BLOOD * float(np.asarray(person.skin.blood)), rtol=1e-5)
    np.testing.assert_allclose(maps.upper_share, float(np.asarray(person.skin.upper_share)), rtol=1e-5)
    assert not maps.dermal_melanin.any()


def test_a_mark_adds_what_it_says(person: Person, canvas: Canvas, even: SkinTexture) -> None:
    none, one = (skin_maps(person, even, draw_marks(marks, canvas)) for marks in ({}, {1: SPOT}))
    assert one.melanin[CORE] / none.melanin[CORE] == pytest.approx(2.0, rel=1e-4)
    assert one.blood[CORE] / none.blood[CORE] == pytest.approx(1.5, rel=1e-4)
    assert one.dermal_melanin[CORE] == pytest.approx(0.01, rel=1e-4)
    own = float(np.asarray(person.skin.upper_share))
    assert one.upper_share[CORE] == pytest.approx((own + 0.8) / 2, rel=1e-4)


def test_marks_add_in_proportion_to_the_skin_around(person: Person, canvas: Canvas, even: SkinTexture) -> None:
    added = draw_marks({1: SPOT}, canvas)
    pale, tanned = (skin_maps(person, even, added, tan=tan) for tan in (1.0, 1.5))
    np.testing.assert_allclose(tanned.melanin / pale.melanin, 1.5, rtol=1e-5)


def test_no_mark_takes_everything_away(person: Person, canvas: Canvas, even: SkinTexture) -> None:
    scar = replace(SPOT, kind=MarkKind.SCAR, melanin=-3.0, blood=-3.0, dermal_melanin=0.0)
    maps = skin_maps(person, even, draw_marks({1: scar}, canvas))
    assert maps.melanin.min() > 0
    assert maps.blood.min() > 0
    assert 0 <= maps.upper_share.min() <= maps.upper_share.max() <= 1


def test_chosen_pixels_keep_together(person: Person, canvas: Canvas, even: SkinTexture) -> None:
    maps = skin_maps(person, even, draw_marks({1: SPOT}, canvas))
    chosen = maps.dermal_melanin > 0
    some = maps.where(chosen)
    assert some.melanin.shape == (chosen.sum(),)
    np.testing.assert_array_equal(some.upper_share, maps.upper_share[chosen])


def test_faces_vary_about_their_level_and_lips_are_red(person: Person, shape: FaceShape, canvas: Canvas) -> None:
    texture = draw_texture(np.random.default_rng(1), person, shape, canvas)
    lips = np.maximum(*(fill(canvas, lip) for lip in lip_contours(shape))) > 0.9
    cheek = np.hypot(canvas.rows - 35, np.abs(canvas.columns) - 45) < 10
    chin = np.hypot(canvas.rows - 0.85 * shape.length, canvas.columns) < 8
    assert texture.blood[lips].mean() > 1.8 * texture.blood[chin].mean()
    assert texture.blood[cheek].mean() > texture.blood[chin].mean()
    for image in (texture.melanin, texture.blood):
        assert image.min() > 0.3
        assert np.median(image) == pytest.approx(1.0, abs=0.2)
        assert 0.03 < image[cheek].std() < 0.4


def test_long_years_of_sun_make_skin_uneven(person: Person, shape: FaceShape, canvas: Canvas) -> None:
    chin = np.hypot(canvas.rows - 0.85 * shape.length, canvas.columns) < 15
    spreads = [
        draw_texture(np.random.default_rng(1), replace(person, sun_history=sun), shape, canvas).melanin[chin].std()
        for sun in (0.0, 1.0)
    ]
    assert spreads[1] > 1.3 * spreads[0]

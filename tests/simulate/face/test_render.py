from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.simulate.camera.clinic import clinic_cameras
from uvphoto.simulate.face.anatomy import FaceShape
from uvphoto.simulate.face.canvas import Canvas
from uvphoto.simulate.face.films import Film, make_up, sunscreen
from uvphoto.simulate.face.lighting import Lamp, Lighting
from uvphoto.simulate.face.people import Person
from uvphoto.simulate.face.render import Subject, lit, reflectance_image
from uvphoto.simulate.marks import Mark, MarkKind
from uvphoto.simulate.optics.skin_optics import reflectance
from uvphoto.simulate.spectra import WAVELENGTHS

MakeSubject = Callable[..., Subject]

CAMERA = clinic_cameras()[2]
WEIGHTS = np.column_stack([CAMERA.colour_weights, CAMERA.uv_weights])  # (L, 4): red, green, blue, UV
RED, GREEN, BLUE, UV = range(4)
PLACE = (30.0, 42.0)  # on the left cheek
SPOT = Mark(
    kind=MarkKind.LENTIGO,
    row_mm=PLACE[0],
    column_mm=PLACE[1],
    radius_mm=5.0,
    aspect=1.0,
    angle=0.0,
    edge=0.1,
    irregularity=0.0,
    reticulation=0.0,
    melanin=1.0,
    dermal_melanin=0.0,
    blood=0.0,
    upper_share=0.3,
    seed=1,
)
ACNE = replace(SPOT, kind=MarkKind.ACNE, melanin=0.0, blood=1.5)
BLUE_GREY = replace(SPOT, kind=MarkKind.DERMAL, melanin=0.0, dermal_melanin=0.02)
LIGHT = Lighting((Lamp(-0.3, 0.4, 1.0, 1.0, 0.3),), ambient=0.3)


def at(canvas: Canvas, image: NDArray[np.float32], row: float, column: float) -> NDArray[np.float32]:
    i, j = np.round(canvas.to_pixels(np.array([[row, column]]))[0]).astype(int)
    return image[i, j]


def contrast(canvas: Canvas, subject: Subject) -> NDArray[np.float64]:
    """Return how much darker the mark's core is than the skin 15 mm away, in each band, relative."""
    image = reflectance_image(subject, WEIGHTS)
    return 1 - at(canvas, image, *PLACE) / at(canvas, image, PLACE[0] + 15, PLACE[1])


def everywhere(canvas: Canvas) -> NDArray[np.float32]:
    return np.ones(canvas.shape, dtype=np.float32)


def test_bare_skin_reflects_what_its_optics_say(make_subject: MakeSubject, canvas: Canvas, person: Person) -> None:
    subject = make_subject()
    maps = subject.maps
    skin = person.skin.changed(melanin=float(maps.melanin[0, 0]), blood=float(maps.blood[0, 0]))
    expected = reflectance(skin) @ WEIGHTS
    image = reflectance_image(subject, WEIGHTS)
    np.testing.assert_allclose(at(canvas, image, *PLACE), expected, rtol=0.02)
    assert image.min() >= 0
    assert image.max() <= 1


def test_a_pigment_spot_stands_out_most_in_uv_and_least_in_red(make_subject: MakeSubject, canvas: Canvas) -> None:
    found = contrast(canvas, make_subject(replace(SPOT, melanin=0.5)))
    assert found[UV] > found[BLUE] > found[GREEN] > found[RED] > 0
    assert found[UV] > 1.8 * found[RED]
    assert contrast(canvas, make_subject(SPOT))[UV] > found[UV]


def test_a_tan_darkens_the_uv_photo_most(make_subject: MakeSubject, canvas: Canvas) -> None:
    bare, tanned = (at(canvas, reflectance_image(make_subject(tan=tan), WEIGHTS), *PLACE) for tan in (1.0, 1.5))
    darker = 1 - tanned / bare
    assert darker[UV] > 1.5 * darker[RED] > 0


def test_a_red_mark_shows_in_green_more_than_in_uv(make_subject: MakeSubject, canvas: Canvas) -> None:
    found = contrast(canvas, make_subject(ACNE))
    assert found[GREEN] > found[UV] > 0
    assert found[GREEN] > 1.3 * found[RED]


def test_melanin_of_the_dermis_shows_in_every_colour_more_than_in_uv(make_subject: MakeSubject, canvas: Canvas) -> None:
    found = contrast(canvas, make_subject(BLUE_GREY))
    assert (found[:3] > 1.2 * found[UV]).all()
    assert found[UV] > 0


def test_a_scar_is_lighter_than_the_skin_around(make_subject: MakeSubject, canvas: Canvas) -> None:
    scar = replace(SPOT, kind=MarkKind.SCAR, melanin=-0.5, blood=-0.4)
    assert (contrast(canvas, make_subject(scar)) < 0).all()


def test_light_strays_farther_in_red_than_in_uv(make_subject: MakeSubject, canvas: Canvas) -> None:
    """The edge of a mole is blurred by the skin itself."""
    image = reflectance_image(make_subject(replace(SPOT, melanin=6.0, edge=0.05)), WEIGHTS)
    i, j = np.round(canvas.to_pixels(np.array([PLACE]))[0]).astype(int)
    profile = image[i, j : j + 12]
    steepest = np.abs(np.diff(profile, axis=0)).max(axis=0) / (profile[-1] - profile[0])
    assert steepest[RED] < steepest[UV]


def test_sunscreen_is_black_in_uv_and_invisible_to_the_eye(make_subject: MakeSubject, canvas: Canvas) -> None:
    film = sunscreen(everywhere(canvas), 1.0)
    bare, covered = (reflectance_image(make_subject(films=films), WEIGHTS) for films in ((), (film,)))
    before, after = at(canvas, bare, *PLACE), at(canvas, covered, *PLACE)
    np.testing.assert_allclose(after[:3], before[:3], atol=0.02)
    assert after[UV] < 0.02 < before[UV] / 2
    spot = contrast(canvas, make_subject(SPOT, films=(film,)))
    assert spot[UV] < 0.7 * contrast(canvas, make_subject(SPOT))[UV]


def test_make_up_hides_spots_from_the_eye_and_keeps_the_skins_colour(
    make_subject: MakeSubject, canvas: Canvas, person: Person
) -> None:
    film = make_up(everywhere(canvas), person, 0.5)
    bare, painted = contrast(canvas, make_subject(SPOT)), contrast(canvas, make_subject(SPOT, films=(film,)))
    assert (painted[:3] < 0.7 * bare[:3]).all()
    skin, covered = (
        at(canvas, reflectance_image(make_subject(films=films), WEIGHTS), *PLACE) for films in ((), (film,))
    )
    np.testing.assert_allclose(covered[:3], skin[:3], rtol=0.15)
    assert covered[UV] < skin[UV]


def test_a_film_lies_where_its_cover_is(make_subject: MakeSubject, canvas: Canvas) -> None:
    cover = (everywhere(canvas) * (canvas.columns > 0)).astype(np.float32)
    black = Film("tar", cover, np.zeros_like(WAVELENGTHS), np.zeros_like(WAVELENGTHS))
    bare, tarred = (reflectance_image(make_subject(films=films), WEIGHTS) for films in ((), (black,)))
    np.testing.assert_array_equal(at(canvas, tarred, *PLACE), 0)
    mirrored = PLACE[0], -PLACE[1]
    np.testing.assert_array_equal(at(canvas, tarred, *mirrored), at(canvas, bare, *mirrored))


def test_glasses_are_clear_to_the_eye_and_black_in_uv(make_subject: MakeSubject, canvas: Canvas) -> None:
    below_eye = (13.0, 31.0)
    bare, behind = (
        at(canvas, reflectance_image(make_subject(glasses=worn), WEIGHTS), *below_eye) for worn in (False, True)
    )
    assert (behind[:3] > 0.75 * bare[:3]).all()
    assert behind[UV] < 0.02


def test_hair_eyes_and_nostrils_are_what_they_are(make_subject: MakeSubject, canvas: Canvas, shape: FaceShape) -> None:
    image = reflectance_image(make_subject(hair_melanin=1.0, iris_melanin=1.0), WEIGHTS)
    skin = at(canvas, image, *PLACE)
    pupil = at(canvas, image, -0.5, shape.pupil_distance / 2)
    white = at(canvas, image, -0.5, shape.pupil_distance / 2 + 9.5)
    nostril = at(canvas, image, shape.nose_length + 5.2, 0.46 * shape.nose_width)
    hair = at(canvas, image, -110.0, 0.0)
    assert (pupil < 0.05).all()
    assert white[BLUE] > skin[BLUE]
    assert (nostril < 0.6 * skin).all()
    assert (hair < 0.6 * skin).all()


def test_behind_crossed_polarisers_nothing_shines(make_subject: MakeSubject, canvas: Canvas) -> None:
    subject = make_subject()
    even = np.full((*canvas.shape, 2), 0.5, dtype=np.float32)
    dull, half, bright = (lit(subject, even, LIGHT, np.eye(3), shine) for shine in (0.0, 0.5, 1.0))
    mirrored = bright - dull
    assert mirrored.min() >= 0
    assert mirrored.max() > 0.02
    np.testing.assert_allclose(half - dull, mirrored / 2, atol=1e-6)
    np.testing.assert_array_equal(mirrored[..., 0], mirrored[..., 1])
    assert not mirrored[subject.head.shining == 0].any()


def test_light_is_the_product_of_reflectance_and_shading(make_subject: MakeSubject, canvas: Canvas) -> None:
    subject = make_subject()
    white = np.ones((*canvas.shape, 1), dtype=np.float32)
    shaded = lit(subject, white, LIGHT, np.eye(3), 0.0)
    np.testing.assert_allclose(lit(subject, 0.3 * white, LIGHT, np.eye(3), 0.0), 0.3 * shaded, rtol=1e-5)


@pytest.mark.parametrize("channels", [1, 3, 5])
def test_any_number_of_bands_can_be_asked_for(make_subject: MakeSubject, canvas: Canvas, channels: int) -> None:
    weights = np.full((WAVELENGTHS.size, channels), 1 / WAVELENGTHS.size)
    image = reflectance_image(make_subject(), weights)
    assert image.shape == (*canvas.shape, channels)
    assert image.dtype == np.float32

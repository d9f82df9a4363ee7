"""The white of the eyes, drawn under known lights, in simulated faces, and where there is none."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from uvphoto.errors import UnusablePhotoError
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb, linear_srgb, xyz
from uvphoto.simulate.face.materials import sclera
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.frame import FaceFrame
from uvphoto.skin.pupils import Pupils, find_pupils
from uvphoto.skin.white_balance.from_sclera import balance_by_sclera
from uvphoto.skin.white_balance.from_skin import balance_by_skin

Pixels = NDArray[np.float32]

SKIN_LIGHT = np.array([0.45, 0.25, 0.17])  # linear
MM = 0.25
PUPILS = Pupils((300.0, 360.0 + 126.0), (300.0, 360.0 - 126.0), 640.0, is_measured=True)


def draw(light: tuple[float, ...], *, opening_mm: float = 9.0, white: tuple[float, ...] = (0.5, 0.5, 0.5)) -> Pixels:
    """Draw two almond eyes on plain skin, in linear light, and encode it."""
    scene = np.empty((600, 720, 3), np.float32)
    scene[:] = SKIN_LIGHT
    for row, column in (PUPILS.left, PUPILS.right):
        place, iris = (round(column), round(row)), round(5.85 / MM)
        eye = np.zeros(scene.shape[:2], np.uint8)
        cv2.ellipse(eye, place, (round(14 / MM), round(opening_mm / 2 / MM)), 0, 0, 360, 1, -1)
        scene[eye > 0] = white
        inside = cv2.circle(np.zeros_like(eye), place, iris, 1, -1) > 0
        scene[inside & (eye > 0)] = (0.05, 0.03, 0.02)
        shine = cv2.circle(np.zeros_like(eye), (place[0] + 30, place[1] - 2), 5, 1, -1) > 0
        scene[shine & (eye > 0)] = 1.5
    scene = cv2.GaussianBlur(scene, (0, 0), 1.0) * np.array(light, np.float32)
    return np.rint(255 * encode_srgb(np.clip(scene, 0, 1))).astype(np.float32) / 255


def skin_of(photo: Pixels) -> NDArray[np.bool_]:
    skin = np.zeros(photo.shape[:2], bool)
    skin[380:] = True
    return skin


@pytest.mark.parametrize("light", [(1.0, 1.0, 1.0), (1.3, 1.0, 0.7), (0.7, 0.9, 1.2), (0.9, 0.7, 0.9)])
def test_the_gains_undo_a_known_light(light: tuple[float, ...]) -> None:
    photo = draw(light)
    balance = balance_by_sclera(photo, PUPILS, skin_of(photo))
    white = np.array(balance.gains) * light
    np.testing.assert_allclose(white / white[1], (np.array(light) / light[1]) ** 0.15, atol=0.05)  # 85 % of the cast
    seen = SKIN_LIGHT * light
    luminance = np.array([0.2126, 0.7152, 0.0722])
    assert luminance @ (seen * balance.gains) == pytest.approx(luminance @ seen, rel=0.02)  # no brighter, no darker
    assert balance.measured_on > 300


def test_another_colour_of_the_white_may_be_assumed() -> None:
    photo = draw((1.2, 1.0, 0.8), white=(0.5, 0.48, 0.4))
    assumed = balance_by_sclera(photo, PUPILS, skin_of(photo), white=(0.5, 0.48, 0.4))
    white = np.array(assumed.gains) * (1.2, 1.0, 0.8)
    np.testing.assert_allclose(white / white[1], 1, atol=0.06)


@pytest.mark.parametrize(
    ("photo", "pupils", "words"),
    [
        (draw((1, 1, 1), opening_mm=0.4), PUPILS, "too little of the white"),
        (draw((1, 1, 1), white=tuple(SKIN_LIGHT)), PUPILS, "too little of the white"),
        (draw((1, 1, 1), white=(0.3, 0.4, 0.9)), PUPILS, "no clear colour"),
        (draw((1, 1, 1)), None, "shows no eyes"),
        (draw((1, 1, 1)), Pupils(PUPILS.left, PUPILS.right, 640.0, is_measured=False), "shows no eyes"),
    ],
    ids=["closed", "skin in the eyes", "blue", "no face", "not seen"],
)
def test_eyes_without_white_are_refused(photo: Pixels, pupils: Pupils | None, words: str) -> None:
    with pytest.raises(UnusablePhotoError, match=words):
        balance_by_sclera(photo, pupils, skin_of(photo))


def test_eyes_of_few_pixels_are_refused() -> None:
    photo = cv2.resize(draw((1, 1, 1)), None, fx=0.15, fy=0.15, interpolation=cv2.INTER_AREA)
    small = Pupils((44.5, 72.4), (44.5, 34.6), 96.0, is_measured=True)
    with pytest.raises(UnusablePhotoError, match="too little of the white"):
        balance_by_sclera(photo, small, np.ones(photo.shape[:2], bool))


@pytest.mark.parametrize("cast", [(1.15, 1.0, 0.8), (0.85, 1.0, 1.1)])
def test_simulated_faces_under_known_lights(clinic_face: ClinicPhoto, cast: tuple[float, ...]) -> None:
    linear, drawn = decode_srgb(clinic_face.colour), linear_srgb(xyz(sclera()))

    def gains(light: tuple[float, ...]) -> NDArray[np.float64]:
        photo = encode_srgb(np.clip(linear * np.array(light, np.float32) * np.float32(0.8), 0, 1))
        return np.array(balance_by_sclera(photo, find_pupils(photo), clinic_face.skin_mask, tuple(drawn)).gains)

    plain = gains((1.0, 1.0, 1.0))
    np.testing.assert_allclose(plain / plain[1], 1, atol=0.1)  # the clinic's camera has its own colours
    ratio = gains(cast) * cast / plain
    np.testing.assert_allclose(ratio / ratio[1], np.array(cast) ** 0.15, atol=0.05)


@pytest.mark.parametrize("name", ["ike-louie-natividad-2709388", "mateus-souza-3586798", "simon-robben-614810"])
def test_real_eyes_are_about_white(reference_data: Path, name: str) -> None:
    with Image.open(reference_data / "photos" / f"pexels-{name}.jpg") as picture:
        picture.draft("RGB", (1500, 1500))
        photo = np.asarray(picture, np.float32) / 255
    pupils = find_pupils(photo)
    y, x = FaceFrame.of(pupils).to_mm(np.arange(photo.shape[0])[:, None], np.arange(photo.shape[1])[None])
    cheeks = (np.abs(y - 38) < 8) & (np.abs(np.abs(x) - 28) < 10)
    balance = balance_by_sclera(photo, pupils, cheeks)
    assert all(0.8 < gain < 1.25 for gain in balance.gains)
    assert balance.measured_on > 100
    skin = balance_by_skin(photo, cheeks)
    assert all(0.8 < gain < 1.25 for gain in skin.gains)
    # The same face in warmer light: most of the difference goes.
    warm = np.array([1.25, 1.0, 0.65])
    again = balance_by_sclera(encode_srgb(np.clip(decode_srgb(photo) * warm.astype(np.float32), 0, 1)), pupils, cheeks)
    left = np.array(again.gains) * warm / balance.gains
    np.testing.assert_allclose(left / left[1], warm**0.15, atol=0.06)

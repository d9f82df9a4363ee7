"""Cards drawn into pictures under casts that are known, and through the simulator's phones."""

from collections.abc import Callable
from dataclasses import replace

import colour
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.errors import UnusablePhotoError
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.simulate.camera.develop import develop
from uvphoto.simulate.camera.phone import draw_phone
from uvphoto.simulate.camera.shot import draw_shot
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.simulate.spectra import WAVELENGTHS
from uvphoto.skin.white_balance.balance import Balance, apply
from uvphoto.skin.white_balance.card_colours import reference_colours
from uvphoto.skin.white_balance.from_card import balance_by_card, fit_card
from uvphoto.skin.white_balance.lab import to_lab
from uvphoto.skin.white_balance.method import Method

Pixels = NDArray[np.float32]
Drawer = Callable[..., Pixels]


def encoded(linear: NDArray[np.floating]) -> Pixels:
    levels = np.rint(255 * encode_srgb(np.clip(np.asarray(linear, np.float64), 0, 1)))
    return (levels / 255).astype(np.float32)


def photographed(face: ClinicPhoto, draw_card: Drawer, light: NDArray[np.float64], **place: object) -> Pixels:
    scene = draw_card(decode_srgb(face.colour), reference_colours(), **place)
    return encoded(cv2.GaussianBlur(scene, (0, 0), 0.5) @ np.asarray(light, np.float32).T)


def relative(balance: Balance, light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what balance and light make of white, green being 1."""
    white = np.array(balance.gains) * (light @ np.ones(3))
    return white / white[1]


@pytest.mark.parametrize(
    ("cast", "place"),
    [
        ((1.25, 1.0, 0.7), {"width": 200.0, "turn": 0.0, "tilt": 0.0, "at": (256.0, 430.0)}),
        ((0.7, 0.9, 1.1), {"width": 160.0, "turn": 37.0, "tilt": 0.15, "at": (110.0, 400.0)}),
        ((0.9, 0.6, 0.8), {"width": 90.0, "turn": 180.0, "tilt": 0.05, "at": (420.0, 440.0)}),
        ((0.8, 0.85, 0.5), {"width": 130.0, "turn": -95.0, "tilt": 0.25, "at": (256.0, 420.0)}),
    ],
)
def test_the_gains_undo_a_known_cast(
    clinic_face: ClinicPhoto, draw_card: Drawer, cast: tuple[float, ...], place: dict[str, object]
) -> None:
    light = np.diag(cast) * 0.8
    photo = photographed(clinic_face, draw_card, light, **place)
    balance = balance_by_card(photo)
    assert balance.method is Method.CARD
    np.testing.assert_allclose(relative(balance, light), 1, atol=0.02)
    assert balance.residual < 1.5
    assert balance.measured_on >= 20
    assert balance_by_card(photo) == balance  # nothing is left to chance
    # The whole photo has the colours of white light again, at some exposure.
    skin = np.median(apply(balance, photo)[clinic_face.skin_mask & (photo.max(axis=2) < 0.98)], axis=0)
    true = np.median(clinic_face.colour[clinic_face.skin_mask & (photo.max(axis=2) < 0.98)], axis=0)
    ratio = decode_srgb(skin) / decode_srgb(true)
    np.testing.assert_allclose(ratio / ratio[1], 1, atol=0.06)


def test_the_matrix_undoes_a_known_one(clinic_face: ClinicPhoto, draw_card: Drawer) -> None:
    mixing = np.array([[0.8, 0.15, 0.05], [0.1, 0.75, 0.15], [0.02, 0.18, 0.8]])  # a duller camera; grey stays grey
    light = np.diag([1.1, 0.9, 0.8]) @ mixing * 0.8
    photo = photographed(clinic_face, draw_card, light, width=200.0, turn=5.0, tilt=0.1, at=(256.0, 430.0))
    balance = balance_by_card(photo)
    whole = np.array(balance.matrix) @ light
    np.testing.assert_allclose(whole / whole.sum(axis=1, keepdims=True), np.eye(3), atol=0.06)
    grey = apply(balance, encoded(np.full((4, 4, 3), 0.3) @ light.T))
    assert np.ptp(grey) < 0.01


def test_a_photo_without_a_card_says_what_to_do(clinic_face: ClinicPhoto) -> None:
    with pytest.raises(UnusablePhotoError, match=r"shows no colour card\. Hold a ColorChecker"):
        balance_by_card(clinic_face.colour)


def test_patches_of_another_card_or_overexposed_ones_are_none() -> None:
    reference = encode_srgb(np.maximum(reference_colours(), 1e-3))
    assert fit_card(reference).residual < 0.7  # red below 0 cannot be seen
    other = fit_card(np.random.default_rng(0).permutation(reference))
    assert other is None or other.residual > 12
    assert fit_card(np.minimum(reference * 2.2, 1)) is None


def test_light_that_falls_off_over_the_card_does_not_matter() -> None:
    fall = np.tile(np.linspace(0.5, 1, 6), 4)[:, None]
    even, uneven = (fit_card(encode_srgb(np.maximum(reference_colours(), 1e-3) * cast)) for cast in (0.8, 0.8 * fall))
    np.testing.assert_allclose(even.matrix, np.eye(3), atol=0.03)
    np.testing.assert_allclose(uneven.matrix, np.eye(3), atol=0.03)


@pytest.fixture(scope="module")
def reflectances() -> NDArray[np.float64]:
    """Return reflectances of the patches (24, L), measured by N. Ohta, the ends held below 380 nm."""
    card = colour.SDS_COLOURCHECKERS["ColorChecker N Ohta"]
    return np.stack([np.interp(WAVELENGTHS, one.wavelengths, one.values) for one in card.values()])


def test_phones_come_nearer_to_the_true_colours(draw_card: Drawer, reflectances: NDArray[np.float64]) -> None:
    before, after = [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        phone = draw_phone(rng, "drawn")
        shot = replace(draw_shot(rng, phone), focus_blur=0.2, motion_length=0.0)
        weights = phone.weights(shot.light)
        ground = np.broadcast_to(np.float32(0.25), (480, 640, 3))
        scene = draw_card(
            ground, (reflectances @ weights).astype(np.float32), width=300.0, turn=8.0, tilt=0.1, at=(320, 240)
        )
        photo = develop(phone, shot, scene, rng)
        grey = photo[20:60, 20:60].mean(axis=(0, 1))  # of the wall, which the fit does not see
        balanced = apply(balance_by_card(photo), photo)[20:60, 20:60].mean(axis=(0, 1))
        before.append(np.hypot(*to_lab(decode_srgb(grey.astype(np.float64)))[1:]))
        after.append(np.hypot(*to_lab(decode_srgb(balanced.astype(np.float64)))[1:]))
    assert np.median(after) < 1.5
    assert np.median(after) < 0.4 * np.median(before)

"""Cards drawn into photos, whose colours are those of another library."""

from collections.abc import Callable

import colour
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.archives.colour.card import CardReading, read_card
from uvphoto.archives.colour.matrices import disagreement
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.simulate.photography import ClinicPhoto

Pixels = NDArray[np.float32]
Drawer = Callable[..., Pixels]

MIXING = np.array([[0.85, 0.1, 0.05], [0.05, 0.85, 0.1], [0.02, 0.13, 0.85]])  # a duller camera; grey stays grey
PLACE = {"width": 200.0, "turn": 8.0, "tilt": 0.1, "at": (256.0, 430.0)}


@pytest.fixture(scope="module")
def patches() -> NDArray[np.float64]:
    """Return linear sRGB of the patches (24, 3) by colour-science, from the table of their xyY under C."""
    card = colour.CCS_COLOURCHECKERS["ColorChecker 2005"]
    xyz = np.stack([colour.xyY_to_XYZ(one) for one in card.data.values()])
    return np.asarray(colour.XYZ_to_sRGB(xyz, card.illuminant, apply_cctf_encoding=False))


def photographed(face: ClinicPhoto, drawn: Pixels, draw_card: Drawer, light: NDArray[np.float64]) -> Pixels:
    scene = draw_card(decode_srgb(face.colour), drawn.astype(np.float32), **PLACE)
    scene = cv2.GaussianBlur(scene, (0, 0), 0.5) @ light.T
    return (np.rint(255 * encode_srgb(np.clip(scene, 0, 1))) / 255).astype(np.float32)


@pytest.mark.parametrize("exposure", [0.6, 0.9])
def test_a_known_matrix_and_exposure_are_recovered(
    clinic_face: ClinicPhoto, draw_card: Drawer, patches: NDArray[np.float64], exposure: float
) -> None:
    light = exposure * np.diag([1.05, 0.9, 0.75]) @ MIXING
    reading = read_card(photographed(clinic_face, patches, draw_card, light))
    assert reading is not None
    assert reading.safe_brightness is not None
    whole = reading.safe_brightness * np.array(reading.matrix) @ light
    np.testing.assert_allclose(whole, np.eye(3), atol=0.06)
    np.testing.assert_allclose(whole @ np.ones(3), 1, atol=0.03)  # greys come out as they are
    assert reading.residual < 1.5
    assert reading.patches >= 20


def test_a_camera_with_another_tone_curve_has_no_safe_exposure(
    clinic_face: ClinicPhoto, draw_card: Drawer, patches: NDArray[np.float64]
) -> None:
    photo = photographed(clinic_face, patches, draw_card, 0.8 * np.eye(3))
    plain, steep = read_card(photo), read_card(photo**1.8)
    assert plain is not None
    assert plain.safe_brightness is not None
    assert steep is not None
    assert steep.safe_brightness is None


def test_a_far_off_exposure_is_not_safe() -> None:
    matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    assert CardReading(matrix, 1.9, 0.02, 1.0, 24).safe_brightness == 1.9
    for brightness, unevenness in ((2.1, 0.02), (0.45, 0.02), (1.0, 0.2)):
        assert CardReading(matrix, brightness, unevenness, 1.0, 24).safe_brightness is None


def test_no_card_no_reading(clinic_face: ClinicPhoto) -> None:
    assert read_card(clinic_face.colour) is None


def test_disagreement_knows_no_exposure() -> None:
    one, brighter = (tuple(map(tuple, factor * np.eye(3))) for factor in (1.0, 1.7))
    assert disagreement(one, brighter) == pytest.approx(0, abs=1e-9)
    bluer = tuple(map(tuple, np.diag([1, 1, 1.2])))
    own, other = (
        colour.XYZ_to_Lab(colour.sRGB_to_XYZ(light, apply_cctf_decoding=False))
        for light in (np.full(3, 0.2), np.array([1, 1, 1.2]) * 0.2 / (1 + 0.2 * 0.0722))
    )
    assert disagreement(one, bluer) >= np.linalg.norm(own - other) - 0.05

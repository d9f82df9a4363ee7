"""Colour sums and the skin's indices, against colour-science, scikit-image and the NIST reference set."""

import json
from pathlib import Path

import colour
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.color import lab2rgb, rgb2lab

from uvphoto.simulate.camera import colorimetry
from uvphoto.simulate.camera.observers import CIE_1931_2_DEGREE, CIE_1964_10_DEGREE
from uvphoto.simulate.spectra import WAVELENGTHS, on_grid

Nist = tuple[np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def golden(reference_data: Path) -> list[dict[str, list[float]]]:
    return json.loads((reference_data / "reference" / "golden_nist_lab_ita.json").read_text())["rows"]


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (CIE_1931_2_DEGREE, "CIE 1931 2 Degree Standard Observer"),
        (CIE_1964_10_DEGREE, "CIE 1964 10 Degree Standard Observer"),
    ],
)
def test_observer_is_that_of_the_cie(table: np.ndarray, name: str) -> None:
    published = colour.MSDS_CMFS[name]
    expected = np.array([published[float(w)] for w in WAVELENGTHS if w >= 360])
    np.testing.assert_allclose(table[2:], expected, rtol=5e-5, atol=1e-7)


def test_nist_reader_keeps_means_and_repeats_together(nist: Nist) -> None:
    wavelengths, means, repeats = nist
    assert wavelengths[0] == 250
    assert wavelengths[-1] == 2500
    np.testing.assert_allclose(repeats.mean(axis=1), means, atol=1e-4)
    at_364 = means[:, wavelengths == 364].ravel()
    assert at_364.mean() == pytest.approx(0.149, abs=0.001)


def test_skin_colour_of_a_hundred_people(nist: Nist, golden: list[dict[str, list[float]]]) -> None:
    wavelengths, means, _ = nist
    ours = colorimetry.lab(on_grid(wavelengths, means.T).T)
    theirs = np.array([row["D65_2"] for row in golden])
    np.testing.assert_allclose(ours, theirs, atol=0.06)  # 10 nm sums to 720 nm against 5 nm sums to 780 nm
    angles = np.array([row["ITA_D65_2"] for row in golden])
    np.testing.assert_allclose(colorimetry.individual_typology_angle(ours), angles, atol=0.1)


def test_skin_colour_for_the_wide_field_observer(nist: Nist, golden: list[dict[str, list[float]]]) -> None:
    wavelengths, means, _ = nist
    ours = colorimetry.lab(on_grid(wavelengths, means.T).T, observer=CIE_1964_10_DEGREE)
    np.testing.assert_allclose(ours, np.array([row["D65_10"] for row in golden]), atol=0.06)


def test_melanin_index_orders_people_as_the_typology_angle_does(nist: Nist) -> None:
    wavelengths, means, _ = nist
    reflectance = on_grid(wavelengths, means.T).T
    angle = colorimetry.individual_typology_angle(colorimetry.lab(reflectance))
    assert np.corrcoef(colorimetry.melanin_index(reflectance), angle)[0, 1] < -0.9


def test_indices_of_a_simple_absorber() -> None:
    reflectance = np.where(WAVELENGTHS < 600, 0.1, 0.5)
    assert colorimetry.melanin_index(reflectance) == pytest.approx(100 * np.log10(2))
    assert colorimetry.erythema_index(reflectance) == pytest.approx(100 * np.log10(5))


def test_lab_of_srgb_colours_agrees_with_scikit_image() -> None:
    encoded = np.random.default_rng(0).uniform(0, 1, (50, 3))
    tristimulus = colorimetry.decode_srgb(encoded) @ np.linalg.inv(colorimetry.XYZ_TO_LINEAR_SRGB).T
    white = np.linalg.inv(colorimetry.XYZ_TO_LINEAR_SRGB).sum(axis=1)
    np.testing.assert_allclose(colorimetry.lab_from_xyz(tristimulus, white), rgb2lab(encoded), atol=0.05)


def test_white_is_white_in_every_space() -> None:
    white = np.ones(WAVELENGTHS.size)
    np.testing.assert_allclose(colorimetry.lab(white), [100, 0, 0], atol=1e-9)
    np.testing.assert_allclose(colorimetry.linear_srgb(colorimetry.xyz(white)), 1, atol=2e-3)


@given(st.floats(0.01, 1.0))
def test_grey_has_no_hue_and_the_lightness_of_its_reflectance(level: float) -> None:
    colour_of_grey = colorimetry.lab(np.full(WAVELENGTHS.size, level))
    np.testing.assert_allclose(colour_of_grey[1:], 0, atol=1e-9)
    np.testing.assert_allclose(lab2rgb(colour_of_grey), colorimetry.encode_srgb(np.full(3, level)), atol=2e-4)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_tone_curve_is_the_standard_s_and_undone(kind: type[np.floating]) -> None:
    linear = np.linspace(0, 1, 10001, dtype=kind)
    encoded = colorimetry.encode_srgb(linear)
    assert encoded.dtype == kind
    np.testing.assert_allclose(encoded, colour.models.eotf_inverse_sRGB(linear.astype(np.float64)), atol=1e-6)
    np.testing.assert_allclose(colorimetry.decode_srgb(encoded), linear, atol=1e-6)


def test_tone_curve_passes_what_lies_outside_on() -> None:
    beyond = np.array([-0.01, 1.2], dtype=np.float32)
    np.testing.assert_allclose(colorimetry.decode_srgb(colorimetry.encode_srgb(beyond)), beyond, atol=1e-6)

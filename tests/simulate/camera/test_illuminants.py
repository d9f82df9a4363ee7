"""Lights against the CIE's tables and against the colour temperature that colour-science finds for them."""

from collections.abc import Callable
from pathlib import Path

import colour
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.simulate.camera import illuminants
from uvphoto.simulate.camera.observers import CIE_1931_2_DEGREE
from uvphoto.simulate.spectra import WAVELENGTHS, on_grid


def independent_temperature(light: np.ndarray) -> float:
    spectrum = colour.SpectralDistribution(light[2:], WAVELENGTHS[2:]).align(colour.SpectralShape(360, 780, 1))
    tristimulus = colour.sd_to_XYZ(spectrum, k=1, method="Integration")
    return float(colour.temperature.uv_to_CCT_Ohno2013(colour.UCS_to_uv(colour.XYZ_to_UCS(tristimulus)))[0])


@pytest.mark.parametrize(("column", "cct"), [(2, 5003.0), (3, 6504.0)])
def test_daylight_is_the_cie_s(reference_data: Path, column: int, cct: float) -> None:
    table = np.loadtxt(reference_data / "spectra" / "illuminants" / "rspds_A_D50_D65.txt", skiprows=1)
    published = on_grid(table[:, 0], table[:, column])
    ratio = illuminants.daylight(cct) / published
    np.testing.assert_allclose(ratio / ratio.mean(), 1, atol=0.01)


def test_filament_light_is_illuminant_a(reference_data: Path) -> None:
    table = np.loadtxt(reference_data / "spectra" / "illuminants" / "rspds_A_D50_D65.txt", skiprows=1)
    ratio = illuminants.planckian(2855.5) / on_grid(table[:, 0], table[:, 1])
    np.testing.assert_allclose(ratio / ratio.mean(), 1, atol=0.005)


@pytest.mark.parametrize("cct", [4000.0, 5000.0, 6500.0, 8000.0, 12000.0])
def test_daylight_has_its_temperature(cct: float) -> None:
    assert independent_temperature(illuminants.daylight(cct)) == pytest.approx(cct, rel=0.02)


@pytest.mark.parametrize("cct", [2500.0, 3000.0, 4000.0, 5000.0, 6500.0, 8000.0])
def test_led_and_black_body_have_their_temperature(cct: float) -> None:
    assert independent_temperature(illuminants.led(cct)) == pytest.approx(cct, rel=0.02)
    assert independent_temperature(illuminants.planckian(cct)) == pytest.approx(cct, rel=0.02)


@pytest.mark.parametrize("cct", [4000.0, 6500.0, 10000.0, 25000.0])
def test_a_display_has_daylight_s_colour_in_three_bands(cct: float) -> None:
    white = illuminants.display(cct)
    np.testing.assert_allclose(illuminants.chromaticity(white), illuminants.chromaticity(illuminants.daylight(cct)))
    between = [np.flatnonzero(gap == WAVELENGTHS)[0] for gap in (490, 580)]
    assert white[between].max() < 0.1 * white.max()


@pytest.mark.parametrize(("kind", "name"), [("warm", "FL4"), ("cool", "FL2"), ("triphosphor", "FL11")])
def test_fluorescent_lamps_are_the_cie_s(kind: str, name: str) -> None:
    lamp = illuminants.fluorescent(kind)
    published = colour.CCS_ILLUMINANTS["CIE 1931 2 Degree Standard Observer"][name]
    np.testing.assert_allclose(illuminants.chromaticity(lamp), published, atol=0.004)


def test_a_flash_is_near_daylight_without_its_ultraviolet() -> None:
    flash = illuminants.xenon_flash()
    assert 5000 < independent_temperature(flash) < 6500
    assert flash[WAVELENGTHS <= 360].max() < 0.01


@given(st.floats(2700, 7900), st.floats(0.01, 1))
def test_visible_lights_are_equally_bright(cct: float, share: float) -> None:
    lights = [illuminants.led(cct), illuminants.mix((illuminants.planckian(cct), share), (illuminants.D65, 1 - share))]
    efficiency = CIE_1931_2_DEGREE[:, 1]
    for light in lights:
        assert light.min() >= 0
        assert (light * efficiency).sum() == pytest.approx(efficiency.sum())


@given(st.floats(2800, 7900))
def test_own_colour_temperature_agrees(cct: float) -> None:
    assert illuminants.colour_temperature(illuminants.led(cct)) == pytest.approx(cct, rel=0.02)


def test_a_mixture_is_the_sum_of_its_parts() -> None:
    warm, cold = illuminants.led(2700), illuminants.daylight(7000)
    np.testing.assert_allclose(illuminants.mix((warm, 3), (cold, 1)), 0.75 * warm + 0.25 * cold)


def test_the_ultraviolet_flash_is_a_bell_at_its_peak() -> None:
    flash = illuminants.uv_flash(370, 40)
    assert flash[WAVELENGTHS == 370] == 1
    np.testing.assert_allclose(flash[(WAVELENGTHS == 350) | (WAVELENGTHS == 390)], 0.5)
    assert flash[WAVELENGTHS >= 450].max() < 1e-4


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: illuminants.daylight(3000),
        lambda: illuminants.planckian(0),
        lambda: illuminants.led(2700, red=560),
        lambda: illuminants.fluorescent("neon"),
        lambda: illuminants.uv_flash(width=0),
        illuminants.mix,
        lambda: illuminants.mix((illuminants.D65, 0.0)),
    ],
)
def test_what_is_no_light_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()

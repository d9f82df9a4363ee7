"""Weights, gains and colour matrices: white stays white, and colours come near those that scikit-image computes."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.color import deltaE_ciede2000, rgb2lab

from uvphoto.simulate.camera import bands, colorimetry, illuminants, sensors
from uvphoto.simulate.spectra import WAVELENGTHS

LIGHTS = {
    "daylight": illuminants.D65,
    "filament": illuminants.planckian(2800),
    "led": illuminants.led(4000),
    "fluorescent": illuminants.fluorescent("triphosphor"),
}


@given(st.sampled_from(sorted(LIGHTS)), st.integers(0, 50), st.floats(0.01, 1))
def test_a_grey_is_recorded_as_its_reflectance(light: str, seed: int, level: float) -> None:
    sensor = sensors.draw_sensor(np.random.default_rng(seed))
    weights = bands.band_weights(LIGHTS[light], sensor.sensitivities)
    np.testing.assert_allclose(np.full(WAVELENGTHS.size, level) @ weights, level)
    np.testing.assert_allclose(bands.colour_matrix(weights).sum(axis=1), 1)


def test_weights_of_one_channel_are_its_column() -> None:
    sensitivities = sensors.imx219().sensitivities
    both = bands.band_weights(illuminants.D65, sensitivities)
    np.testing.assert_allclose(bands.band_weights(illuminants.D65, sensitivities[:, 1]), both[:, 1])


def test_gains_are_the_raw_colour_of_the_light() -> None:
    sensitivities = sensors.imx219().sensitivities
    for light in LIGHTS.values():
        expected = (light[:, None] * sensitivities).sum(axis=0)
        np.testing.assert_allclose(bands.band_gains(light, sensitivities), expected / expected.max())
    warm, cold = (bands.band_gains(illuminants.led(cct), sensitivities) for cct in (2700, 7500))
    assert warm[0] / warm[2] > 2 * cold[0] / cold[2]


def test_a_camera_that_sees_as_the_observer_needs_only_the_matrix_of_its_primaries() -> None:
    exact = colorimetry.xyz(np.eye(WAVELENGTHS.size))  # (L, 3): weights of an ideal observer, whose columns sum to D65
    weights = exact / exact.sum(axis=0)
    matrix = bands.colour_matrix(weights)
    spectra = bands.smooth_reflectances(np.random.default_rng(4), 30)
    np.testing.assert_allclose(
        spectra @ weights @ matrix.T, colorimetry.linear_srgb(colorimetry.xyz(spectra)), atol=2e-3
    )


@pytest.mark.parametrize(("light", "limit"), [("daylight", 5.0), ("led", 6.0), ("fluorescent", 6.0), ("filament", 8.0)])
def test_unseen_smooth_colours_come_out_near_their_own(light: str, limit: float) -> None:
    spectra = bands.smooth_reflectances(np.random.default_rng(11), 60)
    truth = rgb2lab(colorimetry.encode_srgb(np.clip(colorimetry.linear_srgb(colorimetry.xyz(spectra)), 0, 1)))
    rng = np.random.default_rng(0)
    for sensor in [sensors.imx219(), sensors.ov5647(), *(sensors.draw_sensor(rng) for _ in range(6))]:
        weights = bands.band_weights(LIGHTS[light], sensor.sensitivities)
        seen = np.clip(spectra @ weights @ bands.colour_matrix(weights).T, 0, 1)
        assert deltaE_ciede2000(rgb2lab(colorimetry.encode_srgb(seen)), truth).mean() < limit


def test_matrix_errs_less_on_the_reflectances_that_it_is_given() -> None:
    spectra = bands.smooth_reflectances(np.random.default_rng(7), 20)
    weights = bands.band_weights(illuminants.planckian(3000), sensors.ov5647().sensitivities)
    truth = colorimetry.linear_srgb(colorimetry.xyz(spectra))
    errors = [
        np.square(spectra @ weights @ matrix.T - truth).sum()
        for matrix in (bands.colour_matrix(weights, spectra), bands.colour_matrix(weights))
    ]
    assert errors[0] < errors[1]


def test_realistic_reflectances_are_reflectances_and_the_same_each_time() -> None:
    spectra = bands.realistic_reflectances()
    assert spectra.min() > 0
    assert spectra.max() < 1
    np.testing.assert_array_equal(spectra, bands.realistic_reflectances())


@pytest.mark.parametrize("function", [bands.band_weights, bands.band_gains])
def test_a_blind_channel_is_refused(function: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> None:
    with pytest.raises(ValueError, match="sees nothing"):
        function(illuminants.uv_flash(), np.zeros((WAVELENGTHS.size, 3)))

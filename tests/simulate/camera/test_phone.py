"""Phones and shots as they are drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.simulate.camera.illuminants import D65, chromaticity, colour_temperature
from uvphoto.simulate.camera.phone import Phone, draw_phone
from uvphoto.simulate.camera.sensors import imx219
from uvphoto.simulate.camera.shot import Shot, draw_light, draw_shot
from uvphoto.simulate.spectra import WAVELENGTHS


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_what_is_drawn_is_valid_and_drawn_again_by_its_seed(seed: int) -> None:
    phones = [draw_phone(np.random.default_rng(seed), "phone-1") for _ in range(2)]
    shots = [draw_shot(np.random.default_rng(seed), phone) for phone in phones]
    assert phones[0].jpeg_quality == phones[1].jpeg_quality
    np.testing.assert_array_equal(phones[0].weights(shots[0].light), phones[1].weights(shots[1].light))
    assert shots[0].balance_error == shots[1].balance_error
    assert 1 <= phones[0].megapixels <= 16
    assert 60 <= phones[0].jpeg_quality <= 96
    np.testing.assert_allclose(phones[0].weights(shots[0].light).sum(axis=0), 1)


def test_drawn_phones_vary_in_sensor_and_processing() -> None:
    rng = np.random.default_rng(0)
    phones = [draw_phone(rng, f"phone-{number}") for number in range(60)]
    assert len({phone.sensor.name for phone in phones}) > 30
    assert 5 <= sum(phone.beautify > 0 for phone in phones) <= 30
    qualities = [phone.jpeg_quality for phone in phones]
    assert max(qualities) > 90
    assert min(qualities) < 70


def test_drawn_lights_span_warm_to_cold_and_are_near_white() -> None:
    rng = np.random.default_rng(0)
    lights = [draw_light(rng) for _ in range(150)]
    temperatures = np.array([colour_temperature(light) for _, light in lights])
    assert 2600 < temperatures.min() < 3100
    assert 7000 < temperatures.max() < 8500
    assert len({name.split(",")[0] for name, _ in lights}) >= 4
    assert all(light.min() >= 0 and np.all(chromaticity(light) < 0.5) for _, light in lights)


def test_balance_errors_leave_warm_light_warm_on_average() -> None:
    rng, phone = np.random.default_rng(1), Phone("plain", imx219())
    shots = [draw_shot(rng, phone) for _ in range(300)]
    warm = np.log([shot.balance_error[0] / shot.balance_error[2] for shot in shots])
    low = np.array([colour_temperature(shot.light) < 3500 for shot in shots])
    assert warm[low].mean() > warm[~low].mean() + 0.03
    assert np.abs(warm).max() < 0.6


@pytest.mark.parametrize("wrong", [{"bit_depth": 6}, {"headroom": 0.5}, {"denoise": 1.5}, {"beautify": -0.1}])
def test_a_phone_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Phone("wrong", imx219(), **wrong)


@pytest.mark.parametrize(
    ("light", "wrong"),
    [
        (D65[:5], {}),
        (D65, {"iso": 0}),
        (D65, {"focus_blur": -1}),
        (D65, {"motion_length": -1}),
        (D65, {"balance_error": (1.0, 0.0, 1.0)}),
    ],
)
def test_a_shot_that_cannot_be_is_refused(light: np.ndarray, wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"light|above 0|at least 0"):
        Shot(light, **wrong)
    assert D65.shape == WAVELENGTHS.shape

"""Phones and shots as they are drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.simulate.camera.illuminants import D65, chromaticity, colour_temperature
from uvphoto.simulate.camera.lights import draw_light
from uvphoto.simulate.camera.measured_sensors import measured_sensors
from uvphoto.simulate.camera.phone import Phone, draw_phone
from uvphoto.simulate.camera.phone_family import PhoneFamily
from uvphoto.simulate.camera.sensors import imx219
from uvphoto.simulate.camera.shot import Shot, draw_shot
from uvphoto.simulate.spectra import WAVELENGTHS


@given(st.integers(0, 2**32), st.sampled_from(PhoneFamily))
@settings(max_examples=60)
def test_what_is_drawn_is_valid_and_drawn_again_by_its_seed(seed: int, family: PhoneFamily) -> None:
    phones = [draw_phone(np.random.default_rng(seed), "phone-1", family) for _ in range(2)]
    shots = [draw_shot(np.random.default_rng(seed), phone) for phone in phones]
    assert phones[0].jpeg_quality == phones[1].jpeg_quality
    np.testing.assert_array_equal(phones[0].weights(shots[0].light), phones[1].weights(shots[1].light))
    assert shots[0].balance_error == shots[1].balance_error
    assert 1 <= phones[0].megapixels <= 16
    assert (60 if family is PhoneFamily.USUAL else 40) <= phones[0].jpeg_quality <= 96
    np.testing.assert_allclose(phones[0].weights(shots[0].light).sum(axis=0), 1)


def test_phones_of_the_usual_family_stay_what_they_were() -> None:
    rng = np.random.default_rng(2026)
    phone = draw_phone(rng, "phone-1")
    shot = draw_shot(rng, phone)
    assert phone.family is PhoneFamily.USUAL
    assert (phone.megapixels, phone.jpeg_quality, phone.beautify) == (10.4, 75, 0.0)
    assert phone.sharpen == pytest.approx(0.3874076235116761)
    np.testing.assert_allclose(phone.sensor.sensitivities.sum(axis=0), [4.48550687, 11.0488211, 8.05107158])
    assert shot.light_name == "daylight, 5637 K"
    assert shot.balance_error == pytest.approx((1.0870806982370442, 1.0, 0.9965061760092772))
    assert shot.exposure_error == pytest.approx(0.4332951077475699)
    assert rng.uniform() == pytest.approx(0.42019325992063383)


def test_the_families_share_no_sensor_and_no_light() -> None:
    rng = np.random.default_rng(4)
    usual, other = ([draw_phone(rng, f"{n}", family) for n in range(80)] for family in PhoneFamily)
    assert {phone.sensor.name for phone in other} == {sensor.name for sensor in measured_sensors()}
    seen = [phone.sensor.sensitivities / phone.sensor.sensitivities.sum(axis=0) for phone in usual]
    for sensor in measured_sensors():
        own = sensor.sensitivities / sensor.sensitivities.sum(axis=0)
        assert min(np.abs(own - drawn).sum(axis=0).max() for drawn in seen) > 0.1  # of 2: no overlap at all
    lights = [[draw_light(rng, family) for _ in range(300)] for family in PhoneFamily]
    spectra = [np.array([light / light.sum() for _, light in drawn]) for drawn in lights]
    nearest = [np.abs(light - spectra[0]).sum(axis=1).min() for light in spectra[1]]
    assert min(nearest) > 0.03
    assert np.median(nearest) > 0.15
    kinds = {name.split(" with")[0].split(",")[0] for name, _ in lights[1]}
    assert kinds == {"daylight in the shade", "filament", "violet led", "flash", "display"}
    assert all(light.min() >= 0 for _, light in lights[1])


def test_the_other_family_processes_beyond_the_usual_ranges() -> None:
    rng = np.random.default_rng(5)
    usual, other = ([draw_phone(rng, f"{n}", family) for n in range(200)] for family in PhoneFamily)
    for name in ("local_tone", "contrast", "sharpen", "saturation"):
        limits = [getattr(phone, name) for phone in usual]
        beyond = [not min(limits) <= getattr(phone, name) <= max(limits) for phone in other]
        assert np.mean(beyond) > 0.5, name
    assert 0.35 < np.mean([phone.jpeg_quality <= 70 and phone.megapixels <= 2 for phone in other]) < 0.65
    errors = [np.log([draw_shot(rng, phone).balance_error for phone in phones]) for phones in (usual, other)]
    assert errors[1].std(axis=0)[2] > 1.3 * errors[0].std(axis=0)[2]


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

"""A phone's whole way: neutral greys, true colours, and faults that show as they should."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import deltaE_ciede2000, rgb2lab

from uvphoto.simulate.camera import colorimetry
from uvphoto.simulate.camera.bands import smooth_reflectances
from uvphoto.simulate.camera.develop import develop
from uvphoto.simulate.camera.illuminants import D65, fluorescent, led, planckian
from uvphoto.simulate.camera.phone import Phone, draw_phone
from uvphoto.simulate.camera.sensors import imx219, ov5647
from uvphoto.simulate.camera.shot import Shot, draw_shot

PLAIN = Phone(
    "plain", imx219(), full_well=1e9, read_noise=0, bit_depth=14, headroom=1, metering=0, denoise=0, local_tone=0,
    contrast=0, sharpen=0,
)  # fmt: skip
LIGHTS = {"warm": planckian(2850), "led": led(4000), "tube": fluorescent("cool"), "day": D65}
every_light = pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS)


def flat(level: float, size: int = 64) -> np.ndarray:
    return np.full((size, size, 3), level, np.float32)


@every_light
@pytest.mark.parametrize("level", [0.05, 0.4, 1.0])
def test_a_plain_phone_gives_greys_their_value(light: np.ndarray, level: float) -> None:
    picture = develop(PLAIN, Shot(light), flat(level), np.random.default_rng(0))
    assert picture.dtype == np.float32
    np.testing.assert_allclose(picture, colorimetry.encode_srgb(np.float64(level)), atol=1.5 / 255)


@given(st.integers(0, 2**32), st.floats(0.1, 1.2))
@settings(max_examples=25, deadline=None)
def test_every_phone_keeps_greys_grey_without_balance_error(seed: int, level: float) -> None:
    rng = np.random.default_rng(seed)
    phone = draw_phone(rng, "drawn")
    shot = replace(draw_shot(rng, phone), balance_error=(1.0, 1.0, 1.0))
    picture = develop(phone, shot, flat(level), rng)
    assert np.ptp(picture.mean(axis=(0, 1))) < 0.012
    assert 0.2 < picture.mean() < 1


@every_light
@pytest.mark.parametrize("sensor", [imx219(), ov5647()], ids=["imx219", "ov5647"])
@pytest.mark.parametrize(("processed", "limit"), [(False, 6.5), (True, 10.0)])
def test_patches_have_their_colour(light: np.ndarray, sensor: object, processed: bool, limit: float) -> None:
    phone = replace(Phone("usual", imx219(), metering=0) if processed else PLAIN, sensor=sensor)
    reflectances = smooth_reflectances(np.random.default_rng(24), 24)
    bands = (reflectances @ phone.weights(light)).reshape(4, 6, 3).astype(np.float32)
    scene = np.repeat(np.repeat(bands, 24, axis=0), 24, axis=1)
    picture = develop(phone, Shot(light), scene, np.random.default_rng(0))
    seen = picture.reshape(4, 24, 6, 24, 3)[:, 8:16, :, 8:16].mean(axis=(1, 3)).reshape(24, 3)
    truth = colorimetry.encode_srgb(np.clip(colorimetry.linear_srgb(colorimetry.xyz(reflectances)), 0, 1))
    assert deltaE_ciede2000(rgb2lab(seen), rgb2lab(truth)).mean() < limit


def test_a_balance_error_tints_greys_but_not_what_clipped() -> None:
    shot = Shot(D65, balance_error=(1.15, 1.0, 0.85))
    scene = flat(0.3)
    scene[:, 32:] = 5.0
    picture = develop(replace(PLAIN, lens_blur=0), shot, scene, np.random.default_rng(0))
    red, green, blue = picture[:, 4:24].mean(axis=(0, 1))
    assert red > green > blue
    np.testing.assert_allclose(picture[:, 40:], 1, atol=1e-3)


def test_metering_evens_exposures_out_and_an_error_shifts_them() -> None:
    phone = replace(PLAIN, metering=0.5)
    rng = np.random.default_rng(0)
    dim, bright = (colorimetry.decode_srgb(develop(phone, Shot(D65), flat(x), rng)).mean() for x in (0.1, 0.4))
    assert bright / dim == pytest.approx(2, rel=0.02)
    under = colorimetry.decode_srgb(develop(phone, Shot(D65, exposure_error=-1), flat(0.4), rng)).mean()
    assert bright / under == pytest.approx(2, rel=0.02)


def test_noise_grows_with_iso_and_shrinks_by_denoising() -> None:
    noisy = replace(PLAIN, full_well=6000, read_noise=3)
    deviations = [
        develop(noisy, Shot(D65, iso=iso), flat(0.2, 128), np.random.default_rng(0)).std() for iso in (50, 200, 800)
    ]
    assert deviations[1] / deviations[0] == pytest.approx(2, rel=0.2)
    assert deviations[2] / deviations[1] == pytest.approx(2, rel=0.2)
    calm = develop(replace(noisy, denoise=1), Shot(D65, iso=800), flat(0.2, 128), np.random.default_rng(0))
    assert calm.std() < 0.4 * deviations[2]


def test_motion_softens_across_its_path_alone() -> None:
    rows, columns = np.mgrid[:200, :200]
    stripes = {name: 0.4 + 0.3 * np.sign(np.sin(axis / 1.6)) for name, axis in (("upright", columns), ("lying", rows))}
    shot = Shot(D65, motion_length=50.0, motion_angle=0.0)  # 10 pixels sideways
    left = {}
    for name, pattern in stripes.items():
        scene = np.repeat(pattern[..., None], 3, axis=2).astype(np.float32)
        left[name] = develop(PLAIN, shot, scene, np.random.default_rng(0))[20:-20, 20:-20].std()
    assert left["upright"] < 0.5 * left["lying"]


def test_corners_are_darker_by_the_vignetting() -> None:
    picture = develop(replace(PLAIN, vignetting=0.3), Shot(D65), flat(0.5, 101), np.random.default_rng(0))
    linear = colorimetry.decode_srgb(picture)
    assert linear[0, 0].mean() / linear[50, 50].mean() == pytest.approx(0.7, abs=0.01)


@pytest.mark.parametrize("shape", [(65, 47, 3), (4, 5, 3)])
def test_odd_sizes_are_developed_and_a_seed_gives_the_same_picture(shape: tuple[int, int, int]) -> None:
    rng = np.random.default_rng(3)
    phone = draw_phone(rng, "drawn")
    shot = draw_shot(rng, phone)
    scene = rng.uniform(0, 1.4, shape).astype(np.float32)
    kept = scene.copy()
    first, again, other = (develop(phone, shot, scene, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(scene, kept)
    assert np.any(first != other)
    assert first.shape == shape
    assert first.min() >= 0
    assert first.max() <= 1


@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 4), (3, 8, 3)])
def test_what_is_no_scene_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="scene"):
        develop(PLAIN, Shot(D65), np.zeros(shape, np.float32), np.random.default_rng(0))

"""The clinic's device: a measurement of reflectance, in colour and in UV."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from uvphoto.simulate.camera import clinic, colorimetry
from uvphoto.simulate.camera.bands import realistic_reflectances
from uvphoto.simulate.spectra import WAVELENGTHS

CAMERAS = clinic.clinic_cameras()
every_camera = pytest.mark.parametrize("camera", CAMERAS, ids=[camera.name for camera in CAMERAS])


def test_clinics_differ_and_are_the_same_at_every_call() -> None:
    again = clinic.clinic_cameras()
    assert len({camera.name for camera in CAMERAS}) == len(CAMERAS) >= 3
    for camera, same in zip(CAMERAS, again, strict=True):
        np.testing.assert_array_equal(camera.colour_weights, same.colour_weights)
    weights = np.array([camera.uv_weights for camera in CAMERAS])
    assert np.abs(np.diff(weights, axis=0)).max(axis=1).min() > 0.02


@every_camera
def test_weights_sum_to_one_and_uv_sees_ultraviolet_alone(camera: clinic.ClinicCamera) -> None:
    np.testing.assert_allclose(camera.colour_weights.sum(axis=0), 1)
    assert camera.uv_weights.sum() == pytest.approx(1)
    assert 358 < camera.uv_weights @ WAVELENGTHS < 376
    assert camera.uv_weights[WAVELENGTHS >= 410].sum() < 0.01


@every_camera
def test_white_is_neutral_and_not_clipped(camera: clinic.ClinicCamera) -> None:
    photo = clinic.take_colour(camera, np.ones((64, 64, 3), np.float32), 0.1, np.random.default_rng(0))
    assert np.ptp(photo.mean(axis=(0, 1))) < 2e-3
    linear = colorimetry.decode_srgb(photo).mean()
    assert camera.contrast > 0 or linear == pytest.approx(camera.colour_exposure, abs=2e-3)
    assert photo.max() < 1


@every_camera
def test_skin_has_its_colour(camera: clinic.ClinicCamera) -> None:
    skin = realistic_reflectances()[:100]
    scene = np.repeat(np.repeat((skin @ camera.colour_weights).reshape(10, 10, 3), 12, axis=0), 12, axis=1)
    photo = clinic.take_colour(camera, scene.astype(np.float32), 1.0, np.random.default_rng(0))
    seen = photo.reshape(10, 12, 10, 12, 3)[:, 3:9, :, 3:9].mean(axis=(1, 3)).reshape(100, 3)
    linear = np.clip(colorimetry.linear_srgb(colorimetry.xyz(skin)) * camera.colour_exposure, 0, 1)
    difference = deltaE_ciede2000(rgb2lab(seen), rgb2lab(colorimetry.encode_srgb(linear)))
    assert difference.mean() < (3.0 if camera.contrast < 0.1 else 7.0)


@every_camera
@pytest.mark.parametrize("reflectance", [0.03, 0.1, 0.25])
def test_the_uv_photo_measures_reflectance(camera: clinic.ClinicCamera, reflectance: float) -> None:
    scene = np.full((128, 128), reflectance, np.float32)
    photo = clinic.take_uv(camera, scene, 0.1, np.random.default_rng(0))
    measured = clinic.uv_reflectance(camera, photo)
    assert measured.mean() == pytest.approx(reflectance * (1 + camera.fluorescence), rel=0.01)
    assert measured.std() < 0.25 * reflectance  # dark skin stays above the noise


@every_camera
def test_light_skin_is_bright_in_uv_without_clipping(camera: clinic.ClinicCamera) -> None:
    photo = clinic.take_uv(camera, np.full((64, 64), 0.25, np.float32), 0.1, np.random.default_rng(0))
    assert 0.72 < photo.mean() < 0.85
    assert photo.max() < 1


@every_camera
def test_uv_is_softer_and_noisier_than_colour(camera: clinic.ClinicCamera) -> None:
    edge = np.zeros((200, 200), np.float32)
    edge[:, 100:] = 0.3
    colour = clinic.take_colour(camera, np.repeat(edge[..., None], 3, axis=2), 0.02, np.random.default_rng(0))[..., 1]
    colour = colorimetry.decode_srgb(colour).mean(axis=0)
    uv = colorimetry.decode_srgb(clinic.take_uv(camera, edge, 0.02, np.random.default_rng(0))).mean(axis=0)
    colour_slope, uv_slope = (np.abs(np.diff(profile)).max() / profile[-20:].mean() for profile in (colour, uv))
    assert uv_slope < 0.8 * colour_slope
    assert camera.uv_full_well < camera.colour_full_well


def test_uv_noise_variance_grows_linearly_with_reflectance() -> None:
    camera, rng = CAMERAS[0], np.random.default_rng(0)
    levels = np.linspace(0.05, 0.3, 6)
    photos = [clinic.take_uv(camera, np.full((200, 200), level, np.float32), 0.1, rng) for level in levels]
    variances = [colorimetry.decode_srgb(photo).var() for photo in photos]
    slope, _ = np.polyfit(levels * camera.uv_gain * (1 + camera.fluorescence), variances, 1)
    assert slope == pytest.approx(1 / camera.uv_full_well, rel=0.05)


def test_the_same_seed_gives_the_same_photo() -> None:
    scene = np.random.default_rng(0).uniform(0, 1.5, (40, 30, 3)).astype(np.float32)
    first, again, other = (
        clinic.take_colour(CAMERAS[1], scene, 0.2, np.random.default_rng(seed)) for seed in (5, 5, 6)
    )
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)
    assert first.dtype == np.float32
    assert first.min() >= 0
    assert first.max() <= 1

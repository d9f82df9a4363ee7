"""The clinic's imaging device: a colour and a UV photo of one sitting, with flashes, at a fixed distance.

Both photos are reflectance measurements: fixed exposure, flash alone, so a perfect white diffuser gives the same value
in every photo of a device. Values and differences between the clinics here are assumed; no device publishes them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.arrays import Picture
from uvphoto.simulate.camera.bands import band_gains, band_weights, colour_matrix
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.simulate.camera.illuminants import led, uv_flash, xenon_flash
from uvphoto.simulate.camera.lens import gaussian_blur
from uvphoto.simulate.camera.noise import sensor_noise
from uvphoto.simulate.camera.sensors import ColourSensor, draw_sensor, imx219, uv_sensitivity
from uvphoto.simulate.spectra import Spectrum

FLUORESCENCE_SPREAD_MM = 1.0  # how far light strays in the dermis before it comes out as fluorescence


@dataclass(frozen=True, eq=False)
class ClinicCamera:
    """One clinic's device."""

    name: str
    colour_light: Spectrum  # (L,) flash of the colour photo
    sensor: ColourSensor
    uv_light: Spectrum  # (L,) flash of the UV photo
    uv_sensor: Spectrum  # (L,) silicon behind the UV-pass filter
    colour_blur_mm: float  # standard deviation on the skin
    uv_blur_mm: float  # wider: lenses are not corrected for the ultraviolet
    colour_full_well: float  # electrons of a colour photo's value 1
    uv_full_well: float  # electrons of a UV photo's value 1; few: UV flashes are weak, silicon sees little of them
    read_noise: float  # electrons
    colour_exposure: float  # linear value of a perfect white diffuser, below 1
    uv_gain: float  # the same in the UV photo, above 1: skin reflects at most a third
    contrast: float  # 0 the sRGB curve, 0.3 clearly steeper
    fluorescence: float  # share of skin's UV reflectance that leaks through the filter as fluorescence
    specular: float  # share of the surface's shine that reaches the colour photo: near 0 behind crossed polarisers
    colour_format: str  # suffix of the files
    colour_quality: int  # of JPEG
    uv_format: str
    uv_bits: int

    @property
    def colour_weights(self) -> NDArray[np.float64]:
        """(L, 3): reflectance spectrum to balanced bands, each column of sum 1."""
        return band_weights(self.colour_light, self.sensor.sensitivities)

    @property
    def uv_weights(self) -> Spectrum:
        """(L,): reflectance spectrum to UV reflectance, of sum 1."""
        return band_weights(self.uv_light, self.uv_sensor)


def take_colour(camera: ClinicCamera, scene: Picture, mm_per_pixel: float, rng: np.random.Generator) -> Picture:
    """Take the colour photo: lens, noise, colour matrix, clipping, tone curve.

    Args:
        camera: what takes it.
        scene: (H, W, 3) float32, reflectance in the camera's bands (``colour_weights``) times shading, 1 = white in
            full light.
        mm_per_pixel: scale of the scene on the skin.
        rng: source of the noise.

    Returns:
        (H, W, 3) float32 in [0, 1], sRGB-encoded.

    """
    gains = band_gains(camera.colour_light, camera.sensor.sensitivities)
    linear = gaussian_blur(scene, camera.colour_blur_mm / mm_per_pixel) * np.float32(camera.colour_exposure)
    full_well = camera.colour_full_well * gains  # (3,): a dim channel collects fewer electrons
    linear = sensor_noise(linear, full_well, camera.read_noise, rng)
    matrix = colour_matrix(camera.colour_weights).astype(np.float32)
    return _encoded(linear @ matrix.T, camera.contrast)


def take_uv(camera: ClinicCamera, scene: Picture, mm_per_pixel: float, rng: np.random.Generator) -> Picture:
    """Take the UV photo: fluorescence leak, lens, noise, clipping, tone curve.

    Args:
        camera: what takes it.
        scene: (H, W) float32, UV reflectance (``uv_weights``) times shading, 1 = white in full light.
        mm_per_pixel: scale of the scene on the skin.
        rng: source of the noise.

    Returns:
        (H, W) float32 in [0, 1], with the sRGB tone curve; 1 = bright.

    """
    leak = gaussian_blur(scene, FLUORESCENCE_SPREAD_MM / mm_per_pixel) * np.float32(camera.fluorescence)
    linear = gaussian_blur(scene + leak, camera.uv_blur_mm / mm_per_pixel) * np.float32(camera.uv_gain)
    return _encoded(sensor_noise(linear, camera.uv_full_well, camera.read_noise, rng), 0.0)


def uv_reflectance(camera: ClinicCamera, photo: Picture) -> Picture:
    """Reflectance (H, W) times shading that a UV photo (H, W) shows; what was clipped stays at the greatest value."""
    reflectance: Picture = decode_srgb(photo) / np.float32(camera.uv_gain)
    return reflectance


def clinic_cameras() -> tuple[ClinicCamera, ...]:
    """Return four clinics: a xenon device, two of other make, and one with LED light and JPEG files alone."""
    draws = np.random.default_rng(365)
    return (
        ClinicCamera(
            name="clinic-a", colour_light=xenon_flash(), sensor=draw_sensor(draws, "clinic-a"),
            uv_light=uv_flash(365, 45), uv_sensor=uv_sensitivity(360, 50, 350), colour_blur_mm=0.05, uv_blur_mm=0.09,
            colour_full_well=30000, uv_full_well=4000, read_noise=5, colour_exposure=0.88, uv_gain=2.4, contrast=0.0,
            fluorescence=0.02, specular=0.5, colour_format="jpg", colour_quality=95,
            uv_format="png", uv_bits=8,
        ),
        ClinicCamera(
            name="clinic-b", colour_light=xenon_flash(), sensor=draw_sensor(draws, "clinic-b"),
            uv_light=uv_flash(370, 50), uv_sensor=uv_sensitivity(363, 45, 360), colour_blur_mm=0.07, uv_blur_mm=0.13,
            colour_full_well=22000, uv_full_well=2500, read_noise=6, colour_exposure=0.92, uv_gain=2.2, contrast=0.15,
            fluorescence=0.03, specular=0.05, colour_format="jpg", colour_quality=92,
            uv_format="png", uv_bits=8,
        ),
        ClinicCamera(
            name="clinic-c", colour_light=led(5600), sensor=draw_sensor(draws, "clinic-c"),
            uv_light=uv_flash(365, 12), uv_sensor=uv_sensitivity(360, 60, 340), colour_blur_mm=0.04, uv_blur_mm=0.07,
            colour_full_well=45000, uv_full_well=6000, read_noise=4, colour_exposure=0.85, uv_gain=2.5, contrast=0.05,
            fluorescence=0.01, specular=0.02, colour_format="png", colour_quality=100,
            uv_format="png", uv_bits=16,
        ),
        ClinicCamera(
            name="clinic-d", colour_light=led(5000), sensor=imx219(),
            uv_light=uv_flash(368, 15), uv_sensor=uv_sensitivity(357, 60, 360), colour_blur_mm=0.10, uv_blur_mm=0.18,
            colour_full_well=12000, uv_full_well=1500, read_noise=5, colour_exposure=0.90, uv_gain=2.3, contrast=0.25,
            fluorescence=0.05, specular=0.8, colour_format="jpg", colour_quality=92,
            uv_format="png", uv_bits=8,
        ),
    )  # fmt: skip


def _encoded(linear: Picture, contrast: float) -> Picture:
    """Clip, apply the sRGB curve, and steepen its middle: x + contrast (3x² - 2x³ - x)."""
    x = encode_srgb(np.clip(linear, 0, 1))
    return x + np.float32(contrast) * (x * x * (3 - 2 * x) - x)

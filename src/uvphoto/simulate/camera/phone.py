"""Phones: what a telephone's camera is made of and does to every picture, drawn from a wide range.

The ranges are assumed, from what reviews and teardowns of phones from about 2012 on show; they are meant to enclose
what patients send, not to be anyone's market.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.bands import band_weights
from uvphoto.simulate.camera.measured_sensors import measured_sensors
from uvphoto.simulate.camera.phone_family import PhoneFamily
from uvphoto.simulate.camera.sensors import ColourSensor, draw_sensor, imx219, ov5647
from uvphoto.simulate.spectra import Spectrum


@dataclass(frozen=True, eq=False)
class Phone:
    """One phone's camera. Strengths of 0 and a headroom of 1 leave a plain, linear, sRGB-encoded picture."""

    name: str
    sensor: ColourSensor
    megapixels: float = 12.0
    bit_depth: int = 10  # of the raw mosaic, 8-14
    full_well: float = 6000.0  # electrons at which a pixel clips at ISO 100
    read_noise: float = 3.0  # electrons
    lens_blur: float = 0.6  # standard deviation, pixels
    vignetting: float = 0.0  # share of the light that is missing in the corners
    headroom: float = 1.3  # linear value that just clips; highlights between 1 and it are rolled off
    metering: float = 0.6  # 0 fixed exposure, 1 every picture equally bright
    denoise: float = 0.5  # 0-1
    local_tone: float = 0.2  # 0-0.6: share of the large contrasts (in the logarithm) that is taken away
    contrast: float = 0.2  # 0-0.6: of the global curve
    saturation: float = 1.0  # factor
    beautify: float = 0.0  # 0-1: smoothing of skin
    sharpen: float = 0.4  # 0-1.5: overshoot
    jpeg_quality: int = 90
    family: PhoneFamily = PhoneFamily.USUAL  # decides the light that it meets, and how far its balance errs

    def __post_init__(self) -> None:
        if not 8 <= self.bit_depth <= 14:
            raise ValueError(f"bit_depth is 8-14, not {self.bit_depth}")
        if not 1 <= self.headroom < 2:
            raise ValueError(f"headroom is at least 1 and below 2, not {self.headroom}")
        for name in ("vignetting", "metering", "denoise", "local_tone", "contrast", "beautify"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is 0-1, not {getattr(self, name)}")

    def weights(self, light: Spectrum) -> NDArray[np.float64]:
        """(L, 3): reflectance spectrum to this camera's bands, balanced to the light (L,), each column of sum 1."""
        return band_weights(light, self.sensor.sensitivities)


def draw_phone(rng: np.random.Generator, name: str, family: PhoneFamily = PhoneFamily.USUAL) -> Phone:
    """Draw a phone of a family.

    Args:
        rng: source of randomness.
        name: of the phone and of its sensor, where that is a drawn one.
        family: of the phone.

    """
    return _draw_usual(rng, name) if family is PhoneFamily.USUAL else _draw_other(rng, name)


def _draw_usual(rng: np.random.Generator, name: str) -> Phone:
    """Draw one from an old phone with few, noisy pixels to a new one that processes much."""
    age = rng.uniform()  # 0 new, 1 old
    beautifies = rng.uniform() < 0.25
    return Phone(
        name=name,
        sensor=_draw_sensor(rng, name),
        megapixels=float(np.round(12 * (1 - age) ** 1.2 * rng.uniform(0.8, 1.2) + 1.2, 1)),
        bit_depth=12 if age < 0.3 else 10,
        full_well=float(rng.uniform(5000, 12000) * (1 - 0.6 * age)),
        read_noise=float(rng.uniform(1.5, 3.0) + 3 * age),
        lens_blur=float(rng.uniform(0.45, 0.75) + 0.4 * age),
        vignetting=float(rng.uniform(0, 0.12) + 0.1 * age),
        headroom=float(rng.uniform(1.3, 1.8) - 0.3 * age),
        metering=float(rng.uniform(0.4, 0.8)),
        denoise=float(rng.uniform(0.3, 1.0)),
        local_tone=float(rng.uniform(0.05, 0.4) * (1.1 - age)),
        contrast=float(rng.uniform(0.05, 0.4)),
        saturation=float(rng.uniform(0.92, 1.22)),
        beautify=float(rng.uniform(0.3, 0.9)) if beautifies else 0.0,
        sharpen=float(rng.uniform(0.1, 1.0)),
        jpeg_quality=int(rng.integers(60, 97)),
    )


def _draw_other(rng: np.random.Generator, name: str) -> Phone:
    """Draw a recent phone that flattens light, steepens tone, and sharpens more than usual ones do.

    Colours are paler or stronger than any usual phone's. Every other picture came by a messenger, which makes it small
    and compresses it hard; merging pixels, that leaves less noise and blur in each.
    """
    sensors = measured_sensors()
    sent, pale, beautifies = (rng.uniform() < share for share in (0.5, 0.5, 0.25))
    return Phone(
        name=name,
        sensor=sensors[rng.integers(len(sensors))],
        megapixels=float(np.round(rng.uniform(1.2, 2.0) if sent else rng.uniform(8, 16), 1)),
        bit_depth=10 if rng.uniform() < 0.5 else 12,
        full_well=float(rng.uniform(4000, 9000) * (3 if sent else 1)),
        read_noise=float(rng.uniform(1.0, 4.0)),
        lens_blur=float(rng.uniform(0.3, 0.5) if sent else rng.uniform(0.6, 1.2)),
        vignetting=float(rng.uniform(0.05, 0.3)),
        headroom=float(rng.uniform(1.5, 1.9)),
        metering=float(rng.uniform(0.75, 1.0)),
        denoise=float(rng.uniform(0.8, 1.0)),
        local_tone=float(rng.uniform(0.35, 0.6)),
        contrast=float(rng.uniform(0.3, 0.5)),
        saturation=float(rng.uniform(0.75, 0.9) if pale else rng.uniform(1.25, 1.35)),
        beautify=float(rng.uniform(0.3, 0.9)) if beautifies else 0.0,
        sharpen=float(rng.uniform(1.0, 1.5)),
        jpeg_quality=int(rng.integers(40, 71) if sent else rng.integers(75, 97)),
        family=PhoneFamily.OTHER,
    )


def _draw_sensor(rng: np.random.Generator, name: str) -> ColourSensor:
    kind = rng.uniform()
    if kind < 0.1:
        return imx219()
    if kind < 0.15:
        return ov5647()
    return draw_sensor(rng, name)

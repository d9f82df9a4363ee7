"""Phones: what a telephone's camera is made of and does to every picture, drawn from a wide range.

The ranges are assumed, from what reviews and teardowns of phones from about 2012 on show; they are meant to enclose
what patients send, not to be anyone's market.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.bands import band_weights
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


def draw_phone(rng: np.random.Generator, name: str) -> Phone:
    """Draw a phone: from an old one with few, noisy pixels to a new one that processes much.

    Args:
        rng: source of randomness.
        name: of the phone and of its sensor, where that is a drawn one.

    """
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


def _draw_sensor(rng: np.random.Generator, name: str) -> ColourSensor:
    kind = rng.uniform()
    if kind < 0.1:
        return imx219()
    if kind < 0.15:
        return ov5647()
    return draw_sensor(rng, name)

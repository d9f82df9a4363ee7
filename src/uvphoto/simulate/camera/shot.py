"""One picture that is taken with a phone: its light, and what goes wrong."""

from dataclasses import dataclass

import numpy as np

from uvphoto.simulate.camera.bands import band_gains
from uvphoto.simulate.camera.illuminants import D65
from uvphoto.simulate.camera.lights import draw_light
from uvphoto.simulate.camera.phone import Phone
from uvphoto.simulate.camera.phone_family import PhoneFamily
from uvphoto.simulate.spectra import WAVELENGTHS, Spectrum


@dataclass(frozen=True)
class _Errors:
    """How far a family's pictures err: standard deviations and limits."""

    exposure: float  # stops
    exposure_limits: tuple[float, float]
    warm: float  # of the logarithm: from blue to yellow, along the lights there are
    purple: float  # from green to purple


_ERRORS = {
    PhoneFamily.USUAL: _Errors(0.3, (-0.8, 0.7), 0.05, 0.02),
    PhoneFamily.OTHER: _Errors(0.4, (-1.0, 0.8), 0.08, 0.03),
}


@dataclass(frozen=True, eq=False)
class Shot:
    """What one picture has of its own. The defaults are a faultless picture; blur is in 1/1000 of the longer side."""

    light: Spectrum  # (L,)
    light_name: str = ""
    exposure_error: float = 0.0  # stops
    balance_error: tuple[float, float, float] = (1.0, 1.0, 1.0)  # factors that are left on red, green and blue
    focus_blur: float = 0.0  # radius of the disc of confusion
    motion_length: float = 0.0
    motion_angle: float = 0.0  # radians; 0 sideways, pi / 2 up and down
    iso: float = 100.0

    def __post_init__(self) -> None:
        if self.light.shape != WAVELENGTHS.shape:
            raise ValueError(f"a light is {WAVELENGTHS.shape}, not {self.light.shape}")
        if self.iso <= 0 or min(self.balance_error) <= 0:
            raise ValueError("iso and balance_error are above 0")
        if self.focus_blur < 0 or self.motion_length < 0:
            raise ValueError("focus_blur and motion_length are at least 0")


def draw_shot(rng: np.random.Generator, phone: Phone) -> Shot:
    """Draw a picture's light and faults; in dim rooms the ISO and the blur of motion are greater.

    Args:
        rng: source of randomness.
        phone: what takes it; its family decides the light and how large faults are, its sensor how a light's colour
            that is left uncorrected looks.

    """
    errors = _ERRORS[phone.family]
    light_name, light = draw_light(rng, phone.family)
    indoors = not light_name.startswith("daylight")
    shaken = rng.uniform() < (0.3 if indoors else 0.1)
    soft = rng.uniform() < 0.2
    return Shot(
        light=light,
        light_name=light_name,
        exposure_error=float(np.clip(rng.normal(0, errors.exposure), *errors.exposure_limits)),
        balance_error=_draw_balance_error(rng, phone, light, errors),
        focus_blur=float(rng.uniform(0.7, 2.5)) if soft else float(rng.uniform(0, 0.5)),
        motion_length=float(rng.uniform(1.0, 4.0)) if shaken else 0.0,
        motion_angle=float(rng.uniform(0, np.pi)),
        iso=float(np.exp(rng.uniform(np.log(80), np.log(1000)) if indoors else rng.uniform(np.log(40), np.log(160)))),
    )


def _draw_balance_error(
    rng: np.random.Generator, phone: Phone, light: Spectrum, errors: _Errors
) -> tuple[float, float, float]:
    """Leave a part of the light's own colour in the picture, as phones do, and add some chance; green stays 1.

    Chance errs more from blue to yellow, along the lights there are, than from green to purple.
    """
    tint = band_gains(light, phone.sensor.sensitivities) / band_gains(D65, phone.sensor.sensitivities)
    factors = (tint / tint[1]) ** rng.uniform(0, 0.2)
    warm, purple = rng.normal(0, errors.warm), rng.normal(0, errors.purple)
    red, blue = np.clip(factors[[0, 2]] * np.exp([warm + purple, purple - warm]), 0.75, 1.3)
    return float(red), 1.0, float(blue)

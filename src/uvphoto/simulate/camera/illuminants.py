"""Lights: daylight, thermal light, LED and fluorescent lamps, flashes.

Every visible light is scaled so that its mean weighted by the luminous efficiency V is 1, so all are equally bright to
the eye and ``mix`` takes shares of illuminance. The ultraviolet flash has a peak of 1: the eye does not see it.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.observers import CIE_1931_2_DEGREE
from uvphoto.simulate.spectra import WAVELENGTHS, Spectrum

# CIE 015:2018: components of the daylight phases, 340-720 nm.
_S0 = """57.3 61.8 61.5 68.8 63.4 65.8 94.8 104.8 105.9 96.8 113.9 125.6 125.5 121.3 121.3 113.5 113.1 110.8 106.5 108.8
105.3 104.4 100.0 96.0 95.1 89.1 90.5 90.3 88.4 84.0 85.1 81.9 82.6 84.9 81.3 71.9 74.3 76.4 63.3"""
_S1 = """40.6 41.6 38.0 42.4 38.5 35.0 43.4 46.3 43.9 37.1 36.7 35.9 32.6 27.9 24.3 20.1 16.2 13.2 8.6 6.1
4.2 1.9 0.0 -1.6 -3.5 -3.5 -5.8 -7.2 -8.6 -9.5 -10.9 -10.7 -12.0 -14.0 -13.6 -12.0 -13.3 -12.9 -10.6"""
_S2 = """7.8 6.7 5.3 6.1 3.0 1.2 -1.1 -0.5 -0.7 -1.2 -2.6 -2.9 -2.8 -2.6 -2.6 -1.8 -1.5 -1.3 -1.2 -1.0
-0.5 -0.3 0.0 0.2 0.5 2.1 3.2 4.1 4.7 5.1 6.7 7.3 8.6 9.8 10.2 8.3 9.6 8.5 7.0"""

# CIE 015:2018: FL4 (warm white, 2940 K), FL2 (cool white, 4230 K), FL11 (three narrow bands, 4000 K), brought
# from 5 nm to 10 nm with the weights 1/4, 1/2, 1/4 so that the mercury lines keep their power.
_FLUORESCENT = {
    "warm": """0 0 0 0 0.64 0.85 4.69 4.81 1.76 9.1 12.22 2.69 2.91 3.04 3.09 3.11 3.01 3.04 3.47 4.77
10.76 16.67 16.3 21.06 25.02 22.82 20.85 17.73 14.35 10.98 8.22 6.03 4.38 3.15 2.26 1.67 1.2 0.88 0.64""",
    "cool": """0 0 0 0 1.33 1.83 6.18 6.78 4.19 12.43 16.22 6.62 7.18 7.53 7.64 7.58 7.29 7.07 7.21 8.11
13.45 18.19 16.12 19.07 21.59 18.59 16.51 13.79 10.98 8.44 6.34 4.7 3.47 2.56 1.9 1.49 1.11 0.88 0.68""",
    "triphosphor": """0 0 0 0 0.77 0.48 3.91 4.41 2.51 11.56 16.29 7.11 6.67 5.46 7.6 13.29 5.19 1.59 0.93 2.02
39.23 36.4 3.79 2.43 10.44 12.49 8.53 40.71 20.52 10.7 2.9 3.13 2.53 1.64 1.55 1.78 2.0 4.44 0.98""",
}

FluorescentKind = Literal["warm", "cool", "triphosphor"]


def _table(text: str) -> Spectrum:
    return np.array(text.split(), dtype=np.float64)


def _bell(centre: float, fwhm: float) -> Spectrum:
    bell: Spectrum = np.exp(-4 * np.log(2) * ((WAVELENGTHS - centre) / fwhm) ** 2)
    return bell


def _equally_bright(light: Spectrum) -> Spectrum:
    """Scale a light to a V-weighted mean of 1."""
    efficiency = CIE_1931_2_DEGREE[:, 1]
    scaled: Spectrum = light * (efficiency.sum() / (efficiency @ light))
    return scaled


def daylight(cct: float) -> Spectrum:
    """Daylight of a correlated colour temperature (CIE 015:2018, illuminants representing daylight).

    Args:
        cct: 4000-25000 K; 6504 gives D65.

    Returns:
        (L,) relative power, V-weighted mean 1.

    Raises:
        ValueError: outside the range for which the CIE defines daylight.

    """
    if not 4000 <= cct <= 25000:
        raise ValueError(f"daylight is defined for 4000-25000 K, not {cct}")
    x, y = _daylight_chromaticity(cct)
    m = 0.0241 + 0.2562 * x - 0.7341 * y
    m1 = (-1.3515 - 1.7703 * x + 5.9114 * y) / m
    m2 = (0.0300 - 31.4424 * x + 30.0717 * y) / m
    return _equally_bright(_table(_S0) + m1 * _table(_S1) + m2 * _table(_S2))


def _daylight_chromaticity(cct: float) -> tuple[float, float]:
    if cct <= 7000:
        x = -4.6070e9 / cct**3 + 2.9678e6 / cct**2 + 0.09911e3 / cct + 0.244063
    else:
        x = -2.0064e9 / cct**3 + 1.9018e6 / cct**2 + 0.24748e3 / cct + 0.237040
    return x, -3.000 * x**2 + 2.870 * x - 0.275


def planckian(kelvin: float) -> Spectrum:
    """Light of a black body (Planck's law, c2 = 1.4388e-2 m K): candles, filament lamps, low sun.

    Returns:
        (L,) relative power, V-weighted mean 1.

    """
    if kelvin <= 0:
        raise ValueError(f"a temperature is above 0 K, not {kelvin}")
    metres = WAVELENGTHS * 1e-9
    return _equally_bright((WAVELENGTHS / 560) ** -5 / np.expm1(1.4388e-2 / (metres * kelvin)))


def led(
    cct: float, *, pump: float = 450.0, pump_fwhm: float = 22.0, green: float = 540.0, red: float = 615.0
) -> Spectrum:
    """White LED: a blue pump and two phosphors, in the amounts that give the colour of a black body or of daylight.

    The three amounts follow exactly from the three tristimulus values that are aimed at: the black body's up to 5000 K,
    above it daylight's.

    Args:
        cct: correlated colour temperature, about 2500-8000 K.
        pump: peak of the blue chip, nm.
        pump_fwhm: full width at half maximum of the pump, nm.
        green: peak of the green-yellow phosphor (110 nm wide), nm.
        red: peak of the red phosphor (90 nm wide), nm.

    Returns:
        (L,) relative power, V-weighted mean 1.

    Raises:
        ValueError: these phosphors cannot give that colour.

    """
    parts = np.stack([_bell(pump, pump_fwhm), _bell(green, 110.0), _bell(red, 90.0)], axis=-1)  # (L, 3)
    return _blend(
        parts,
        planckian(cct) if cct <= 5000 else daylight(cct),
        f"an LED of pump {pump} nm and phosphors {green} and {red} nm cannot be {cct} K",
    )


def display(cct: float) -> Spectrum:
    """White of a display of three narrow bands, in the amounts that give daylight's colour: peaks and widths assumed.

    Args:
        cct: correlated colour temperature, 4000-25000 K; displays are usually at 6000-9300 K.

    Returns:
        (L,) relative power, V-weighted mean 1.

    Raises:
        ValueError: outside the range for which the CIE defines daylight.

    """
    bands = np.stack([_bell(455, 22), _bell(530, 32), _bell(625, 28)], axis=-1)  # (L, 3)
    return _blend(bands, daylight(cct), f"a display cannot be {cct} K")


def _blend(parts: NDArray[np.float64], aim: Spectrum, problem: str) -> Spectrum:
    """Mix three lights (L, 3) to the colour of another, unless that takes less than nothing of one."""
    amounts = np.linalg.solve(CIE_1931_2_DEGREE.T @ parts, CIE_1931_2_DEGREE.T @ aim)
    if amounts.min() < 0:
        raise ValueError(problem)
    return _equally_bright(parts @ amounts)


def fluorescent(kind: FluorescentKind) -> Spectrum:
    """Fluorescent lamp: "warm" (CIE FL4, 2940 K), "cool" (FL2, 4230 K) or "triphosphor" (FL11, 4000 K).

    Returns:
        (L,) relative power, V-weighted mean 1.

    """
    if kind not in _FLUORESCENT:
        raise ValueError(f"fluorescent lamps here are {', '.join(_FLUORESCENT)}, not {kind!r}")
    return _equally_bright(_table(_FLUORESCENT[kind]))


def xenon_flash() -> Spectrum:
    """Photographic flash: a xenon continuum near a 5400 K black body, its strongest visible lines, a UV-absorbing tube.

    The lines are xenon's at 462-473 and 481-492 nm (NIST Atomic Spectra Database), broadened to the grid; tubes for
    photography are coated and pass little below 390 nm. An approximation: the continuum shifts with the load.

    Returns:
        (L,) relative power, V-weighted mean 1.

    """
    continuum = planckian(5400) + 0.12 * _bell(467, 12) + 0.15 * _bell(485, 18)
    return _equally_bright(continuum / (1 + np.exp(-(WAVELENGTHS - 390) / 6)))


def uv_flash(peak: float = 365.0, width: float = 40.0) -> Spectrum:
    """Ultraviolet flash: a bell around ``peak``; 10-15 nm wide for a UV LED, 40-60 nm for xenon behind a black filter.

    Args:
        peak: nm.
        width: full width at half maximum, nm.

    Returns:
        (L,) relative power, greatest value 1.

    """
    if width <= 0:
        raise ValueError(f"a width is above 0 nm, not {width}")
    light = _bell(peak, width)
    scaled: Spectrum = light / light.max()
    return scaled


def mix(*lights: tuple[Spectrum, float]) -> Spectrum:
    """Mix visible lights by their shares of the illuminance.

    Args:
        lights: pairs of a light (L,) from this module and its share, of any positive sum.

    Returns:
        (L,) relative power, V-weighted mean 1.

    """
    if not lights or min(share for _, share in lights) < 0 or sum(share for _, share in lights) == 0:
        raise ValueError("a mixture needs lights with shares of at least 0, not all 0")
    return _equally_bright(np.sum([share * _equally_bright(light) for light, share in lights], axis=0))


def chromaticity(light: Spectrum) -> NDArray[np.float64]:
    """CIE 1931 (x, y) of a light (L,): its colour as seen on a perfect white diffuser."""
    tristimulus = CIE_1931_2_DEGREE.T @ light
    xy: NDArray[np.float64] = tristimulus[:2] / tristimulus.sum()
    return xy


def colour_temperature(light: Spectrum) -> float:
    """Correlated colour temperature in K by McCamy 1992 (Color Res. Appl. 17:142), good within 2 % at 2800-8000 K."""
    x, y = chromaticity(light)
    n = (x - 0.3320) / (0.1858 - y)
    return float(449 * n**3 + 3525 * n**2 + 6823.3 * n + 5520.33)


D65: Spectrum = daylight(6504.0)
D65.flags.writeable = False

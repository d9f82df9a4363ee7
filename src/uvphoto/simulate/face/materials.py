"""What is not skin: the reflectance of hair, eyes, cloth and the rest, (L,) each, from 340 to 720 nm.

Simple curves, true to what counts in a UV photo: hair and lenses are dark, bleached cloth loses its white, teeth and
sclera dim.
"""

import numpy as np

from uvphoto.simulate.spectra import WAVELENGTHS, Spectrum


def _step(centre: float, width: float) -> Spectrum:
    """Return a smooth rise from 0 to 1 around a wavelength."""
    return 1.0 / (1.0 + np.exp(-(WAVELENGTHS - centre) / width))


def hair(melanin: float) -> Spectrum:
    """Hair: 0 white, 1 black; eumelanin absorbs as lambda^-3.3, so brown hair grows lighter towards the red."""
    keratin = 0.10 + 0.45 * _step(400.0, 25.0)
    return np.asarray(0.012 + keratin * np.exp(-6.5 * melanin * (WAVELENGTHS / 500.0) ** -1.6))


def sclera() -> Spectrum:
    """White of the eye, slightly yellow, dim in the UV."""
    return np.asarray(0.14 + 0.50 * _step(420.0, 22.0) + 0.04 * _step(600.0, 20.0))


def iris(melanin: float) -> Spectrum:
    """Iris: 0 blue (Rayleigh scattering of the stroma), 1 dark brown."""
    stroma = 0.22 * (WAVELENGTHS / 450.0) ** -1.6
    return np.asarray(0.015 + stroma * np.exp(-3.2 * melanin * (WAVELENGTHS / 500.0) ** -2.2))


def black() -> Spectrum:
    """Pupils, nostrils and the frames of glasses."""
    return np.full_like(WAVELENGTHS, 0.015)


def mouth_seam() -> Spectrum:
    """Seam between the lips: flesh without light."""
    return np.asarray(0.01 + 0.03 * _step(600.0, 20.0))


def dye(rng: np.random.Generator) -> Spectrum:
    """Cloth or a wall: a grey level with a broad hue; in the UV most dyes and whiteners absorb."""
    level = rng.uniform(0.03, 0.75)
    centre, width, depth = rng.uniform(400, 700), rng.uniform(40, 120), rng.beta(1.0, 2.5)
    hue = 1.0 - depth + depth * np.exp(-0.5 * ((WAVELENGTHS - centre) / width) ** 2)
    whitener = rng.uniform(0.1, 0.9) + (1.0 - rng.uniform(0.1, 0.9)) * _step(405.0, 8.0)
    return np.asarray(np.clip(level * hue * np.minimum(whitener, 1.0), 0.01, 0.95))


def lens_transmission() -> Spectrum:
    """Share of light that passes the plastic lens of glasses twice: clear above 420 nm, nothing below 390."""
    return np.asarray(0.88 * _step(402.0, 5.0) ** 2)

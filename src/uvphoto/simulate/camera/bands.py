"""What a camera makes of spectra: weights of its bands, gains of a light, and the matrix from its colours to sRGB."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.simulate.camera.colorimetry import linear_srgb, xyz
from uvphoto.simulate.spectra import WAVELENGTHS, Spectrum

Values = NDArray[np.float64]


def band_weights(light: Spectrum, sensitivity: Spectrum) -> Values:
    """Weights that turn a reflectance spectrum into what a camera, balanced to the light, records.

    Args:
        light: (L,) relative power.
        sensitivity: (L, C) or (L,), relative.

    Returns:
        (L, C) or (L,) whose columns sum to 1: ``reflectance @ weights`` of a perfect white diffuser is 1.

    """
    response = sensitivity * (light if sensitivity.ndim == 1 else light[:, None])
    total = response.sum(axis=0)
    if not np.all(total > 0):
        raise ValueError("a channel of this sensor sees nothing of this light")
    weights: Values = response / total
    return weights


def band_gains(light: Spectrum, sensitivity: Spectrum) -> Values:
    """Raw response of each channel (C,) to a white diffuser in this light, the greatest being 1.

    ``balanced * gains`` is what the sensor records before white balance, ``raw / gains`` is balanced again.

    """
    response = light @ sensitivity
    if not np.all(response > 0):
        raise ValueError("a channel of this sensor sees nothing of this light")
    gains: Values = response / response.max()
    return gains


def colour_matrix(weights: Values, reflectances: ArrayLike | None = None) -> Values:
    """Matrix from balanced camera colours to linear sRGB that errs least, to the eye, over a set of reflectances.

    Weighted least squares with the rows held to the sum 1, so that white stays white (Finlayson and Drew 1997,
    J. Electron. Imaging 6:484). It aims at the colours that the things have in D65: the camera adapts to its light as
    the eye does.

    Args:
        weights: (L, 3) of ``band_weights``.
        reflectances: (N, L) to err least on; by default two thirds skin-like, one third other smooth ones.

    Returns:
        (3, 3): ``camera @ matrix.T`` is linear sRGB.

    """
    spectra = realistic_reflectances() if reflectances is None else np.asarray(reflectances, dtype=np.float64)
    camera, aim = spectra @ weights, linear_srgb(xyz(spectra))  # (N, 3)
    # Row (m0, m1, 1 - m0 - m1): aim - c2 = m0 (c0 - c2) + m1 (c1 - c2).
    # The slope of CIELAB's lightness weighs the dark as the eye does.
    weight = (np.maximum(aim.mean(axis=1, keepdims=True), 0) + 0.03) ** (-2 / 3)
    free, *_ = np.linalg.lstsq(
        weight * (camera[:, :2] - camera[:, 2:]), weight * (aim - camera[:, 2:]), rcond=None
    )  # (2, 3)
    return np.column_stack([free.T, 1 - free.sum(axis=0)])


def realistic_reflectances(count: int = 60) -> Values:
    """Reflectances (3 count, L) for colour matrices: two thirds skin-like, one third smooth; the same at every call."""
    rng = np.random.default_rng(20210111)
    return np.concatenate([_skin_like(rng, 2 * count), smooth_reflectances(rng, count)])


def smooth_reflectances(rng: np.random.Generator, count: int, smoothness: float = 50.0) -> Values:
    """Draw smooth reflectances (count, L): logistic functions of a Gaussian process.

    Args:
        rng: source of randomness.
        count: how many.
        smoothness: nm over which a spectrum changes; paints and cloths are near 50.

    """
    distance = WAVELENGTHS[:, None] - WAVELENGTHS
    values, vectors = np.linalg.eigh(np.exp(-0.5 * (distance / smoothness) ** 2))
    root = vectors * np.sqrt(np.maximum(values, 0))  # (L, L)
    level = rng.normal(-0.7, 0.9, (count, 1))
    reflectances: Values = 1 / (1 + np.exp(-level - 1.4 * rng.standard_normal((count, WAVELENGTHS.size)) @ root.T))
    return reflectances


def _skin_like(rng: np.random.Generator, count: int) -> Values:
    """Exponentials of a grey loss, melanin (λ^-3.33) and blood (bands at 415, 542 and 577 nm) in drawn amounts."""
    melanin = (WAVELENGTHS / 600) ** -3.33
    blood = sum(
        height * np.exp(-0.5 * ((WAVELENGTHS - centre) / width) ** 2)
        for centre, width, height in ((415, 22, 3.0), (542, 14, 1.0), (577, 10, 1.0), (460, 60, 0.5))
    )
    amounts = rng.uniform([0.2, 0.1, 0.05], [0.5, 1.6, 0.6], (count, 3))
    reflectances: Values = np.exp(-(amounts @ np.stack([np.ones(WAVELENGTHS.size), melanin, np.asarray(blood)])))
    return reflectances

"""From reflectance to colour: CIE XYZ, CIELAB, sRGB, and the skin's own indices.

All sums run over the 10 nm table of WAVELENGTHS (CIE 015:2018).
"""

from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.simulate.camera.illuminants import D65
from uvphoto.simulate.camera.observers import CIE_1931_2_DEGREE
from uvphoto.simulate.spectra import WAVELENGTHS, Spectrum

Values = NDArray[np.float64]
_Float = TypeVar("_Float", np.float32, np.float64)

# IEC 61966-2-1: XYZ of D65 white at Y = 1 to linear sRGB.
XYZ_TO_LINEAR_SRGB: Values = np.array(
    [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]], dtype=np.float64
)
XYZ_TO_LINEAR_SRGB.flags.writeable = False
# Of linear sRGB, the primaries being those of ITU-R BT.709.
LUMINANCE: Values = np.array([0.2126, 0.7152, 0.0722])
LUMINANCE.flags.writeable = False


def xyz(reflectance: ArrayLike, illuminant: Spectrum = D65, observer: Spectrum = CIE_1931_2_DEGREE) -> Values:
    """Tristimulus values of a reflectance under a light (CIE 015:2018), a perfect white having Y = 1.

    Args:
        reflectance: (..., L) in [0, 1].
        illuminant: (L,) relative power.
        observer: (L, 3) colour matching functions.

    Returns:
        (..., 3).

    """
    weights = illuminant[:, None] * observer  # (L, 3)
    tristimulus: Values = np.asarray(reflectance, dtype=np.float64) @ (weights / weights[:, 1].sum())
    return tristimulus


def lab(reflectance: ArrayLike, illuminant: Spectrum = D65, observer: Spectrum = CIE_1931_2_DEGREE) -> Values:
    """CIELAB (L*, a*, b*) of a reflectance (..., L), the white being the perfect diffuser under the same light."""
    white = xyz(np.ones(WAVELENGTHS.size), illuminant, observer)
    return lab_from_xyz(xyz(reflectance, illuminant, observer), white)


def lab_from_xyz(tristimulus: ArrayLike, white: ArrayLike) -> Values:
    """CIELAB of XYZ (..., 3) against a white (3,) (ISO/CIE 11664-4)."""
    ratio = np.asarray(tristimulus, dtype=np.float64) / np.asarray(white, dtype=np.float64)
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio * (29 / 6) ** 2 / 3 + 4 / 29)
    fx, fy, fz = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)], axis=-1)


def individual_typology_angle(colour: ArrayLike) -> Values:
    """ITA in degrees = atan2(L* - 50, b*) of CIELAB colours (..., 3); Chardon et al. 1991, Int. J. Cosmet. Sci. 13:191.

    Above 55 very light, 41-55 light, 28-41 intermediate, 10-28 tan, -30 to 10 brown, below it dark.

    """
    values = np.asarray(colour, dtype=np.float64)
    angle: Values = np.degrees(np.arctan2(values[..., 0] - 50, values[..., 2]))
    return angle


def linear_srgb(tristimulus: ArrayLike) -> Values:
    """Linear sRGB (..., 3) of XYZ (..., 3) under D65; a colour outside the gamut goes below 0 or above 1."""
    linear: Values = np.asarray(tristimulus, dtype=np.float64) @ XYZ_TO_LINEAR_SRGB.T
    return linear


def encode_srgb(linear: NDArray[_Float]) -> NDArray[_Float]:
    """Apply the sRGB tone curve (IEC 61966-2-1) to linear light of any shape; 0 to 0, 1 to 1, nothing clipped."""
    curve = 1.055 * np.maximum(linear, 0.0031308) ** linear.dtype.type(1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, 12.92 * linear, curve)


def decode_srgb(encoded: NDArray[_Float]) -> NDArray[_Float]:
    """Undo the sRGB tone curve: encoded values of any shape to linear light."""
    curve = ((np.maximum(encoded, 0.04045) + 0.055) / 1.055) ** encoded.dtype.type(2.4)
    return np.where(encoded <= 0.04045, encoded / 12.92, curve)


def melanin_index(reflectance: ArrayLike) -> Values:
    """Melanin index 100 log10(1 / R) of a reflectance (..., L), R being its mean at 650-660 nm.

    As narrow-band reflectometers define it (655 nm; Takiwaki, Overgaard, Serup 1994, Skin Pharmacol. 7:217), in the
    red, where blood hardly absorbs; the Mexameter (660 and 880 nm) has a scale of its own.

    """
    index: Values = -100 * np.log10(_band(reflectance, 650, 660))
    return index


def erythema_index(reflectance: ArrayLike) -> Values:
    """Erythema index 100 log10(R_red / R_green) of a reflectance (..., L): 650-660 nm against 550-570 nm.

    After Diffey, Oliver, Farr 1984 (Br. J. Dermatol. 111:663), as narrow-band reflectometers define it (568, 655 nm).

    """
    index: Values = 100 * np.log10(_band(reflectance, 650, 660) / _band(reflectance, 550, 570))
    return index


def _band(reflectance: ArrayLike, low: float, high: float) -> Values:
    chosen = (low <= WAVELENGTHS) & (high >= WAVELENGTHS)
    mean: Values = np.asarray(reflectance, dtype=np.float64)[..., chosen].mean(axis=-1)
    return mean

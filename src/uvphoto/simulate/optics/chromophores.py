"""What absorbs and scatters in skin between 340 and 720 nm, each as a spectrum on WAVELENGTHS in 1/mm.

Tables are weighted over each 10 nm step by a triangle of 20 nm base, so that the narrow bands of blood keep their
area. Natural logarithm throughout: the molar extinction tables are decadic and carry the factor ln 10.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.simulate.spectra import WAVELENGTHS, Spectrum

HAEMOGLOBIN_G_PER_L = 150.0
HAEMOGLOBIN_G_PER_MOL = 64500.0

# Molar extinction of haemoglobin in 1/(cm M), compiled by S. Prahl from W. B. Gratzer and N. Kollias:
# https://omlc.org/spectra/hemoglobin
OXYHAEMOGLOBIN: Spectrum = np.array([
    107170, 106080, 95430, 91400, 112290, 172650, 273600, 443890, 453550, 250950, 111230, 64490, 44860,
    33620, 26990, 23600, 21080, 20340, 25240, 39740, 50920, 43210, 34470, 44590, 45470, 17090,
    4010, 1560, 950, 620, 450, 370, 320, 290, 280, 280, 290, 310, 350,
], dtype=np.float64)  # fmt: skip
DEOXYHAEMOGLOBIN: Spectrum = np.array([
    107150, 122300, 134290, 140040, 146230, 171880, 226930, 306130, 409940, 515020, 411790, 133010, 26050,
    16560, 14950, 16870, 20920, 25910, 31790, 39020, 46620, 52830, 52660, 45210, 37140, 27780,
    15940, 9680, 6630, 5190, 4350, 3750, 3240, 2800, 2410, 2070, 1790, 1540, 1330,
], dtype=np.float64)  # fmt: skip


def eumelanosome_absorption() -> Spectrum:
    """Return the absorption of a melanosome of eumelanin in 1/mm: 6.6e11 lambda^-3.33 1/cm (Jacques 1998)."""
    return 6.6e10 * WAVELENGTHS**-3.33


def pheomelanosome_absorption() -> Spectrum:
    """Return the absorption of a melanosome of pheomelanin in 1/mm.

    The exponent -4.75 is Donner and Jensen's (2006); the level is set so that both melanins absorb alike at 400 nm.
    """
    return eumelanosome_absorption()[WAVELENGTHS == 400.0] * (WAVELENGTHS / 400.0) ** -4.75


def blood_absorption(saturation: ArrayLike, vessel_radius_mm: ArrayLike) -> NDArray[np.float64]:
    """Return the effective absorption of whole blood packed into vessels, in 1/mm of blood.

    Light does not reach the core of a vessel where blood absorbs most, so the mean over the tissue is lower than for
    blood spread evenly by C = (1 - exp(-2 mu r)) / (2 mu r) (van Veen et al., Optics Letters 27, 246, 2002).

    Args:
        saturation: (...,) oxygen saturation in [0, 1].
        vessel_radius_mm: (...,) radius of the vessels, > 0.

    Returns:
        (..., L).

    """
    s = np.asarray(saturation, dtype=np.float64)[..., None]
    r = np.asarray(vessel_radius_mm, dtype=np.float64)[..., None]
    molar = s * OXYHAEMOGLOBIN + (1.0 - s) * DEOXYHAEMOGLOBIN
    mu = np.log(10.0) * molar * HAEMOGLOBIN_G_PER_L / HAEMOGLOBIN_G_PER_MOL / 10.0
    return mu * -np.expm1(-2.0 * mu * r) / (2.0 * mu * r)


def tissue_absorption() -> Spectrum:
    """Return the baseline of bloodless tissue in 1/mm: 0.244 + 85.3 exp(-(lambda - 154) / 66.2) 1/cm (Jacques 1998)."""
    return (0.244 + 85.3 * np.exp(-(WAVELENGTHS - 154.0) / 66.2)) / 10.0


def epidermal_uv_tail() -> Spectrum:
    """Return the shape, 1 at 340 nm, of what protein, DNA and urocanic acid absorb beside melanin: gone by 400 nm."""
    return np.exp(-(WAVELENGTHS - 340.0) / 15.0)


def yellow_pigment() -> Spectrum:
    """Return the shape, about 1 at its peak, of the carotenoids of skin.

    Beta-carotene has its bands at 425 (shoulder), 450 and 478 nm (Britton, Carotenoids 1B, 1995), drawn here as three
    bells; bilirubin, which peaks at 453 nm, is covered by the same shape at the steps of this grid.
    """
    bands = ((425.0, 0.55), (450.0, 0.85), (478.0, 0.80))
    return np.sum([height * np.exp(-0.5 * ((WAVELENGTHS - at) / 12.0) ** 2) for at, height in bands], axis=0)


def reduced_scattering(at_500: ArrayLike, rayleigh_share: ArrayLike, mie_power: ArrayLike) -> NDArray[np.float64]:
    """Return mu_s' = a (f (lambda/500)^-4 + (1 - f) (lambda/500)^-b) in the unit of ``at_500`` (Jacques 2013, eq. 2).

    Args:
        at_500: (...,) a, at 500 nm.
        rayleigh_share: (...,) f in [0, 1].
        mie_power: (...,) b.

    Returns:
        (..., L).

    """
    a, f, b = (np.asarray(x, dtype=np.float64)[..., None] for x in (at_500, rayleigh_share, mie_power))
    relative = WAVELENGTHS / 500.0
    return a * (f * relative**-4.0 + (1.0 - f) * relative**-b)

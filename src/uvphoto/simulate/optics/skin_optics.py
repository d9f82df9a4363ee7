"""The reflectance of skin from 340 to 720 nm: four layers under a Fresnel surface.

Upper and basal half of the epidermis (melanin, protein), papillary dermis (capillaries, at times melanin), reticular
dermis (blood, taken as without end). At 365 nm light hardly passes the epidermis, so superficial melanin decides;
blood and dermal melanin count in the visible. References stand beside each part in ``chromophores`` and
``adding_doubling``.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.simulate.optics import adding_doubling as ad
from uvphoto.simulate.optics import chromophores as ch
from uvphoto.simulate.spectra import WAVELENGTHS

ANISOTROPY = 0.8
REFRACTIVE_INDEX = 1.4
GLOSS = ((REFRACTIVE_INDEX - 1) / (REFRACTIVE_INDEX + 1)) ** 2  # what a flat surface itself reflects

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SkinOptics:
    """What decides the colour of a piece of skin. Every field is a number or an array; they broadcast."""

    melanin: ArrayLike = 0.03  # volume fraction of melanosomes, mean over the epidermis
    upper_share: ArrayLike = 0.25  # of the melanin in the upper half of the epidermis
    pheomelanin_share: ArrayLike = 0.05  # of the melanin
    epidermis_mm: ArrayLike = 0.08
    uv_tail: ArrayLike = 4.0  # 1/mm, absorption of protein, DNA and urocanic acid in the epidermis at 340 nm
    papilla_mm: ArrayLike = 0.19  # papillary dermis
    dermal_melanin: ArrayLike = 0.0  # volume fraction of melanosomes in the papillary dermis
    blood: ArrayLike = 0.02  # volume fraction in the reticular dermis
    papillary_blood: ArrayLike = 0.5  # blood of the papillary over that of the reticular dermis
    saturation: ArrayLike = 0.7  # oxygen in the blood
    vessel_radius_mm: ArrayLike = 0.015
    yellow: ArrayLike = 0.05  # 1/mm, absorption of carotenoids and bilirubin at their peak
    scattering: ArrayLike = 5.0  # 1/mm, reduced, at 500 nm
    rayleigh_share: ArrayLike = 0.3
    mie_power: ArrayLike = 1.0

    def changed(self, **values: ArrayLike) -> "SkinOptics":
        """Return the same skin with some fields replaced."""
        return replace(self, **values)


def reflectance(skin: SkinOptics, streams: int = 12) -> Array:
    """Return the diffuse reflectance of skin lit along its normal, (..., L) in [0, 1], without the surface's gloss.

    Add ``GLOSS`` for an instrument that includes the specular part.

    Args:
        skin: its optics; fields broadcast to (...).
        streams: directions followed; 12 stay within 1 % of 24 up to a melanin of 0.4, 1.4 % at 0.7.

    """
    directions = ad.Streams.for_index(REFRACTIVE_INDEX, streams)
    build = _layers(skin, directions)
    stack = build.reticular
    for upper in (build.papillary, build.basal, build.upper):
        stack = ad.lay_on(upper, stack)
    return ad.reflectance(directions, stack)


@dataclass(frozen=True)
class _Layers:
    upper: ad.Layer
    basal: ad.Layer
    papillary: ad.Layer
    reticular: Array  # (..., L, N, N) reflection alone


def _layers(skin: SkinOptics, streams: ad.Streams) -> _Layers:
    """Solve each layer on its own; a field of length 1 along an axis costs nothing along it."""
    column = partial(_column, skin)
    reduced = ch.reduced_scattering(skin.scattering, skin.rayleigh_share, skin.mie_power)
    mu_s = reduced / (1.0 - ANISOTROPY)
    tissue = ch.tissue_absorption()
    pheo = column("pheomelanin_share")
    melanosome = (1 - pheo) * ch.eumelanosome_absorption() + pheo * ch.pheomelanosome_absorption()
    blood = ch.blood_absorption(skin.saturation, skin.vessel_radius_mm) * column("blood")
    yellow = column("yellow") * ch.yellow_pigment()

    half = column("epidermis_mm") / 2.0
    bloodless = tissue + column("uv_tail") * ch.epidermal_uv_tail() + 0 * mu_s
    upper = bloodless + 2.0 * column("upper_share") * column("melanin") * melanosome
    basal = bloodless + 2.0 * (1.0 - column("upper_share")) * column("melanin") * melanosome
    papilla = tissue + yellow + blood * column("papillary_blood") + column("dermal_melanin") * melanosome
    reticular = tissue + yellow + blood

    solve = partial(ad.layer, streams, anisotropy=ANISOTROPY)
    return _Layers(
        upper=solve(upper, mu_s, half),
        basal=solve(basal, mu_s, half),
        papillary=solve(papilla, mu_s, column("papilla_mm")),
        reticular=solve(reticular, mu_s, _endless(reticular, mu_s)).r,
    )


def _column(skin: SkinOptics, name: str) -> Array:
    """Return a field with an axis for the wavelengths behind it, (..., 1)."""
    return np.asarray(getattr(skin, name), dtype=np.float64)[..., None]


def _endless(absorption: Array, scattering: Array) -> Array:
    """Return a thickness in mm beyond which a layer reflects as if it had no end."""
    reduced = scattering * (1.0 - ANISOTROPY)
    attenuation = np.sqrt(3.0 * absorption * (absorption + reduced))
    return np.minimum(4.0 / attenuation + 2.0 / reduced, 12.0)


def skin_at(wavelength: float) -> int:
    """Return the index of a wavelength of the grid, in nm."""
    return int(np.argmin(np.abs(WAVELENGTHS - wavelength)))

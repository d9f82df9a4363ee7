"""From chromophore maps to band reflectances: a person's skin solved once on a grid, then looked up pixel by pixel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates, zoom

from uvphoto.simulate.face.canvas import Image
from uvphoto.simulate.face.skin_maps import MOST_MELANIN, SkinMaps
from uvphoto.simulate.optics.skin_optics import SkinOptics, reflectance

Array = NDArray[np.float64]

MELANIN: Array = np.geomspace(0.0015, MOST_MELANIN, 16)  # axes of the grid, equally spaced on the scales of _position
BLOOD: Array = np.geomspace(0.002, 0.4, 8)
DERMAL_FULL = 0.08
DERMAL: Array = DERMAL_FULL * np.linspace(0.0, 1.0, 6) ** 2
SHARES: Array = np.linspace(0.0, 1.0, 11)  # of the melanin in the upper half of the epidermis
DARKEST = 0.001  # no skin is darker: a floor against the rounding of sums
FINE = 8  # steps of the looked-up table per step of the grid, filled by cubic splines


@dataclass(frozen=True)
class BandTable:
    """Reflectance of one person's skin over melanin, blood and dermal melanin, solved at each wavelength.

    How melanin is spread over the depth of the epidermis decides what the epidermis itself sends back, while what
    passes it twice stays the same: so it enters as a difference that depends on the epidermis alone.
    """

    spectra: Array  # (M, B, D, L) with the person's own share of melanin in the upper half
    spread: Array  # (M, S, L) with other shares, over the person's own dermis
    upper_share: float  # the person's own

    @classmethod
    def of(cls, skin: SkinOptics) -> "BandTable":
        """Solve a person's skin on the grid."""
        varied = skin.changed(melanin=MELANIN[:, None, None], blood=BLOOD[:, None], dermal_melanin=DERMAL)
        amounts = skin.changed(melanin=MELANIN[:, None])
        spread = reflectance(amounts.changed(upper_share=SHARES))
        return cls(reflectance(varied), spread, float(np.asarray(skin.upper_share)))

    def bands(self, maps: SkinMaps, weights: Array) -> Image:
        """Return the reflectance in the bands of a camera.

        Args:
            maps: chromophores, (...) each; values beyond the grid are taken at its edge.
            weights: (L, C), columns summing to 1.

        Returns:
            (..., C) float32 in [0, 1].

        """
        logarithm = np.log(self.spectra @ weights)  # (M, B, D, C)
        epidermis = np.log(self.spread @ weights)  # (M, S, C)
        position = _position(maps)
        steps = np.float32((SHARES.size - 1) * FINE)
        here = np.stack([position[0], maps.upper_share * steps])
        usual = np.stack([position[0], np.full_like(position[0], self.upper_share * steps)])
        result = np.empty((*maps.melanin.shape, weights.shape[1]), dtype=np.float32)
        for c in range(weights.shape[1]):
            moved = np.exp(_look_up(epidermis[..., c], here)) - np.exp(_look_up(epidermis[..., c], usual))
            result[..., c] = np.exp(_look_up(logarithm[..., c], position)) + moved
        return np.maximum(result, np.float32(DARKEST), out=result)


def _look_up(table: Array, position: Image) -> Image:
    """Refine a table by cubic splines, and read it linearly at places (axes, ...) counted in its fine steps."""
    zooms = [((n - 1) * FINE + 1) / n for n in table.shape]
    fine = zoom(table, zooms, order=3, mode="nearest", grid_mode=False).astype(np.float32)
    return np.asarray(map_coordinates(fine, position, order=1, mode="nearest", output=np.float32))


def _position(maps: SkinMaps) -> Image:
    """Return where each pixel lies in the fine table, (3, ...)."""

    def along(values: Image, axis: Array) -> Image:
        step = np.log(axis[1] / axis[0])
        return (np.log(np.maximum(values, axis[0]) / axis[0]) / step).astype(np.float32)

    dermal = np.sqrt(np.maximum(maps.dermal_melanin, 0.0) / DERMAL_FULL) * (DERMAL.size - 1)
    return np.stack([along(maps.melanin, MELANIN), along(maps.blood, BLOOD), dermal]) * np.float32(FINE)

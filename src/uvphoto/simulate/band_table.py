"""From chromophore maps to band reflectances: a person's skin solved once on a grid, then looked up pixel by pixel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates, zoom

from uvphoto.simulate.face.canvas import Image
from uvphoto.simulate.face.skin_maps import SkinMaps
from uvphoto.simulate.skin_optics import SkinOptics, reflectance

Array = NDArray[np.float64]

MELANIN: Array = np.geomspace(0.0015, 0.7, 14)  # axes of the grid, equally spaced on the scales of _position
BLOOD: Array = np.geomspace(0.002, 0.4, 8)
DERMAL_FULL = 0.08
DERMAL: Array = DERMAL_FULL * np.linspace(0.0, 1.0, 6) ** 2
FINE = 8  # steps of the looked-up table per step of the grid, filled by cubic splines


@dataclass(frozen=True)
class BandTable:
    """Reflectance of one person's skin over melanin, blood and dermal melanin, solved at each wavelength."""

    spectra: Array  # (M, B, D, L)

    @classmethod
    def of(cls, skin: SkinOptics) -> "BandTable":
        """Solve a person's skin on the grid."""
        varied = skin.changed(melanin=MELANIN[:, None, None], blood=BLOOD[:, None], dermal_melanin=DERMAL)
        return cls(reflectance(varied))

    def bands(self, maps: SkinMaps, weights: Array) -> Image:
        """Return the reflectance in the bands of a camera.

        Args:
            maps: chromophores, (...) each; values beyond the grid are taken at its edge.
            weights: (L, C), columns summing to 1.

        Returns:
            (..., C) float32 in [0, 1].

        """
        logarithm = np.log(self.spectra @ weights)  # (M, B, D, C)
        position = _position(maps)
        result = np.empty((*maps.melanin.shape, weights.shape[1]), dtype=np.float32)
        for c in range(weights.shape[1]):
            fine = zoom(logarithm[..., c], _zooms(), order=3, mode="nearest", grid_mode=False).astype(np.float32)
            result[..., c] = map_coordinates(fine, position, order=1, mode="nearest", output=np.float32)
        return np.exp(result, out=result)


def _zooms() -> tuple[float, ...]:
    return tuple(((n - 1) * FINE + 1) / n for n in (MELANIN.size, BLOOD.size, DERMAL.size))


def _position(maps: SkinMaps) -> Image:
    """Return where each pixel lies in the fine table, (3, ...)."""

    def along(values: Image, axis: Array) -> Image:
        step = np.log(axis[1] / axis[0])
        return (np.log(np.maximum(values, axis[0]) / axis[0]) / step).astype(np.float32)

    dermal = np.sqrt(np.maximum(maps.dermal_melanin, 0.0) / DERMAL_FULL) * (DERMAL.size - 1)
    return np.stack([along(maps.melanin, MELANIN), along(maps.blood, BLOOD), dermal]) * np.float32(FINE)

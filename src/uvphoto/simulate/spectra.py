"""The wavelengths on which everything spectral in the simulator stands, and how a table is brought onto them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Spectrum = NDArray[np.float64]  # (L,): one value per wavelength of WAVELENGTHS

WAVELENGTHS: Spectrum = np.arange(340.0, 721.0, 10.0)  # (L,) nm
WAVELENGTHS.flags.writeable = False


def on_grid(wavelengths: ArrayLike, values: ArrayLike) -> Spectrum:
    """Interpolate a measured table linearly onto WAVELENGTHS; beyond its ends the end values hold.

    Args:
        wavelengths: (M,) in nm, rising.
        values: (M,) or (M, C) in any unit.

    Returns:
        (L,) or (L, C) in the unit of ``values``.

    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim == 1:
        return np.interp(WAVELENGTHS, np.asarray(wavelengths), table)
    return np.stack([np.interp(WAVELENGTHS, np.asarray(wavelengths), column) for column in table.T], axis=-1)

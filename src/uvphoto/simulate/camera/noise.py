"""Noise of a camera's sensor: the chance of counting photons, and its amplifier's."""

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.arrays import Picture


def sensor_noise(
    linear: Picture, full_well: float | NDArray[np.float64], read_noise: float, rng: np.random.Generator
) -> Picture:
    """Add photon and read noise to linear light.

    In electrons the variance is signal + read_noise², the signal being ``linear * full_well`` (EMVA 1288);
    the Poisson law is taken as its Gaussian limit.

    Args:
        linear: (H, W) or (H, W, C); what is below 0 has read noise alone.
        full_well: electrons of the value 1, of all channels or (C,) of each.
        read_noise: standard deviation, electrons.
        rng: source of the noise.

    """
    well = np.asarray(full_well, dtype=np.float32)
    noise = rng.standard_normal(linear.shape, dtype=np.float32)
    noise *= np.sqrt(np.maximum(linear, 0) * (1 / well) + np.square(np.float32(read_noise) / well))
    noise += linear
    return noise

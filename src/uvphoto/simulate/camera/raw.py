"""From linear light to a noisy, quantised, clipped mosaic of red, green and blue pixels, and back to a picture."""

from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.arrays import Picture
from uvphoto.simulate.camera.noise import sensor_noise

Mosaic: TypeAlias = NDArray[np.uint16]

_BLACK_SHARE = 1 / 16  # of the range lies below black, so that noise in the dark is not cut off


def record(raw: Picture, full_well: float, read_noise: float, bit_depth: int, rng: np.random.Generator) -> Mosaic:
    """Let a sensor behind a Bayer filter (RGGB; Bayer 1976, US patent 3971065) record a picture.

    Args:
        raw: (H, W, 3) float32 linear, unbalanced; a pixel clips at 1.
        full_well: electrons of the value 1.
        read_noise: electrons.
        bit_depth: of the record.
        rng: source of the noise.

    Returns:
        (H, W) uint16 in [0, 2^bit_depth), with red at (0, 0).

    """
    mosaic = raw[..., 1].copy()
    mosaic[0::2, 0::2] = raw[0::2, 0::2, 0]
    mosaic[1::2, 1::2] = raw[1::2, 1::2, 2]
    white, black = _levels(bit_depth)
    digital = sensor_noise(mosaic, full_well, read_noise, rng)
    digital *= white - black
    digital += black + 0.5
    return np.clip(digital, 0, white, out=digital).astype(np.uint16)


def demosaic(mosaic: Mosaic, bit_depth: int) -> Picture:
    """Interpolate the two missing colours of each pixel along the edges (OpenCV's edge-aware demosaicing).

    Args:
        mosaic: (H, W) of ``record``, at least 4 x 4.
        bit_depth: of the record.

    Returns:
        (H, W, 3) float32 linear, black at 0, clipped at 1; noise in the dark goes below 0.

    """
    padded = cv2.copyMakeBorder(mosaic, 2, 2, 2, 2, cv2.BORDER_REFLECT_101)  # an even frame keeps the pattern's phase
    colours: NDArray[Any] = cv2.demosaicing(padded, cv2.COLOR_BayerRGGB2RGB_EA)[2:-2, 2:-2]
    white, black = _levels(bit_depth)
    picture = colours.astype(np.float32)
    picture -= black
    picture *= np.float32(1 / (white - black))
    return picture


def _levels(bit_depth: int) -> tuple[int, int]:
    white = 2**bit_depth - 1
    return white, round(_BLACK_SHARE * (white + 1))

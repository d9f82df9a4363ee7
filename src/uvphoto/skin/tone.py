"""Skin tone: the individual typology angle of a colour photo, and its groups."""

import math
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.colorimetry import (
    XYZ_TO_LINEAR_SRGB,
    decode_srgb,
    individual_typology_angle,
    lab_from_xyz,
)

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]


class SkinTone(StrEnum):
    """The groups of Chardon et al. 1991 (Int. J. Cosmet. Sci. 13:191), from light to dark."""

    VERY_LIGHT = "very light"
    LIGHT = "light"
    INTERMEDIATE = "intermediate"
    TAN = "tan"
    BROWN = "brown"
    DARK = "dark"


_ABOVE = {  # degrees; an angle on a border belongs to the darker group
    SkinTone.VERY_LIGHT: 55.0,
    SkinTone.LIGHT: 41.0,
    SkinTone.INTERMEDIATE: 28.0,
    SkinTone.TAN: 10.0,
    SkinTone.BROWN: -30.0,
}


def ita_degrees(colour: Picture, skin: Mask) -> float:
    """Return the individual typology angle of the median skin: atan2(L* - 50, b*) in degrees, -180 to 180.

    L* and b* are those of CIELAB under D65 (white: sRGB's) of the median of each channel. It is the tone that the
    photo shows: another exposure or white balance, another angle.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        skin: (H, W).

    Returns:
        The angle; not a number where there is no skin.

    Raises:
        ValueError: shapes that do not fit.

    """
    if colour.ndim != 3 or colour.shape != (*skin.shape, 3):
        raise ValueError(f"photo and skin mask have shapes (H, W, 3) and (H, W), not {colour.shape} and {skin.shape}")
    if not skin.any():
        return math.nan
    linear = decode_srgb(np.median(colour[skin], axis=0).astype(np.float64))  # (3,)
    to_xyz = np.linalg.inv(XYZ_TO_LINEAR_SRGB)
    return float(individual_typology_angle(lab_from_xyz(to_xyz @ linear, to_xyz @ np.ones(3))))


def tone_of(ita: float) -> SkinTone:
    """Return the group of an angle.

    Raises:
        ValueError: it is not a number.

    """
    if math.isnan(ita):
        raise ValueError("no angle, no skin tone")
    return next((tone for tone, limit in _ABOVE.items() if ita > limit), SkinTone.DARK)

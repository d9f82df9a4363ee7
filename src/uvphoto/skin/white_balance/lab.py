"""CIELAB under D65 of linear sRGB, and back."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.simulate.camera.colorimetry import XYZ_TO_LINEAR_SRGB, lab_from_xyz

Values = NDArray[np.float64]

_TO_XYZ = np.asarray(np.linalg.inv(XYZ_TO_LINEAR_SRGB), np.float64)
_WHITE: Values = _TO_XYZ @ np.ones(3)


def to_lab(linear: ArrayLike) -> Values:
    """CIELAB (..., 3) of linear sRGB (..., 3)."""
    return lab_from_xyz(np.asarray(linear, np.float64) @ _TO_XYZ.T, _WHITE)


def from_lab(lab: ArrayLike) -> Values:
    """Linear sRGB (..., 3) of CIELAB (..., 3), the inverse of ``to_lab``; nothing is clipped."""
    linear: Values = xyz_from_lab(lab, _WHITE) @ XYZ_TO_LINEAR_SRGB.T
    return linear


def xyz_from_lab(lab: ArrayLike, white: ArrayLike) -> Values:
    """XYZ (..., 3) of CIELAB (..., 3) against a white (3,) (ISO/CIE 11664-4)."""
    lightness, a, b = np.moveaxis(np.asarray(lab, np.float64), -1, 0)
    fy = (lightness + 16) / 116
    f = np.stack([fy + a / 500, fy, fy - b / 200], axis=-1)
    ratio = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29))
    xyz: Values = ratio * np.asarray(white, np.float64)
    return xyz

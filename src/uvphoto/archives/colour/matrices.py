"""Matrices in linear light as plain tuples, so that they are hashable and exact in JSON."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.simulate.camera.colorimetry import LUMINANCE
from uvphoto.skin.white_balance.lab import to_lab

Colour = tuple[float, float, float]  # linear red, green, blue
Matrix = tuple[Colour, Colour, Colour]

UNCHANGED: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))

_TRIED = np.array([[0.2, 0.2, 0.2], [0.45, 0.25, 0.17], [0.12, 0.06, 0.04]])  # a grey, light skin, dark skin


def as_colour(values: ArrayLike) -> Colour:
    """Return three numbers as a tuple."""
    red, green, blue = (float(value) for value in np.asarray(values, np.float64))
    return red, green, blue


def as_matrix(values: ArrayLike) -> Matrix:
    """Return (3, 3) as tuples."""
    first, second, third = (as_colour(row) for row in np.asarray(values, np.float64))
    return first, second, third


def scaled(matrix: Matrix, factor: float) -> Matrix:
    """Return a matrix that brightens by a factor as well."""
    return as_matrix(np.asarray(matrix) * factor)


def mean_of(matrices: list[Matrix]) -> Matrix:
    """Return the mean of matrices that are nearly alike."""
    return as_matrix(np.mean(matrices, axis=0))


def disagreement(one: Matrix, other: Matrix) -> float:
    """Return how far apart grey and skin come out under two matrices, Delta E ab at one luminance; the largest."""
    first, second = (_at_one_luminance(_TRIED @ np.asarray(matrix).T) for matrix in (one, other))
    return float(np.linalg.norm(to_lab(first) - to_lab(second), axis=1).max())


def _at_one_luminance(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    scaled: NDArray[np.float64] = colours * ((_TRIED @ LUMINANCE) / (colours @ LUMINANCE))[:, None]
    return scaled

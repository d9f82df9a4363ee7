"""The smooth bend between two photos of one moment, fitted to all pixels of the face at once."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.archives.registration.places import Places

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

_WAVES = 8  # half waves of the bend over the picture: a breath moves a face as a whole, a smile its parts
_STIFFNESS = 1e-3  # weight of the bend's own energy against the pixels
_BLURS = (3.0, 1.5, 0.0)  # pixels by which textures are blurred: far offsets first, then exact ones
_STEPS = 3  # at each blur
_MOST_PIXELS = 60_000  # that are looked at: more say nothing new
_OUTLIER = 5.0  # standard deviations from which on a pixel counts no more: glasses are dark in the UV


@dataclass(frozen=True)
class Fitted:
    """A bend that was fitted.

    Attributes:
        places: of the fixed picture's pixels in the moving one.
        expected: (h, w), the moving texture as the colours let expect it.

    """

    places: Places
    expected: Picture


def fit_bend(colours: Picture, moving: Picture, where: Mask, start: Places) -> Fitted:
    """Fit a smooth bend by Gauss-Newton steps (Lucas and Kanade 1981; Baker and Matthews 2004, IJCV 56:221).

    The UV texture is expected to be a weighted sum of those of red, green and blue, whose weights are fitted in turns
    with the bend: so pigment, which the UV shows, is told from blood, which it shows less.

    Args:
        colours: (h, w, 3), textures of the fixed picture.
        moving: (h', w'), texture of the other one.
        where: (h, w), the pixels that count.
        start: a guess, off by a few pixels at most.

    Returns:
        Where the pixels lie.

    """
    places, expected = start, colours[..., 2]
    for blur in _BLURS:
        fixed = np.dstack([_blurred(colours[..., channel], blur) for channel in range(3)])
        other = _blurred(moving, blur)
        for _ in range(_STEPS):
            brought = places.bring(other)
            rows, columns = _sample(where & places.inside)
            if not len(rows):
                return Fitted(places, expected)
            weights = _colour_weights(fixed[rows, columns], brought[rows, columns])
            expected = np.asarray(fixed @ weights, np.float32)
            step = _step(expected, brought, rows, columns)
            places = places.moved(*step)
            if max(float(np.abs(part[rows, columns]).max()) for part in step) < 0.02:
                break
    return Fitted(places, expected)


def _blurred(picture: Picture, sigma: float) -> Picture:
    return picture if sigma == 0 else np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)


def _sample(where: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    rows, columns = np.nonzero(where)
    chosen = np.random.default_rng(0).permutation(len(rows))[:_MOST_PIXELS]
    return rows[chosen], columns[chosen]


def _colour_weights(colours: Picture, moving: Picture) -> Picture:
    """Return the weights (3,) with which the colours' textures (N, 3) tell the moving one (N,) best."""
    square = colours.T @ colours + 1e-3 * len(colours) * np.eye(3, dtype=np.float32)
    return np.asarray(np.linalg.solve(square, colours.T @ moving), np.float32)


def _step(
    expected: Picture, brought: Picture, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> tuple[Picture, Picture]:
    """Return how far to the right and down the places are to move, (h, w) each."""
    down, right = (np.asarray(part, np.float64) for part in np.gradient((brought + expected) / 2))
    basis, stiffness = _basis(expected.shape[0], rows), _basis(expected.shape[1], columns)
    orders = [(i, j) for i in range(_WAVES) for j in range(_WAVES) if i + j < _WAVES]
    waves = np.stack([basis[:, i] * stiffness[:, j] for i, j in orders], 1)  # (N, K)
    slopes = np.hstack([waves * right[rows, columns, None], waves * down[rows, columns, None]])  # (N, 2 K)
    off = (expected - brought)[rows, columns].astype(np.float64)
    limit = _OUTLIER * 1.4826 * float(np.median(np.abs(off))) + 1e-6
    weights = np.maximum(0, 1 - (off / limit) ** 2) ** 2  # Tukey's biweight
    energy = _STIFFNESS * len(rows) * np.array([(i * i + j * j) ** 2 / _WAVES**2 for i, j in orders] * 2)
    square = (slopes * weights[:, None]).T @ slopes + np.diag(energy + 1e-6 * len(rows))
    found = np.linalg.solve(square, slopes.T @ (weights * off))
    return _spread(found[: len(orders)], orders, expected.shape), _spread(found[len(orders) :], orders, expected.shape)


def _basis(length: int, places: NDArray[np.intp]) -> Values:
    """Return cosines of 0 to _WAVES - 1 half waves over a length, at places, (N, _WAVES)."""
    return np.asarray(np.cos(np.pi * np.outer((places + 0.5) / length, np.arange(_WAVES))))


def _spread(found: Values, orders: list[tuple[int, int]], shape: tuple[int, ...]) -> Picture:
    table = np.zeros((_WAVES, _WAVES))
    table[tuple(np.array(orders).T)] = found
    down, across = (_basis(length, np.arange(length)) for length in shape)
    return np.asarray(down @ table @ across.T, np.float32)

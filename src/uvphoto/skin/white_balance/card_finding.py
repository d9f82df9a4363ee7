"""A card with 24 patches in a photo: where it is, and which colours the photo gives its patches."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import fmin

from uvphoto.skin.white_balance.card_colours import COLUMNS, ROWS

Image = NDArray[np.float32]
Matrix = NDArray[np.float64]

_SIDES = (1000, 2000)  # pixels of the longer side in which a card is sought: a large one, then a small one
_MOST_ENLARGED = 2.0
_CORE = 0.5  # side of the part of a patch that is measured, of the distance between patches
_SETTLING = 0.66  # the same while the grid settles: wide enough to feel the edges of the patches
_STEPS = 7  # samples along a side of it


def find_cards(colour: Image) -> Iterator[NDArray[np.float64]]:
    """Yield what may be the patches of a card: (24, 3) medians, sRGB-encoded, in one of the card's orientations.

    Found by OpenCV's detector, in two sizes; then its grid is moved until its cells are as even as can be.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.

    """
    levels = np.rint(255 * np.clip(colour[..., ::-1], 0, 1)).astype(np.uint8)
    done = set()
    for side in _SIDES:
        zoom = min(side / max(levels.shape), _MOST_ENLARGED)
        if zoom in done:
            continue
        done.add(zoom)
        how = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
        picture = cv2.resize(levels, None, fx=zoom, fy=zoom, interpolation=how)
        detector = cv2.mcc.CCheckerDetector.create()
        if not detector.process(picture, cv2.mcc.MCC24, 1):
            continue
        corners = np.reshape(detector.getBestColorChecker().getColorCharts(), (-1, 4, 2))  # of the patches
        if len(corners) != ROWS * COLUMNS:
            continue
        sample = np.asarray(picture[..., ::-1] / np.float32(255), np.float32)
        grid = _settled(sample, _grid_of(corners.mean(axis=1)))
        yield np.median(_cells(sample, grid, _CORE).astype(np.float64), axis=1)


def orientations(patches: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """Yield patches (24, 3) in both orders in which a card may lie: as it is, and upside down."""
    yield patches
    yield patches[::-1]


def _centres() -> Matrix:
    """Return (column, row) of the cells of a card, (24, 2)."""
    rows, columns = np.mgrid[:ROWS, :COLUMNS]
    return np.stack([columns.ravel(), rows.ravel()], axis=-1).astype(np.float64)


def _grid_of(places: Matrix) -> Matrix:
    """Return the homography (3, 3) from (column, row) of cells to (x, y) of the picture."""
    matrix, _ = cv2.findHomography(_centres(), places)
    return np.asarray(matrix, np.float64)


def _settled(picture: Image, grid: Matrix) -> Matrix:
    """Move the corners of a grid until its cells are as even as can be."""
    ends = np.array([[0, 0], [COLUMNS - 1, 0], [COLUMNS - 1, ROWS - 1], [0, ROWS - 1]], np.float32)
    start = cv2.perspectiveTransform(ends[None], grid)[0]
    cell = float(np.linalg.norm(start[1] - start[0])) / (COLUMNS - 1)

    def moved(shifts: Matrix) -> Matrix:
        corners = (start + cell * shifts.reshape(4, 2)).astype(np.float32)
        return np.asarray(cv2.getPerspectiveTransform(ends, corners), np.float64)

    def unevenness(shifts: Matrix) -> float:
        cells = _cells(picture, moved(shifts), _SETTLING)
        return float(cells.std(axis=1).mean()) + 0.01 * float(np.square(shifts).mean())

    simplex = np.vstack([np.zeros(8), 0.15 * np.eye(8)])
    best = fmin(unevenness, np.zeros(8), initial_simplex=simplex, maxfun=400, xtol=0.01, ftol=1e-4, disp=False)
    return moved(np.asarray(best, np.float64))  # after Nelder and Mead 1965, Comput. J. 7:308


def _cells(picture: Image, grid: Matrix, side: float) -> NDArray[np.float32]:
    """Sample the middle of each cell, (24, steps², 3)."""
    offsets = np.linspace(-side / 2, side / 2, _STEPS)
    down, across = np.meshgrid(offsets, offsets, indexing="ij")
    within = np.stack([across.ravel(), down.ravel()], axis=-1)  # (steps², 2)
    points = (_centres()[:, None] + within).reshape(1, -1, 2)
    places = cv2.perspectiveTransform(points, grid)[0].astype(np.float32)
    border = cv2.BORDER_REPLICATE
    values = cv2.remap(picture, places[:, 0], places[:, 1], cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(values, np.float32).reshape(ROWS * COLUMNS, -1, 3)

"""A first guess of how one photo lies on another: by the pupils, and better by features of the skin itself."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.longitudinal.registration.texture import WORKING_MM, as_levels

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Matrix = NDArray[np.float64]  # (3, 3), of homogeneous x, y, 1

FEWEST_MATCHES = 12  # that agree on one view of the face, or the features say nothing

_FEATURES = 4000
_FAINTEST = 0.02  # contrast of a feature, of the range: half of what SIFT takes, as spots are faint
_NEAR_MM = 18.0  # how far the pupils' guess may be off where they are known
_RATIO = 0.85  # of distances: the best match against the second best (Lowe 2004)
_TOLERANCE_MM = 4.0  # a face is no plane: features off a homography by less agree with it
_RANSAC_STEPS = 5000
_SURE = 0.999


@dataclass(frozen=True)
class Coarse:
    """A first guess.

    Attributes:
        matrix: (3, 3), from x, y, 1 of the fixed texture to those of the moving one.
        matches: features that agree with it.

    """

    matrix: Matrix
    matches: int


def by_points(fixed: Matrix, moving: Matrix) -> Matrix:
    """Return the turn, scale and shift (3, 3) that lead two points (2, 2), x and y, to two others."""
    start, end = (complex(*(points[1] - points[0])) for points in (fixed, moving))
    factor = end / start
    turn = np.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    matrix = np.eye(3)
    matrix[:2, :2], matrix[:2, 2] = turn, moving[0] - turn @ fixed[0]
    return matrix


def by_features(fixed: Picture, moving: Picture, where: Mask, guess: Matrix | None) -> Coarse | None:
    """Refine a guess by features (SIFT, Lowe 2004) that agree on a homography (MAGSAC++, Barath et al. 2020).

    Args:
        fixed: (h, w), a texture.
        moving: (h', w'), another.
        where: (h, w), where features of the fixed one count.
        guess: from fixed to moving; None: the features must do without.

    Returns:
        The better guess; None where fewer than FEWEST_MATCHES agree.

    """
    start, brought = np.eye(3), moving
    if guess is not None:
        how, size = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, fixed.shape[::-1]
        start = guess
        brought = np.asarray(cv2.warpPerspective(moving, guess, size, flags=how, borderMode=cv2.BORDER_REPLICATE))
    ours, theirs = _features(fixed, where), _features(brought, None if guess is None else where)
    pairs = _matched(ours, theirs, np.inf if guess is None else _NEAR_MM / WORKING_MM)
    if len(pairs) < FEWEST_MATCHES:
        return None
    here, there = ours.places[pairs[:, 0]], theirs.places[pairs[:, 1]]
    tolerance = _TOLERANCE_MM / WORKING_MM
    matrix, agree = cv2.findHomography(
        here, there, cv2.USAC_MAGSAC, tolerance, maxIters=_RANSAC_STEPS, confidence=_SURE
    )
    if matrix is None or int(agree.sum()) < FEWEST_MATCHES:
        return None
    return Coarse(start @ matrix, int(agree.sum()))


@dataclass(frozen=True)
class _Features:
    places: NDArray[np.float32]  # (N, 2) x, y
    descriptors: NDArray[np.float32]  # (N, 128), root of the shares: their products are Hellinger's


def _features(texture: Picture, where: Mask | None) -> _Features:
    mask = None if where is None else where.astype(np.uint8)
    sift = cv2.SIFT.create(nfeatures=_FEATURES, contrastThreshold=_FAINTEST)
    found, descriptors = sift.detectAndCompute(as_levels(texture), mask)
    if not found:
        return _Features(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32))
    shares = descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6)
    return _Features(np.array([one.pt for one in found], np.float32), np.sqrt(shares))  # RootSIFT, Arandjelovic 2012


def _matched(ours: _Features, theirs: _Features, near: float) -> NDArray[np.intp]:
    """Return which features are each other's best within a distance, and clearly so, (N, 2)."""
    if not len(ours.places) or len(theirs.places) < 2:
        return np.zeros((0, 2), np.intp)
    likeness = ours.descriptors @ theirs.descriptors.T
    if np.isfinite(near):
        offsets = ours.places[:, None] - theirs.places[None]
        likeness[np.hypot(offsets[..., 0], offsets[..., 1]) > near] = -1
    rows, best = np.arange(len(likeness)), likeness.argmax(axis=1)
    top = likeness[rows, best]
    mutual = likeness.argmax(axis=0)[best] == rows
    likeness[rows, best] = -1
    clear = (2 - 2 * top) < _RATIO**2 * (2 - 2 * likeness.max(axis=1))
    chosen = np.flatnonzero(mutual & clear & (top > 0))
    return np.column_stack([chosen, best[chosen]])

"""Smooth surfaces by local polynomials: what a picture is like around every pixel, where some pixels do not count."""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]

_REACH = 3.5  # standard deviations at which the kernel ends
_FINENESS = 3.5  # cells of the reduced grid per standard deviation
_STEADYING = 0.003  # variance of slopes and curvatures, in the kernel's units: keeps them small where support is thin
_TINY = 1e-7
_TERMS = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))  # powers of (y, x)


def fit_locally(values: Picture, weights: Picture, kernel: Mapping[float, float]) -> Picture:
    """Value at every pixel of the polynomial of second order that fits best around it.

    Normalised convolution (Knutsson and Westin 1993, CVPR, p. 515) with the basis 1, y, x, y², xy, x²: at each pixel
    the weighted squares are least, the weights being those given times the kernel around the pixel. So a slope or
    a bend of the lighting leaves no trace, nor does support on one side alone.

    Args:
        values: (H, W).
        weights: (H, W), 0 or more; pixels of weight 0 do not count.
        kernel: a sum of Gaussians, standard deviation in pixels -> share. A wide one with a small share
            speaks only where the narrow one finds next to nothing that counts.

    Returns:
        (H, W), found on a grid that is fine enough for the narrowest Gaussian.

    """
    height, width = values.shape
    narrowest = min(kernel)
    cell = max(int(narrowest / _FINENESS), 1)
    small = (-(-width // cell), -(-height // cell))  # (W, H), as OpenCV wants it
    w = cv2.resize(weights, small, interpolation=cv2.INTER_AREA).astype(np.float64)
    wv = cv2.resize(values * weights, small, interpolation=cv2.INTER_AREA).astype(np.float64)
    moments = {(i, j): _moment(w, i, j, kernel, cell) for i in range(5) for j in range(5 - i)}
    system = np.empty((*w.shape, len(_TERMS), len(_TERMS)))  # (h, w, 6, 6)
    right = np.empty((*w.shape, len(_TERMS), 1))
    for p, (i, j) in enumerate(_TERMS):
        right[..., p, 0] = _moment(wv, i, j, kernel, cell)
        for q, (k, m) in enumerate(_TERMS):
            system[..., p, q] = moments[i + k, j + m]
    steadying = _STEADYING * system[..., 0, 0] + _TINY
    for p in range(1, len(_TERMS)):
        system[..., p, p] += steadying
    system[..., 0, 0] += _TINY
    level = np.linalg.solve(system, right)[..., 0, 0].astype(np.float32)
    return np.asarray(cv2.resize(level, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def smooth_within(values: Picture, weights: Picture, sigma: float) -> Picture:
    """Weighted mean (H, W) by a Gaussian of ``sigma`` pixels; towards 0 where nothing around counts."""
    height, width = values.shape
    cell = max(int(sigma / _FINENESS), 1)
    small = (-(-width // cell), -(-height // cell))
    total, share = (
        cv2.GaussianBlur(cv2.resize(picture, small, interpolation=cv2.INTER_AREA), (0, 0), sigma / cell,
                         borderType=cv2.BORDER_CONSTANT)
        for picture in (values * weights, weights)
    )  # fmt: skip
    mean = total / (share + np.float32(1e-6))
    return np.asarray(cv2.resize(mean, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _moment(
    picture: NDArray[np.float64], i: int, j: int, kernel: Mapping[float, float], cell: int
) -> NDArray[np.float64]:
    """Sum around each pixel of picture * kernel * y^i x^j, y and x from that pixel, in units of the narrowest."""
    unit = min(kernel)
    result = np.zeros_like(picture)
    for sigma, share in kernel.items():
        radius = int(np.ceil(_REACH * sigma / cell))
        places = np.arange(-radius, radius + 1) * cell  # pixels
        gaussian = np.exp(-0.5 * (places / sigma) ** 2)
        gaussian /= gaussian.sum()
        rows, columns = (gaussian * (places / unit) ** power for power in (i, j))
        result += share * cv2.sepFilter2D(picture, cv2.CV_64F, columns, rows, borderType=cv2.BORDER_CONSTANT)
    return result

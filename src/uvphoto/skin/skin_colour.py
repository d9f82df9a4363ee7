"""The colour of a person's skin in one photo, learned from where skin is sure, and what is unlike it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Vector = NDArray[np.floating]

_BLACK = 0.012  # added to linear light before logarithms: the colour of what is nearly black is noise
_TRIMMED = ((0.5, 0.3), (0.5, 0.3), (0.5, 0.3), (0.6, 0.4), (0.7, 0.5), (0.8, 0.62), (0.85, 0.7))
_BINS = (27, 36, 40)
_SPANS = (2.7, 1.8, 2.4)  # of the bins, in log units
_DARKEST = -2.2  # log units below the skin
_BRIGHTEST = 0.35  # brighter than that is as bright: a highlight is no sign of anything else
_BLUR_BINS = (1.4, 1.0, 1.0)
_UNSEEN = 2e-6, 8e-6  # shares given to each colour of skin and of the rest: colours never seen count as no skin


def log_colours(colour: Image) -> Image:
    """Return log light and the logs of red and of blue over green, (H, W, 3), of an sRGB-encoded picture.

    Shade moves the first alone, in so far as it has the colour of the light.
    """
    encoded = np.clip(colour, 0, 1)
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    red, green, blue = np.moveaxis(np.log(linear + np.float32(_BLACK)), -1, 0)
    return np.stack([0.3 * red + 0.6 * green + 0.1 * blue, red - green, blue - green], axis=-1).astype(np.float32)


@dataclass(frozen=True)
class ColourSpread:
    """A normal distribution of colours."""

    mean: Vector  # (d,)
    covariance: Vector  # (d, d)

    def distance2(self, colours: Image) -> Vector:
        """Return the squared Mahalanobis distance of colours (..., d)."""
        away = colours - self.mean
        return np.asarray(np.einsum("...i,ij,...j->...", away, np.linalg.inv(self.covariance), away))


def robust_spread(colours: Image, least: tuple[float, ...]) -> ColourSpread:
    """Fit the normal distribution of the larger part of colours, as their minimum covariance determinant would.

    Concentration steps (Rousseeuw and Van Driessen 1999, Technometrics 41:212), then less and less is trimmed.

    Args:
        colours: (N, d).
        least: (d,) standard deviations added.

    """
    floor = np.diag(np.square(least))
    mean = np.median(colours, axis=0)
    covariance = np.diag((1.4826 * np.median(np.abs(colours - mean), axis=0)) ** 2) + floor
    for kept, shrunk in _TRIMMED:
        distance2 = ColourSpread(mean, covariance).distance2(colours)
        part = colours[distance2 <= np.quantile(distance2, kept)]
        mean, covariance = part.mean(axis=0), np.cov(part.T) / shrunk + floor
    return ColourSpread(np.asarray(mean, np.float64), np.asarray(covariance))


def shading(light: Image, y: Image, x: Image, where: Mask) -> Image:
    """Fit the log light on a face by a quadratic surface, robustly (Tukey's biweight), and return it everywhere.

    Args:
        light: (H, W) log light.
        y: (H, 1) mm.
        x: (1, W) mm.
        where: (H, W), what it is fitted to.

    """
    down, across = np.broadcast_arrays(y / 80, x / 80)
    terms = np.stack([np.ones_like(down), across, down, across**2, down**2, across * down], axis=-1)
    known, values = terms[where], light[where]
    weights = np.ones(len(values), np.float32)
    for _ in range(8):
        factors = np.linalg.lstsq(known * weights[:, None], values * weights, rcond=None)[0]
        off = values - known @ factors
        spread = 1.4826 * np.median(np.abs(off)) + 1e-3
        weights = np.clip(1 - (off / (3 * spread)) ** 2, 0, 1).astype(np.float32)
    return np.asarray(terms @ factors, np.float32)


class ColourTable:
    """Shares of colours among skin and among the rest, as smoothed three-dimensional histograms."""

    def __init__(self, colours: Image, skin: ColourSpread) -> None:
        """Sort colours into bins.

        Args:
            colours: (H, W, 3) from ``log_colours``, the light without its shading.
            skin: about the colours of the skin.

        """
        low = np.array([_DARKEST, skin.mean[1] - _SPANS[1] / 2, skin.mean[2] - _SPANS[2] / 2])
        levels = np.minimum(colours, [_BRIGHTEST, np.inf, np.inf]) - low
        bins = np.clip(levels / _SPANS * _BINS, 0, np.array(_BINS) - 1).astype(int)
        self._bins = np.ravel_multi_index(tuple(np.moveaxis(bins, -1, 0)), _BINS)

    def likelihood_ratio(self, skin: Vector, other: Vector) -> Image:
        """Return the log of how much likelier each pixel's colour is among skin than among the rest, (H, W).

        Args:
            skin: (H, W) weights of the pixels as examples of skin.
            other: (H, W) as examples of anything else.

        """
        ratio = np.log((self._shares(skin) + _UNSEEN[0]) / (self._shares(other) + _UNSEEN[1]))
        return np.asarray(ratio[self._bins], np.float32)

    def _shares(self, weights: Vector) -> Vector:
        counts = np.bincount(self._bins.ravel(), weights.ravel(), minlength=int(np.prod(_BINS))).reshape(_BINS)
        smooth = gaussian_filter(counts, _BLUR_BINS, mode="nearest")
        return np.asarray(smooth / max(float(smooth.sum()), 1e-9)).ravel()


def smooth_along_edges(values: Image, weights: Image, guide: Image, strength: float, contrast: float) -> Image:
    """Average values over areas of like colour (Min et al. 2014, IEEE Trans. Image Process. 23:5638).

    Args:
        values: (H, W).
        weights: (H, W), above 0.
        guide: (H, W, 3) in [0, 1].
        strength: of the smoothing.
        contrast: difference in the guide, of 255, that holds it up.

    """
    levels = np.rint(np.clip(guide, 0, 1) * 255).astype(np.uint8)
    both = np.stack([values * weights, weights]).astype(np.float32)
    over, under = (cv2.ximgproc.fastGlobalSmootherFilter(levels, one, strength, contrast) for one in both)
    return np.asarray(over / np.maximum(under, 1e-6), np.float32)

"""Whether the skin of a photo looks like the skin that the calibration knows: features, and a distance from them."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2lab

from uvphoto.analysis.view import SkinView, blurred_within
from uvphoto.errors import SettingsError

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

FEATURES = (
    "lightness", "redness", "yellowness",  # medians of L*, a*, b*
    "lightness range", "redness range", "yellowness range",  # logarithms of the broad spread
    "detail 0.5 mm", "detail 1 mm", "detail 2 mm", "detail 4 mm",  # logarithms of the spread of L* by size
    "red detail", "yellow detail",  # the same of a* and b*, at 1 to 4 mm
    "red with light", "yellow with light",  # correlations of a* and b* with L* in the detail of 1 to 4 mm
)  # fmt: skip

_SCALE_MM = 0.25  # per pixel, at which all photos are looked at
_BANDS_MM = (0.35, 0.7, 1.4, 2.8, 5.6)  # standard deviations of the Gaussians whose differences are the detail
_SMALLEST = 0.02  # in units of L*, below which a spread is none: rounding to 8 bits
_SHRINKAGE = 0.05  # of the covariance towards its diagonal, so that few people give a usable inverse


def describe_skin(colour: Pixels, skin: Mask, mm_per_pixel: float) -> Values:
    """Return the features of a photo's skin, (F,), as FEATURES names them.

    They are robust (medians and quartiles), so that a mole, a highlight or a rim of hair does not count.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        skin: (H, W).
        mm_per_pixel: of the photo.

    Raises:
        ValueError: there is no skin, or shapes do not fit.

    """
    view = SkinView.of(colour, skin, mm_per_pixel, _SCALE_MM)
    lab = np.asarray(rgb2lab(view.colour), np.float32)  # (h, w, 3)
    inner = cv2.erode(view.skin.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=2) > 0
    where = inner if inner.any() else view.skin
    layers = [_layers(lab[..., channel], view) for channel in range(3)]
    broad = [math.log(_spread(layer[-1][where])) for layer in layers]
    fine = [math.log(_spread(band[where])) for band in layers[0][:-1]]
    light, red, yellow = ((layer[1] + layer[2] + layer[3])[where] for layer in layers)
    medians = np.median(lab[where], axis=0)
    return np.array(
        [*medians, *broad, *fine, math.log(_spread(red)), math.log(_spread(yellow)),
         _correlation(red, light), _correlation(yellow, light)], np.float64,
    )  # fmt: skip


@dataclass(frozen=True)
class Domain:
    """The cloud of features of known photos.

    Attributes:
        mean: (F,).
        inverse: (F, F), of their covariance.
        usual: distance within which 95 % of the known photos of new people lie.
        farthest: within which 99 % lie.

    Raises:
        SettingsError: sizes that do not fit.

    """

    mean: tuple[float, ...]
    inverse: tuple[tuple[float, ...], ...]
    usual: float
    farthest: float

    def __post_init__(self) -> None:
        size = len(FEATURES)
        if len(self.mean) != size or len(self.inverse) != size or any(len(row) != size for row in self.inverse):
            raise SettingsError(f"a domain has {size} features")

    def distance(self, features: Values) -> float:
        """Return the Mahalanobis distance of a photo's features (F,), divided by the root of F: about 1 if usual."""
        off = np.asarray(features) - self.mean
        return float(np.sqrt(max(off @ np.array(self.inverse) @ off, 0) / len(off)))


def fit_domain(features: Values, persons: Sequence[str]) -> Domain:
    """Learn the cloud from photos, and its size from people left out in turn.

    Args:
        features: (N, F), of the photos.
        persons: (N,), whose they are.

    """
    names, person = np.unique(np.asarray(persons), return_inverse=True)
    fold = person % min(10, len(names))
    left_out = np.empty(len(features))
    for one in np.unique(fold):
        domain = _cloud(features[fold != one])
        left_out[fold == one] = [domain.distance(row) for row in features[fold == one]]
    whole = _cloud(features)
    usual, farthest = np.quantile(left_out, (0.95, 0.99))
    return Domain(whole.mean, whole.inverse, float(usual), float(farthest))


def _cloud(features: Values) -> Domain:
    covariance = np.cov(features, rowvar=False)
    diagonal = np.diag(np.maximum(np.diag(covariance), 1e-6))
    inverse = np.linalg.inv((1 - _SHRINKAGE) * covariance + _SHRINKAGE * diagonal)
    return Domain(tuple(features.mean(axis=0).tolist()), tuple(map(tuple, inverse.tolist())), math.inf, math.inf)


def _layers(channel: Pixels, view: SkinView) -> list[Pixels]:
    """Differences of Gaussians from fine to coarse, then what is broader than all of them."""
    smooth = [channel, *(blurred_within(channel, view.skin, size / view.mm_per_pixel) for size in _BANDS_MM)]
    return [finer - coarser for finer, coarser in itertools.pairwise(smooth[1:])] + [smooth[-1]]


def _spread(values: Pixels) -> float:
    """Half the range between the quartiles, as a standard deviation of a Gaussian."""
    low, high = np.percentile(values, (25, 75))
    return max(float(high - low) / 1.349, _SMALLEST)


def _correlation(a: Pixels, b: Pixels) -> float:
    if min(float(a.std()), float(b.std())) < _SMALLEST:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])

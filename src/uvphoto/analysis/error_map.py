"""Where the UV photo is uncertain: the error to expect of every pixel, calibrated on people held out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.local_absorbance import local_absorbance
from uvphoto.analysis.log_linear import fit_log_linear
from uvphoto.analysis.view import blurred_within, resized
from uvphoto.errors import SettingsError
from uvphoto.simulate.camera.colorimetry import decode_srgb
from uvphoto.skin.window import window_around

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

FEATURES = (
    "constant",
    "doubt",  # log of the spread among the versions
    "doubt around",  # log of its mean over the face
    "darkness",  # absorbance of the UV photo
    "detail",  # size of its local absorbance
    "detail around",  # the mean of that within 1.5 mm
    "rim",  # 1 at the rim of the skin, falling with the distance
    "mark",  # size of the colour photo's local absorbance
)  # fmt: skip

_SCALE_MM = 0.234375  # per pixel, at which errors are looked at
_RIM_MM = 3.0
_DETAIL_MM = 1.5
_LEAST = 5e-4  # absorbance: far less than any spot's
_SMALL = 5e-3
_DARKEST = 1e-3  # linear light
_LEVEL = 0.9  # of the intervals of single pixels


@dataclass(frozen=True)
class ErrorModel:
    """The size of the error of a pixel: exp(coefficients · features).

    Attributes:
        coefficients: of FEATURES.
        factor: of the expected error, within which 90 % of the errors lie.

    Raises:
        SettingsError: another number of coefficients, or a factor that is not positive.

    """

    coefficients: tuple[float, ...]
    factor: float

    def __post_init__(self) -> None:
        if len(self.coefficients) != len(FEATURES):
            raise SettingsError(f"an error model has {len(FEATURES)} coefficients, not {len(self.coefficients)}")
        if not self.factor > 0:
            raise SettingsError(f"the factor of an error model is above 0, not {self.factor}")

    def predict(self, features: Values) -> Values:
        """Return the expected error (N,) of pixels with features (N, F)."""
        return np.asarray(np.exp(np.clip(features @ self.coefficients, -12, 0)))


def expected_error(
    colour: Pixels, skin: Mask, *, uv: Pixels, spread: Pixels, mm_per_pixel: float, model: ErrorModel
) -> Pixels:
    """Return the error to expect of every pixel: the mean of |synthetic - true| of the ``local_absorbance``.

    That is the error of what a pixel absorbs more than the skin around it, by which spots are found (from about 0.05
    on), not of the brightness of the whole, which no measure rests on. It is found at 0.234 mm per pixel and spread to
    the photo's own size.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        skin: (H, W).
        uv: (H, W), the synthetic UV photo.
        spread: (H, W), as ``convert_with_doubt`` finds it.
        mm_per_pixel: of the photo.
        model: of the errors.

    Returns:
        (H, W) float32, absorbance (log10); 0 off the skin.

    """
    out = np.zeros_like(uv)
    if not skin.any():
        return out
    features, small, window = pixel_features(colour, skin, uv=uv, spread=spread, mm_per_pixel=mm_per_pixel)
    found = np.zeros(small.shape, np.float32)
    found[small] = model.predict(features)
    # Beside the skin its own errors go on, so that nothing bleeds in when the map is enlarged.
    found = np.where(small, found, blurred_within(found, small, 2.0))
    out[window] = resized(found, skin[window].shape) * skin[window]
    return out


def pixel_features(
    colour: Pixels, skin: Mask, *, uv: Pixels, spread: Pixels, mm_per_pixel: float
) -> tuple[Values, Mask, tuple[slice, slice]]:
    """Return what is known of the error of every pixel of skin.

    Returns:
        (N, F) features as FEATURES names them; the skin (h, w), N pixels of it, at 0.234 mm per pixel or the photo's
        own scale where that is coarser; the window of the photo that it shows.

    """
    window = window_around(skin, 0)
    factor = min(mm_per_pixel / _SCALE_MM, 1.0)
    size = tuple(max(1, round(side * factor)) for side in skin[window].shape)
    mm = mm_per_pixel / factor
    small = resized(skin[window].astype(np.float32), size) > 0.5
    if not small.any():
        small = np.ones_like(small)
    level = resized(uv[window], size)
    log_doubt = np.log(resized(spread[window], size)[small].astype(np.float64) + _LEAST)
    detail = np.abs(local_absorbance(level, small, mm))
    grey = resized(np.asarray(colour[window].mean(axis=2), np.float32), size)
    from_rim = cv2.distanceTransform(np.pad(small.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1] * mm
    columns = [
        np.ones(len(log_doubt)),
        log_doubt,
        np.full(len(log_doubt), log_doubt.mean()),
        -np.log10(np.maximum(decode_srgb(level[small]), _DARKEST)),
        np.log(detail[small] + _SMALL),
        np.log(blurred_within(detail, small, _DETAIL_MM / mm)[small] + _SMALL),
        np.exp(-from_rim[small] / _RIM_MM),
        np.log(np.abs(local_absorbance(grey, small, mm))[small] + _SMALL),
    ]
    return np.column_stack(columns).astype(np.float64), small, window


def errors_at(small: Mask, window: tuple[slice, slice], uv: Pixels, truth: Pixels, mm_per_pixel: float) -> Values:
    """Return |synthetic - true| (N,) of the local absorbance of the pixels that ``pixel_features`` describes.

    Args:
        small: (h, w), as it returns it.
        window: as it returns it.
        uv: (H, W), the synthetic UV photo.
        truth: (H, W), the true one.
        mm_per_pixel: of the photo.

    """
    mm = mm_per_pixel / min(mm_per_pixel / _SCALE_MM, 1.0)
    one, other = (local_absorbance(resized(picture[window], small.shape), small, mm) for picture in (uv, truth))
    return np.abs(one - other)[small].astype(np.float64)


def fit_error_model(features: Values, errors: Values, persons: Sequence[str] | None = None) -> ErrorModel:
    """Fit the model to pixels of people held out.

    Args:
        features: (N, F).
        errors: (N,), as ``errors_at`` gives them.
        persons: (N,) of the pixels; the factor of the 90 % intervals then gives every person the same weight.

    """
    coefficients = fit_log_linear(features, errors)
    relative = errors / np.exp(features @ coefficients)
    if persons is None:
        factor = float(np.quantile(relative, _LEVEL))
    else:
        _, person, count = np.unique(np.asarray(persons), return_inverse=True, return_counts=True)
        order = np.argsort(relative)
        mass = np.cumsum(1 / count[person][order])
        factor = float(relative[order][np.searchsorted(mass, _LEVEL * mass[-1])])
    return ErrorModel(tuple(coefficients.tolist()), factor if math.isfinite(factor) else math.inf)

"""How much light the bare skin around each pixel gives: the level from which spots are measured."""

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.spots.local_fit import fit_locally, smooth_within

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

WIDE_MM = 8.0  # standard deviation of the first surface: wider than patches of melasma
NARROW_MM = 3.5  # of the final one, which follows shading closely, spots being left out by then
_FAR_MM, _FAR_SHARE = 10.0, 0.02  # its tail, by which it bridges patches wider than itself
_ROBUST_PASSES = 4
_REFINING_PASSES = 3
_RIM_MM = (0.25, 0.75, 1.5, 2.5, 4.0, 6.0)  # distances from the rim of the skin at which its shading is told
_ALONG_RIM_MM = 8.0
_EVENEST = 1e-3  # log10 of light: a level of 8 bits; skin without any texture is a drawing
_NORMAL_68 = 0.68  # share within one standard deviation


@dataclass(frozen=True)
class BareSkin:
    """The bare skin of a photo.

    Attributes:
        level: (H, W), log10 of its light.
        texture: standard deviation of log10 of light on bare skin: its own unevenness, relief and noise.

    """

    level: Picture
    texture: float


def find_bare_skin(log_light: Picture, skin: Mask, mm_per_pixel: float, offset: float, times: float) -> BareSkin:
    """Find the level of bare skin as a smooth surface that spots and highlights do not move.

    First a wide surface by iteratively reweighted least squares with Cauchy's weights for what is darker (Holland and
    Welsch 1977, Commun. Stat. 6:813) and Huber's for what is brighter; then a narrower one from which the pixels that
    are darker than ``offset + times * texture`` are left out, anew in each pass. Along the rim of the skin, where the
    face turns away, the level may fall as a function of the distance from the rim, which varies slowly along it.

    Args:
        log_light: (H, W), log10 of light, lightly smoothed.
        skin: (H, W).
        mm_per_pixel: of both.
        offset: log10 of light.
        times: multiple of the texture.

    """
    rim = _Rim.of(skin, mm_per_pixel)
    narrow = {NARROW_MM / mm_per_pixel: 1.0, _FAR_MM / mm_per_pixel: _FAR_SHARE}
    fits = [partial(fit_locally, kernel={WIDE_MM / mm_per_pixel: 1.0})] * _ROBUST_PASSES
    fits += [partial(fit_locally, kernel=narrow)] * _REFINING_PASSES
    weights = steady = skin.astype(np.float32)
    fall = np.zeros_like(log_light)  # towards the rim
    texture, level = 0.0, log_light
    for number, fit in enumerate(fits):
        surface = fit(log_light - fall, weights)
        fall = rim.fall(log_light - surface, steady)
        level = surface + fall
        darker = level - log_light
        texture = _texture(darker[skin])
        # The whole rim may start out as dark as a spot, so there nothing is given up: a median, as it were.
        steady = (skin / np.maximum(np.abs(darker) / max(texture, _EVENEST), 1)).astype(np.float32)
        if number + 1 < _ROBUST_PASSES:
            weights = _robust_weights(darker, texture) * skin
        else:
            bright = np.minimum(2.5 * max(texture, _EVENEST) / np.maximum(-darker, 1e-6), 1)
            weights = np.where(skin & (darker < offset + times * texture), bright, 0).astype(np.float32)
    return BareSkin(level, texture)


def _robust_weights(darker: Picture, texture: float) -> Picture:
    scale = np.float32(1.5 * max(texture, _EVENEST))
    ratio = darker / scale
    return np.where(ratio > 0, 1 / (1 + ratio * ratio), 1 / np.maximum(-ratio, 1)).astype(np.float32)


def _texture(darker: Picture) -> float:
    """Spots only darken, so the bright half of the deviations tells the spread of bare skin."""
    brighter = -darker[darker < 0]
    return float(np.quantile(brighter, _NORMAL_68)) if brighter.size else 0.0


@dataclass(frozen=True)
class _Rim:
    """The zone along the rim of the skin, in bands of distance that blend linearly into each other."""

    bands: tuple[Picture, ...]
    along: float  # standard deviation in pixels

    @classmethod
    def of(cls, skin: Mask, mm_per_pixel: float) -> "_Rim":
        # The distance of a pixel beside the rim is 1 to the centre of the first pixel outside, 1/2 to the rim.
        distance = (cv2.distanceTransform(skin.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5) - 0.5) * mm_per_pixel
        places = (*_RIM_MM, _RIM_MM[-1] + 3)
        bands = []
        for number in range(len(_RIM_MM)):
            shape = np.zeros(len(places))
            shape[number] = 1
            bands.append((np.interp(distance, places, shape) * skin).astype(np.float32))
        return cls(tuple(bands), _ALONG_RIM_MM / mm_per_pixel)

    def fall(self, residuals: Picture, weights: Picture) -> Picture:
        """Mean of the residuals at each distance from the rim, in the neighbourhood along it."""
        total = np.zeros_like(residuals)
        for band in self.bands:
            total += band * smooth_within(residuals, weights * band, self.along)
        return total

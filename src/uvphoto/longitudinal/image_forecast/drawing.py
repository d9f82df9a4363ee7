"""The last photo changed into the expected one, with spots that are drawn grown or faded by region."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.longitudinal.image_forecast.outcome import darkened
from uvphoto.longitudinal.image_forecast.regional import Skin
from uvphoto.longitudinal.image_forecast.threshold import threshold_of
from uvphoto.longitudinal.image_forecast.working import WORKING_MM, to_own
from uvphoto.spots.detect import Detection, detect_spots
from uvphoto.spots.measure import measure_regions

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

_RIM_MM = 1.5  # along the rim of the skin, where the light falls off, the change fades in
_GROWTH_MM = 1.2  # by which spots are wider at a growth of 1
_DARKENING = 1 / 3  # by which they are darker at a growth of 1
_SPOT = 0.7  # of the detector's threshold, from which on darkness is that of a spot that may grow
_MOST_DARK = 2.0  # dark pixels for one in a spot: what the detector's rules of shape leave out
_FAINTEST = 1e-4  # log10 of light: what adds less makes no spot


@dataclass(frozen=True, eq=False)
class Drawn:
    """A photo that was drawn.

    Attributes:
        uv: (H, W) float32 in [0, 1].
        added: (H, W), what it absorbs more than the last photo, log10 of light.
        detection: its spots.
        shares: of spots by region.

    """

    uv: Picture
    added: Picture
    detection: Detection
    shares: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Drawing:
    """What is needed to draw the expected photo; pictures are (H, W), log10 of light.

    A region's growth g says how its spots are drawn: as the forecast of each pixel has them (0), wider and a little
    darker (above 0), or faded (below 0, gone at -1).

    Attributes:
        uv: the last photo, [0, 1].
        skin: and regions.
        now: spots of the last photo.
        expected: absorbance at g = 0.
        change: of the absorbance from the last photo on at g = 0.
        grows: is added times g above 0.
        fades: is taken off times -g below 0.

    """

    uv: Picture
    skin: Skin
    now: Detection
    expected: Picture
    change: Picture
    grows: Picture
    fades: Picture

    @classmethod
    def of(cls, uv: Picture, skin: Skin, now: Detection, change: Picture, mean: Picture) -> "Drawing":
        """Prepare a drawing.

        Args:
            uv: (H, W), the last photo.
            skin: of the same pixels.
            now: its spots.
            change: (h, w) of the absorbance, at the working scale.
            mean: (h, w) expected absorbance, the same.

        """
        distance = cv2.distanceTransform(skin.mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5) * skin.mm_per_pixel
        fading = np.clip(distance / _RIM_MM, 0, 1).astype(np.float32)
        own = to_own(change, uv.shape) * fading
        expected = now.absorbance + own
        threshold = threshold_of(expected, skin.mask, now.settings)
        dark = np.maximum(mean, 0)
        spots = np.where(mean > _SPOT * threshold, dark, 0).astype(np.float32)
        grows = np.maximum(_widened(spots) - spots, 0) + np.float32(_DARKENING) * dark
        wider, fainter = (to_own(one, uv.shape) * fading for one in (grows, dark))
        return cls(uv, skin, now, expected, own, wider, fainter)

    def critical(self, region: str) -> Picture:
        """Return the growth (N,) above which each pixel of a region is darker than the detector's threshold."""
        place = self.skin.of(region)
        lacks = threshold_of(self.expected, self.skin.mask, self.now.settings) - self.expected[place]
        slope = np.where(lacks > 0, self.grows[place], self.fades[place])
        never = np.where(lacks > 0, np.inf, -np.inf)
        return np.where(slope > _FAINTEST, lacks / np.maximum(slope, _FAINTEST), never).astype(np.float32)

    def dark_for_spots(self, region: str) -> float:
        """Return how many pixels of a region of the last photo were dark enough, for one that was in a spot."""
        place = self.skin.of(region)
        dark = self.now.absorbance[place] > threshold_of(self.now.absorbance, self.skin.mask, self.now.settings)
        spots = int(self.now.mask[place].sum())
        return float(np.clip(dark.sum() / spots, 1 / _MOST_DARK, _MOST_DARK)) if spots else 1.0

    def drawn(self, growths: Mapping[str, float]) -> Drawn:
        """Draw the photo with a growth for each of some regions; the rest of the skin has their mean."""
        growth = self.skin.joined(growths)
        added = (self.change + np.maximum(growth, 0) * self.grows + np.minimum(growth, 0) * self.fades).astype(
            np.float32
        )
        uv = darkened(self.uv, added)
        found = detect_spots(uv, self.skin.mask, self.skin.mm_per_pixel, self.now.settings)
        measured = measure_regions(found, self.skin.regions, self.skin.mask)
        return Drawn(uv, added, found, {region: measured[region].spot_ratio for region in growths})


def _widened(dark: Picture) -> Picture:
    """Return spots (h, w) grown by _GROWTH_MM on all sides, their rims as soft as the working scale makes them."""
    radius = round(_GROWTH_MM / WORKING_MM)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return np.asarray(cv2.GaussianBlur(cv2.dilate(dark, disc), (0, 0), 1.0), np.float32)

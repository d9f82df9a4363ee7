"""The regions of a photo, and values of regions that pass smoothly into each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.regions import REGIONS

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

_JOIN_MM = 3.0  # standard deviation of the Gaussian by which values of regions pass into each other
_NOWHERE = 1e-3  # weight


@dataclass(frozen=True, eq=False)
class Skin:
    """Where each region is.

    Attributes:
        regions: (H, W), labels of ``skin.regions.REGIONS``, 0 elsewhere.
        mask: (H, W), the skin.
        mm_per_pixel: of both.

    """

    regions: NDArray[np.uint8] = field(repr=False)
    mask: Mask = field(repr=False)
    mm_per_pixel: float

    def of(self, region: str) -> Mask:
        """Return the skin of a region, (H, W)."""
        return self.mask & (self.regions == REGIONS.index(region) + 1)

    def joined(self, values: Mapping[str, float]) -> Picture:
        """Return a value for each region as a map (H, W) that passes smoothly from one to the next.

        Skin outside these regions has their mean by area; 0 where there is no region.
        """
        places = {region: self.of(region) for region in values}
        areas = [int(place.sum()) for place in places.values()]
        mean = float(np.average(list(values.values()), weights=areas)) if sum(areas) else 0.0
        plain = np.full(self.mask.shape, mean, np.float32)
        for region, place in places.items():
            plain[place] = values[region]
        sigma = _JOIN_MM / self.mm_per_pixel
        total, weight = (
            cv2.GaussianBlur(one.astype(np.float32), (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
            for one in (plain * self.mask, self.mask)
        )
        return np.where(weight > _NOWHERE, total / np.maximum(weight, _NOWHERE), np.float32(mean))

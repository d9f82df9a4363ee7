"""The measures of spots: each by itself, and by region of the face."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.spots.detect import Detection


@dataclass(frozen=True)
class Spot:
    """One spot.

    Attributes:
        number: its label in the detection.
        region: in which most of it lies; "" where in none.
        row: of its centre, pixels.
        column: of its centre.
        area_mm2: its area.
        diameter_mm: of the circle with its area.
        contrast: mean over its pixels of 1 - light of the pixel / light of the bare skin around, 0 to 1.
        absorbance: mean over its pixels of what it absorbs more than the skin around (log10).
        elongation: long over short axis of the ellipse with its second moments, 1 or more.
        solidity: its area / that of its convex hull, 0 to 1.

    """

    number: int
    region: str
    row: float
    column: float
    area_mm2: float
    diameter_mm: float
    contrast: float
    absorbance: float
    elongation: float
    solidity: float


@dataclass(frozen=True)
class RegionMeasures:
    """The spots of a region; not a number where they cannot be told (no skin, or no spot).

    Attributes:
        skin_mm2: area of its skin.
        spot_ratio: spot area / skin area.
        count: of spots, each in the region of most of its area.
        count_per_cm2: of its skin.
        median_diameter_mm: of the spots.
        p90_diameter_mm: their 90th percentile.
        contrast: mean over the pixels of spots.
        absorbance: mean over all its skin of what spots absorb more than the bare skin (log10): spot ratio times depth.

    """

    skin_mm2: float
    spot_ratio: float
    count: int
    count_per_cm2: float
    median_diameter_mm: float
    p90_diameter_mm: float
    contrast: float
    absorbance: float


def measure_spots(detection: Detection, regions: NDArray[np.uint8]) -> tuple[Spot, ...]:
    """Measure each spot; ``regions`` (H, W) are labels of ``skin.regions.REGIONS``."""
    raise NotImplementedError


def measure_regions(
    detection: Detection, regions: NDArray[np.uint8], skin: NDArray[np.bool_]
) -> Mapping[str, RegionMeasures]:
    """Measure by region: each of ``skin.regions.REGIONS``, ``cheeks`` (both together) and ``face`` (all skin)."""
    raise NotImplementedError

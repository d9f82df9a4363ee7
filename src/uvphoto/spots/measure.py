"""The measures of spots: each by itself, and by region of the face."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.regions import AREAS, REGIONS, values_of
from uvphoto.spots.detect import Detection

Values = NDArray[np.float64]
Indices = NDArray[np.intp]

_ELSEWHERE = len(REGIONS) + 1  # in place of 0, for skin that is in no region and yet counts for the face
_GROUPS: Mapping[str, Sequence[int]] = {
    name: (*values_of(name), _ELSEWHERE) if name == "face" else values_of(name) for name in AREAS
}


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
        spot_ratio: spot area / skin area, 0 to 1; a spot that lies in two regions counts in each with its part.
        count: of spots, each in the region of most of its area.
        count_per_cm2: of its skin.
        median_diameter_mm: of the spots.
        p90_diameter_mm: their 90th percentile.
        contrast: mean over the pixels of spots of 1 - light of the pixel / light of the bare skin around.
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
    """Measure each spot.

    Args:
        detection: of a photo (H, W).
        regions: (H, W), labels of ``skin.regions.REGIONS``, 0 elsewhere.

    Returns:
        The spots by their number; none where nothing was found.

    Raises:
        ValueError: regions of another shape, or labels that are none of them.

    """
    _check_regions(regions, detection)
    pixels = _Pixels.of(detection)
    if len(pixels.labels) == 0:
        return ()
    numbers, index, area = np.unique(pixels.labels, return_inverse=True, return_counts=True)

    def mean(values: NDArray[Any]) -> Values:
        return np.asarray(np.bincount(index, values, len(numbers)) / area)

    rows, columns = mean(pixels.rows), mean(pixels.columns)
    own = regions[pixels.rows, pixels.columns]
    places = _most_frequent(index, np.where(own == 0, _ELSEWHERE, own), len(numbers))
    elongation = _elongation(pixels.rows - rows[index], pixels.columns - columns[index], mean)
    solidity = area / _hull_areas(index, pixels.rows, pixels.columns)
    area_mm2 = area * detection.mm_per_pixel**2
    columns_of_table = (rows, columns, area_mm2, _diameter(area_mm2), mean(_contrast(pixels.absorbance)),
                        mean(pixels.absorbance), elongation, solidity)  # fmt: skip
    table = np.column_stack(columns_of_table).tolist()
    names = ["" if place == _ELSEWHERE else REGIONS[place - 1] for place in places]
    return tuple(Spot(number, name, *row) for number, name, row in zip(numbers.tolist(), names, table, strict=True))


def measure_regions(
    detection: Detection, regions: NDArray[np.uint8], skin: NDArray[np.bool_]
) -> Mapping[str, RegionMeasures]:
    """Measure the spots by region of the face.

    Args:
        detection: of a photo (H, W).
        regions: (H, W), labels of ``skin.regions.REGIONS``, 0 elsewhere.
        skin: (H, W), true on skin; what lies outside does not count.

    Returns:
        By name: each of ``skin.regions.REGIONS``, ``cheeks`` (both together) and ``face`` (all skin).

    Raises:
        ValueError: shapes that do not fit, or labels that are no regions.

    """
    if skin.shape != detection.labels.shape:
        raise ValueError(f"skin mask and spots have one shape, not {skin.shape} and {detection.labels.shape}")
    _check_regions(regions, detection)
    places = np.where(skin, np.where(regions == 0, _ELSEWHERE, regions), 0)  # 0 off the skin
    skin_pixels = np.bincount(places.reshape(-1), minlength=_ELSEWHERE + 1)
    pixels = _Pixels.of(detection)
    spot_pixels = places[pixels.rows, pixels.columns]
    _, index, area = np.unique(pixels.labels, return_inverse=True, return_counts=True)
    spots = _most_frequent(index, spot_pixels, len(area))
    diameters = _diameter(area * detection.mm_per_pixel**2)
    return {
        name: _measure(
            int(skin_pixels[list(group)].sum()),
            pixels.absorbance[np.isin(spot_pixels, group)],
            diameters[np.isin(spots, group)],
            detection.mm_per_pixel,
        )
        for name, group in _GROUPS.items()
    }


def _measure(skin_pixels: int, absorbance: Values, diameters: Values, mm_per_pixel: float) -> RegionMeasures:
    """Measures of a region from its pixels of skin, the absorbance of its spots' pixels, and its spots' diameters."""
    skin_mm2 = skin_pixels * mm_per_pixel**2
    return RegionMeasures(
        skin_mm2=skin_mm2,
        spot_ratio=len(absorbance) / skin_pixels if skin_pixels else math.nan,
        count=len(diameters),
        count_per_cm2=100 * len(diameters) / skin_mm2 if skin_pixels else math.nan,
        median_diameter_mm=float(np.median(diameters)) if len(diameters) else math.nan,
        p90_diameter_mm=float(np.percentile(diameters, 90)) if len(diameters) else math.nan,
        contrast=float(_contrast(absorbance).mean()) if len(absorbance) else math.nan,
        absorbance=float(absorbance.sum()) / skin_pixels if skin_pixels else math.nan,
    )


@dataclass(frozen=True)
class _Pixels:
    """The N pixels of all spots, (N,) each, in the order of the picture's rows."""

    labels: NDArray[np.int32]
    rows: Indices
    columns: Indices
    absorbance: Values

    @classmethod
    def of(cls, detection: Detection) -> "_Pixels":
        rows, columns = np.nonzero(detection.labels)
        absorbance = detection.absorbance[rows, columns].astype(np.float64)
        return cls(detection.labels[rows, columns], rows, columns, absorbance)


def _check_regions(regions: NDArray[np.uint8], detection: Detection) -> None:
    if regions.shape != detection.labels.shape:
        raise ValueError(f"regions and spots have one shape, not {regions.shape} and {detection.labels.shape}")
    if regions.size and int(regions.max()) > len(REGIONS):
        raise ValueError(f"there are {len(REGIONS)} regions, not {int(regions.max())}")


def _most_frequent(index: Indices, places: NDArray[np.integer[Any]], count: int) -> Indices:
    """Value of ``places`` that most pixels of each spot have; of equals the smallest."""
    width = len(REGIONS) + 2
    votes = np.bincount(index * width + places, minlength=count * width).reshape(count, width)
    return votes.argmax(axis=1)


def _contrast(absorbance: Values) -> Values:
    return 1 - 10**-absorbance


def _diameter(area: NDArray[Any]) -> Values:
    return np.asarray(np.sqrt(4 / math.pi * area), np.float64)


def _elongation(dy: Values, dx: Values, mean: Callable[[NDArray[Any]], Values]) -> Values:
    """Root of the ratio of the second moments' eigenvalues; ``mean`` takes values of pixels to those of spots."""
    # A pixel is a square, whose own second moment is 1/12: so a line one pixel wide has an elongation too.
    yy, xx, xy = mean(dy * dy) + 1 / 12, mean(dx * dx) + 1 / 12, mean(dy * dx)
    middle, half = (yy + xx) / 2, np.hypot((yy - xx) / 2, xy)
    return np.sqrt((middle + half) / (middle - half))


def _hull_areas(index: Indices, rows: Indices, columns: Indices) -> Values:
    """Areas in pixels of the convex hulls of the spots' pixels, which are squares."""
    order = np.lexsort((columns, rows, index))
    index, rows, columns = index[order], rows[order], columns[order]
    # Only the first and the last pixel of a row of a spot can be corners of its hull.
    is_first = np.ones(len(index), bool)
    is_first[1:] = (np.diff(index) != 0) | (np.diff(rows) != 0)
    is_last = np.append(is_first[1:], True)
    left, right, row, spot = columns[is_first], columns[is_last] + 1, rows[is_first], index[is_first]
    corners = np.stack([np.stack([x, y], axis=1) for x in (left, right) for y in (row, row + 1)], axis=1)  # (M, 4, 2)
    starts = np.flatnonzero(np.diff(spot)) + 1
    groups = np.split(corners.astype(np.float32), starts)
    return np.array([cv2.contourArea(cv2.convexHull(group.reshape(-1, 2))) for group in groups])

"""Which dark areas have the shape of a spot: not of a hair, a pore, a crease or a shadow."""

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]
Millimetres = NDArray[np.float32]

_LINE_MM = 1.2  # mean width below which
_LONGEST = 3.5  # something longer than so many of its widths is a crease or a hair
_NEAR_RIM_MM = 6.0
_BRIDGE_MM = 0.75  # width of what joins two areas into one


def keep_spots(
    dark: Mask, seeds: Mask, rim_distance: Millimetres, mm_per_pixel: float, *, smallest_mm: float, largest_mm: float,
    rim_mm: float,
) -> Labels:  # fmt: skip
    """Label the connected dark areas (8 neighbours) that are spots, from 1 on.

    What hangs together by less than a bridge's width falls into parts first. An area counts where it holds a seed,
    the circle with its area has a diameter between the smallest and the largest, it is no line, and less than half
    of it lies on the rim of the skin. Of what lies near the rim, nothing counts that is long for its width: it is the
    shade of an edge, of the jaw or of an ear.

    Args:
        dark: (H, W).
        seeds: (H, W), surely dark.
        rim_distance: (H, W), mm to the rim of the skin, where hair, shade and the fall of light are.
        mm_per_pixel: of the masks.
        smallest_mm: diameter.
        largest_mm: diameter.
        rim_mm: distance below which a pixel lies on the rim.

    """
    labels = _parts(dark, max(round(_BRIDGE_MM / mm_per_pixel), 1))
    count = int(labels.max()) + 1
    flat = labels.reshape(-1)
    area = np.maximum(np.bincount(flat, minlength=count), 1)
    has_seed = np.bincount(flat, seeds.reshape(-1), count) > 0
    on_rim, near_rim = (
        np.bincount(flat, (rim_distance < distance).reshape(-1), count) / area for distance in (rim_mm, _NEAR_RIM_MM)
    )
    diameter = np.sqrt(4 / np.pi * area) * mm_per_pixel
    width, slenderness = _width_and_slenderness(labels, dark, area, mm_per_pixel)
    is_line = (slenderness > _LONGEST) & ((width < _LINE_MM) | (near_rim > 0.5))
    is_spot = has_seed & (on_rim < 0.5) & (diameter >= smallest_mm) & (diameter <= largest_mm) & ~is_line
    is_spot[0] = False  # the background
    numbers = np.where(is_spot, np.cumsum(is_spot), 0).astype(np.int32)
    return np.asarray(numbers[labels])


def _parts(dark: Mask, bridge: int) -> Labels:
    """Label areas that stay whole when ``bridge`` pixels of width are taken off, and those that vanish with it."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (bridge, bridge))
    opened = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_OPEN, disc)
    count, labels = cv2.connectedComponents(opened, connectivity=8)
    # What the opening took off the edge of an area goes back to it; what it took whole is an area of its own.
    near = cv2.dilate(labels.astype(np.float32), np.ones((bridge, bridge), np.uint8)).astype(np.int32)
    labels = np.where(labels > 0, labels, np.where(dark, near, 0))
    rest = cv2.connectedComponents((dark & (labels == 0)).astype(np.uint8), connectivity=8)[1]
    return np.where(rest > 0, rest + (count - 1), labels).astype(np.int32)


def _width_and_slenderness(
    labels: Labels, dark: Mask, area: NDArray[np.int64], mm_per_pixel: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean width in mm, and length over it, of each area.

    The mean distance to the border is a quarter of the width in a strip; a disc has 2/3 of its diameter as such a
    width, and area / width² = 9 pi / 16.
    """
    depth = cv2.distanceTransform(dark.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5) - np.float32(0.5)
    width = 4 * np.bincount(labels.reshape(-1), np.maximum(depth, 0.25).reshape(-1), len(area)) / area
    width = np.maximum(width, 1.0)  # none is narrower than a pixel; nor is the background where there is none
    return width * mm_per_pixel, area / width**2 / (9 * np.pi / 16)

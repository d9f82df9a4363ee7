"""Bare places of the shapes of spots: what they seem to change tells how far two photos differ by themselves."""

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from uvphoto.longitudinal.tracks.footprints import Footprint
from uvphoto.longitudinal.tracks.sighting import Sighting

LARGEST_MM2 = 60.0  # of a spot that finds room on bare skin
_TRIES = 12
_AWAY_MM = 2.0  # beyond the spot's own size, so that its rim does not count
_NEAREST, _FARTHEST = 1.2, 3.0  # sizes of the spot
_BARE = 0.98  # of the place, that both photos show as skin without a spot
_GOLDEN = math.pi * (3.0 - math.sqrt(5.0))  # angle by which directions never repeat


def blank_differences(
    footprints: Sequence[Footprint], first: Sighting, last: Sighting, mm_per_pixel: float
) -> NDArray[np.float64]:
    """Return the differences of strength (N,) of bare places beside spots, each of the shape of its spot.

    Args:
        footprints: of spots; of those larger than LARGEST_MM2 or without bare skin around, none is told.
        first: a visit.
        last: a later one in the same frame.
        mm_per_pixel: of that frame.

    """
    bare = (first.labels == 0) & (last.labels == 0) & first.skin & last.skin
    change = last.absorbance - first.absorbance
    found = [
        place
        for number, footprint in enumerate(footprints)
        if len(footprint.rows) * mm_per_pixel**2 <= LARGEST_MM2
        and (place := _bare_place(footprint, bare, mm_per_pixel, number)) is not None
    ]
    return np.array([float(change[place].mean()) for place in found])


def _bare_place(
    footprint: Footprint, bare: NDArray[np.bool_], mm_per_pixel: float, number: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
    """Return a shifted footprint on bare skin, or None."""
    for down, across in itertools.islice(_offsets(footprint, mm_per_pixel, number), _TRIES):
        rows, columns = footprint.rows + down, footprint.columns + across
        is_inside = min(rows.min(), columns.min()) >= 0 and rows.max() < bare.shape[0] and columns.max() < bare.shape[1]
        if is_inside and bare[rows, columns].mean() >= _BARE:
            return rows, columns
    return None


def _offsets(footprint: Footprint, mm_per_pixel: float, number: int) -> Iterator[tuple[int, int]]:
    """Yield shifts all around a spot, nearer and farther, others for each spot and the same in every run."""
    size = max(np.ptp(footprint.rows), np.ptp(footprint.columns)) + 1
    for step in itertools.count(number * _TRIES):
        share = (step * (math.sqrt(5.0) - 1.0) / 2.0) % 1.0
        away = (_NEAREST + (_FARTHEST - _NEAREST) * share) * size + _AWAY_MM / mm_per_pixel
        yield round(away * math.sin(step * _GOLDEN)), round(away * math.cos(step * _GOLDEN))

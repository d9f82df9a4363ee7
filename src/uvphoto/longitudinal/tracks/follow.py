"""Follow spots over visits: what has become of each, and whether the change is more than a device's own noise."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from uvphoto.longitudinal.tracks.blanks import blank_differences
from uvphoto.longitudinal.tracks.footprints import Footprint, footprints
from uvphoto.longitudinal.tracks.noise import REAL, DeviceNoise, scale_of_difference, unrest
from uvphoto.longitudinal.tracks.sighting import Sighting

_IN_SIGHT = 0.8  # of a spot's place that a visit must show


class Change(StrEnum):
    """What has become of a spot from the first visit that shows its place to the last."""

    NEW = "new"
    GROWN = "grown"  # larger or darker
    SAME = "the same"
    FADED = "faded"  # smaller or paler
    GONE = "gone"
    UNKNOWN = "not seen twice"


@dataclass(frozen=True)
class Track:
    """One spot over the visits; what a visit does not show is not a number.

    Attributes:
        row: of its middle, in the frame of the first visit.
        column: the same.
        place_mm2: skin that it takes up over all visits.
        areas_mm2: found as spot at each visit.
        strengths: mean of what its place absorbs more than the skin around, log10 of light, at each visit, whether it
            was found there or not: a spot near the detector's threshold comes and goes, its strength does not.
        change: from the first to the last visit that show it.
        difference: of the strengths there.
        smallest_real: difference that unchanged spots pass once in a hundred times, about one on a face; larger where
            the bare skin of the two photos differs more than usual.

    """

    row: float
    column: float
    place_mm2: float
    areas_mm2: tuple[float, ...]
    strengths: tuple[float, ...]
    change: Change
    difference: float
    smallest_real: float


def follow(visits: Sequence[Sighting], noise: Mapping[str, DeviceNoise], mm_per_pixel: float) -> list[Track]:
    """Follow all spots over visits.

    Args:
        visits: in the order of their days, all in the frame of the first.
        noise: of each device.
        mm_per_pixel: of that frame.

    Raises:
        ValueError: fewer than two visits, of several shapes or out of order, or a device without its noise.

    """
    if len(visits) < 2 or len({one.labels.shape for one in visits}) > 1:
        raise ValueError("spots are followed over two visits or more, all of one shape")
    if any(before.day > after.day for before, after in itertools.pairwise(visits)):
        raise ValueError("visits come in the order of their days")
    if unknown := {one.device for one in visits} - set(noise):
        raise ValueError(f"the noise of {min(unknown)!r} is not known")
    found = footprints([one.labels for one in visits], mm_per_pixel)
    seen = [_seen(one, visits, noise, mm_per_pixel) for one in found]
    unrests = {
        pair: _unrest(pair, found, visits, noise, mm_per_pixel) for pair in {one.pair for one in seen if one.pair}
    }
    return [_track(one, 1.0 if one.pair is None else unrests[one.pair]) for one in seen]


def _unrest(
    pair: tuple[int, int],
    found: Sequence[Footprint],
    visits: Sequence[Sighting],
    noise: Mapping[str, DeviceNoise],
    mm_per_pixel: float,
) -> float:
    first, last = (visits[number] for number in pair)
    return unrest(blank_differences(found, first, last, mm_per_pixel), noise[first.device], noise[last.device])


@dataclass(frozen=True)
class _Seen:
    """A spot over the visits, before it is told what became of it; the attributes are those of ``Track``."""

    row: float
    column: float
    place_mm2: float
    areas_mm2: tuple[float, ...]
    strengths: tuple[float, ...]
    pair: tuple[int, int] | None  # the first and the last visit that show it
    difference: float
    scale: float  # of the difference


def _seen(
    footprint: Footprint, visits: Sequence[Sighting], noise: Mapping[str, DeviceNoise], mm_per_pixel: float
) -> _Seen:
    place = footprint.rows, footprint.columns
    is_seen = [float(one.skin[place].mean()) >= _IN_SIGHT for one in visits]
    means = [float(one.absorbance[place].mean()) for one in visits]
    strengths, areas = (
        tuple(value if here else math.nan for value, here in zip(values, is_seen, strict=True))
        for values in (means, [area * mm_per_pixel**2 for area in footprint.areas])
    )
    pair, difference, scale = None, math.nan, math.nan
    shown = [number for number, here in enumerate(is_seen) if here]
    if len(shown) > 1:
        first, last = pair = shown[0], shown[-1]
        difference = strengths[last] - strengths[first]
        of_first, of_last = (noise[visits[number].device] for number in pair)
        scale = scale_of_difference(of_first, of_last, (strengths[first] + strengths[last]) / 2)
    row, column = float(np.mean(footprint.rows)), float(np.mean(footprint.columns))
    size = len(footprint.rows) * mm_per_pixel**2
    return _Seen(row, column, size, areas, strengths, pair, difference, scale)


def _track(seen: _Seen, unrest_of_pair: float) -> Track:
    change, smallest = Change.UNKNOWN, REAL * seen.scale * unrest_of_pair
    if seen.pair is not None:
        first, last = (seen.areas_mm2[number] > 0 for number in seen.pair)
        change = _change(seen.difference, smallest, is_found=(first, last))
    return Track(
        seen.row, seen.column, seen.place_mm2, seen.areas_mm2, seen.strengths, change, seen.difference, smallest
    )


def _change(difference: float, smallest: float, *, is_found: tuple[bool, bool]) -> Change:
    if abs(difference) <= smallest:
        return Change.SAME
    if difference > 0:
        return Change.GROWN if is_found[0] else Change.NEW
    return Change.FADED if is_found[1] else Change.GONE

"""Two visits compared: the later photo laid on the earlier one, and what has become of each spot."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from uvphoto.errors import UnusablePhotoError
from uvphoto.longitudinal.comparison.lay import Laid, lay
from uvphoto.longitudinal.comparison.visit import Visit
from uvphoto.longitudinal.registration import Registration
from uvphoto.longitudinal.tracks import Change, DeviceNoise, Sighting, Track, follow
from uvphoto.skin.regions import REGIONS


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two visits, the later one laid on the earlier one, which is the frame.

    Attributes:
        first: the earlier visit.
        last: the later one.
        registration: how the later photo lies on the earlier one.
        before: the spots of the earlier visit.
        after: those of the later visit, in the frame.
        after_uv: (H, W) float32 in [0, 1], the later UV photo in the frame.
        tracks: each spot, from the top of the frame to its bottom.
        places: region of each spot; "" where in none.
        noise: of each device.

    """

    first: Visit
    last: Visit
    registration: Registration
    before: Sighting = field(repr=False)
    after: Sighting = field(repr=False)
    after_uv: np.ndarray = field(repr=False)
    tracks: tuple[Track, ...] = field(repr=False)
    places: tuple[str, ...] = field(repr=False)
    noise: Mapping[str, DeviceNoise]

    @property
    def counts(self) -> Mapping[Change, int]:
        """How many spots came to what, by every kind of change."""
        found = Counter(track.change for track in self.tracks)
        return {change: found[change] for change in Change}

    @property
    def both_skin(self) -> np.ndarray:
        """(H, W) bool, where both visits show skin."""
        return self.before.skin & self.after.skin

    @property
    def difference(self) -> np.ndarray:
        """(H, W) float32, log10 of light that the skin absorbs more at the later visit; 0 where one shows no skin."""
        return np.where(self.both_skin, self.after.absorbance - self.before.absorbance, 0).astype(np.float32)


def compare(first: Visit, last: Visit, noise: Mapping[str, DeviceNoise]) -> Comparison:
    """Compare two visits.

    Args:
        first: the earlier one.
        last: the later one.
        noise: of each device.

    Raises:
        UnusablePhotoError: the photos cannot be laid on each other.
        ValueError: the visits are out of order, or a device is without its noise.

    """
    frame, laid = lay([first, last])
    before, after = frame.sighting, laid.sighting
    if before is None or after is None or laid.registration is None:
        raise _refused(first, laid)
    tracks = follow([before, after], noise, first.view.mm_per_pixel)
    places = tuple(_region(first, track) for track in tracks)
    return Comparison(
        first, last, laid.registration, before, after, laid.uv, tuple(tracks), places, dict(noise)
    )  # fmt: skip


def _refused(first: Visit, laid: Laid) -> UnusablePhotoError:
    problem = f"the photo of {laid.visit.date} cannot be laid on that of {first.date}: {laid.problem}"
    return UnusablePhotoError(problem, "Choose other visits, or take the photo again")


def _region(visit: Visit, track: Track) -> str:
    value = int(visit.regions[round(track.row), round(track.column)])
    return REGIONS[value - 1] if value else ""

"""One common exposure for all corrected photos of an archive, so that next to nothing is clipped."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from uvphoto.archives.colour.archive_photo import ArchivePhoto
from uvphoto.archives.colour.correction import Correction, CorrectionMethod
from uvphoto.archives.colour.photo import SHARE_OF_BRIGHTEST, PhotoColours

MOST_CLIPPED = 0.001  # of the pixels of a photo
DARKEST = 0.5  # a stop, of which 16 bits have room enough

_ON_THEIR_OWN = 0.02  # of the photos may need less light than the common factor gives


def within_range(photos: Sequence[ArchivePhoto], corrections: Mapping[str, Correction]) -> dict[str, Correction]:
    """Return corrections under which hardly a photo loses more than MOST_CLIPPED of its pixels above white.

    All are darkened by one factor, so that photos stay comparable in brightness. The few that would need less light
    still are darkened on their own, and say so. Photos without a correction stay as they are.
    """
    rooms = {
        photo.name: room(corrections[photo.name], photo.colours)
        for photo in photos
        if corrections[photo.name].method is not CorrectionMethod.NONE
    }
    if not rooms:
        return dict(corrections)
    common = max(float(np.quantile(list(rooms.values()), _ON_THEIR_OWN, method="lower")), DARKEST)
    return {
        name: one if name not in rooms else _dimmed(one, common, max(rooms[name], DARKEST))
        for name, one in corrections.items()
    }


def room(correction: Correction, colours: PhotoColours) -> float:
    """Return the largest factor, at most 1, with which no more than MOST_CLIPPED of the pixels go above white."""
    if not colours.brightest:
        return 1.0
    values = np.sort((np.array(colours.brightest) @ np.asarray(correction.matrix).T).max(axis=1))
    may_clip = int(MOST_CLIPPED / SHARE_OF_BRIGHTEST * len(values))
    return float(min(1.0, 1 / max(values[-1 - may_clip], 1e-6)))


def _dimmed(correction: Correction, common: float, own: float) -> Correction:
    factor = min(common, own)
    if factor == 1:
        return correction
    if own < common:
        said = f"Darkened on its own, x {factor:.3g}, for its highlights: not comparable in brightness with others."
    else:
        said = f"Darkened like all corrected photos, x {factor:.3g}, so that highlights are not clipped."
    return replace(correction.dimmed(factor), reason=f"{correction.reason} {said}")

"""A few photos to look at: the best, the median and the worst, with their spots outlined."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.evaluation.cases import Judged, PhotoRecord, Source
from uvphoto.evaluation.faces import Face

Levels = NDArray[np.uint8]  # (h, w, 3)

WIDTH = 420  # pixels
_OUTLINE = {"found": (235, 120, 20), "true": (20, 120, 235)}
_ROOM = 0.04  # round the skin, as a share of its size


@dataclass(frozen=True)
class Case:
    """A photo chosen to be looked at.

    Attributes:
        why: it was chosen.
        record: its figures.

    """

    why: str
    record: PhotoRecord


@dataclass(frozen=True)
class CasePictures:
    """Pictures (h, w, 3) of one case, cropped to the skin.

    Attributes:
        colour: the photo.
        synthetic: its synthetic UV photo, with the spots found in it outlined.
        true: the true UV photo, with its spots outlined.

    """

    colour: Levels
    synthetic: Levels
    true: Levels


def choose(records: Sequence[PhotoRecord]) -> list[Case]:
    """Choose the photos of one domain whose spot ratio in the cheeks errs least, in the median, and most."""
    known = [one for one in records if math.isfinite(_error(one))]
    ranked = sorted(known, key=lambda one: (_error(one), one.colour))
    if not ranked:
        return []
    places = {"Best": 0, "Median": (len(ranked) - 1) // 2, "Worst": len(ranked) - 1}
    chosen: dict[int, Case] = {}
    for why, place in places.items():
        chosen.setdefault(place, Case(why, ranked[place]))
    return list(chosen.values())


def draw(face: Face, judged: Judged) -> CasePictures:
    """Draw a photo that has been judged."""
    rows, columns = _around(face.skin)
    scale = WIDTH / (columns.stop - columns.start)

    def picture(pixels: NDArray[np.float32]) -> Levels:
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        size = (WIDTH, max(1, round((rows.stop - rows.start) * scale)))
        small = np.asarray(cv2.resize(pixels[rows, columns], size, interpolation=method))
        rgb = small if small.ndim == 3 else np.repeat(small[..., None], 3, axis=-1)
        return np.clip(rgb * 255 + 0.5, 0, 255).astype(np.uint8)

    def outlined(pixels: NDArray[np.float32], spots: NDArray[np.bool_], colour: tuple[int, int, int]) -> Levels:
        outlines, _ = cv2.findContours(spots[rows, columns].astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        moved = [np.rint((outline + 0.5) * scale * 16 - 8).astype(np.int32) for outline in outlines]
        drawn = np.ascontiguousarray(picture(pixels))
        cv2.polylines(drawn, moved, isClosed=True, color=colour, thickness=1, lineType=cv2.LINE_AA, shift=4)
        return drawn

    return CasePictures(
        colour=picture(face.colour),
        synthetic=outlined(judged.synthetic, judged.found.mask, _OUTLINE["found"]),
        true=outlined(face.uv, judged.true.mask, _OUTLINE["true"]),
    )


def _error(record: PhotoRecord) -> float:
    return abs(record.found_ratio(Source.SYNTHETIC, "cheeks") - record.true_ratio("cheeks"))


def _around(skin: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return rows and columns of the skin with a little room."""
    sides = []
    for axis in (1, 0):
        places = np.flatnonzero(skin.any(axis=axis))
        length = skin.shape[1 - axis]
        room = round(_ROOM * (places[-1] - places[0] + 1))
        sides.append(slice(max(0, int(places[0]) - room), min(length, int(places[-1]) + 1 + room)))
    return sides[0], sides[1]

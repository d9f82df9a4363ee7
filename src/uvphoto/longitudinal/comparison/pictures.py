"""A comparison as pictures: before, after as it lies on before, what is darker and paler, and close views of spots."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.drawing import FaceView, Levels
from uvphoto.datasets.gallery.palette import Colour, blend
from uvphoto.longitudinal.comparison.compare import Comparison

PALER_TO_DARKER: tuple[Colour, ...] = ((5, 63, 125), (86, 150, 205), (250, 250, 248), (222, 130, 62), (128, 46, 0))
"""Colours of the difference, evenly spaced from much paler to much darker: any colour vision tells them apart."""

NO_SKIN: Colour = (176, 176, 176)

_LEAST, _STEP = 0.1, 0.05  # log10 of light: the scale's end where all differences are small, and what it is rounded to
_SKIN_LEVEL = 0.62  # sRGB-encoded, of the skin as it is shown
_DARKEST = 0.05  # level of skin that is still brightened fully
_SIDE_MM, _SIDE = 18.0, 150  # of a close view, and its pixels


@dataclass(frozen=True)
class CloseView:
    """One spot before and after.

    Attributes:
        spot: its number, from 1.
        before: (n, n, 3) levels.
        after: the same place at the later visit.

    """

    spot: int
    before: Levels
    after: Levels


def brightened(uv: NDArray[np.float32], skin: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return a UV photo (H, W) to look at: its skin as bright as that of any other, so that exposures do not matter."""
    level = float(np.median(uv[skin])) if skin.any() else 0.0
    return np.clip(uv * np.float32(_SKIN_LEVEL / max(level, _DARKEST)), 0, 1)


def difference_end(comparison: Comparison) -> float:
    """Return the end of the scale of the difference, log10 of light: nearly all that both visits show lies within."""
    seen = np.abs(comparison.difference[comparison.both_skin])
    highest = float(np.percentile(seen, 99.5)) if seen.size else 0.0
    return max(_LEAST, _STEP * float(np.ceil(highest / _STEP)))


def draw_difference(comparison: Comparison, view: FaceView, end: float) -> Levels:
    """Return the difference as (h, w, 3): white where nothing changed, grey where one of both shows no skin."""
    shares = np.clip((comparison.difference / end + 1) / 2, 0, 1).astype(np.float32)
    levels = blend(PALER_TO_DARKER, shares)
    levels[~comparison.both_skin] = NO_SKIN
    return view.photo((levels / np.float32(255)).astype(np.float32))


def close_view(comparison: Comparison, place: int) -> CloseView:
    """Return one spot, by its place in the list of tracks, and the skin around it, before and after."""
    track = comparison.tracks[place]
    before, after = (
        _cut_out(brightened(uv, sighting.skin), track.row, track.column, comparison.first.view.mm_per_pixel)
        for uv, sighting in ((comparison.first.view.uv, comparison.before), (comparison.after_uv, comparison.after))
    )
    return CloseView(place + 1, before, after)


def _cut_out(uv: NDArray[np.float32], row: float, column: float, mm_per_pixel: float) -> Levels:
    """Return the square around a place; beyond the photo its rim goes on."""
    step = _SIDE_MM / mm_per_pixel / _SIDE  # pixels of the photo to one of the view
    half = (_SIDE - 1) / 2
    matrix = np.array([[step, 0, column - half * step], [0, step, row - half * step]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(uv, matrix, (_SIDE, _SIDE), flags=how, borderMode=cv2.BORDER_REPLICATE)
    levels = np.clip(cut * 255 + 0.5, 0, 255).astype(np.uint8)
    return np.repeat(levels[..., None], 3, axis=-1)

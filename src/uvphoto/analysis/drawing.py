"""Pictures of an analysis: the part of the photo that shows the face, with outlines of spots and regions over it."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.regions import REGIONS
from uvphoto.skin.window import window_around

Picture = NDArray[np.float32]
Levels = NDArray[np.uint8]  # (h, w, 3), sRGB
Labels = NDArray[np.integer]
Mask = NDArray[np.bool_]
Colour = tuple[int, int, int]

SPOT: Colour = (255, 196, 0)
REGION_COLOURS: dict[str, Colour] = {
    "forehead": (86, 180, 233),
    "left_cheek": (0, 158, 115),
    "right_cheek": (230, 159, 0),
    "nose": (204, 121, 167),
    "chin": (240, 228, 66),
}  # those that people with any colour vision tell apart (Okabe and Ito 2008)
_ROOM = 0.06  # of the face's size, left round it
_SHADE = (20, 20, 20)  # beside each line, so that it is seen on light and dark skin
_HEAT = cv2.COLORMAP_INFERNO
_LEAST_ERROR = 0.02  # end of the scale of expected errors (log10 of light) where all of them are small


class FaceView:
    """The part of a photo that shows the face, at a size to look at."""

    def __init__(self, skin: Mask, width: int) -> None:
        """Choose the part around the skin (H, W), ``width`` pixels wide; never enlarged."""
        shown = skin if skin.any() else np.ones_like(skin)
        sides = [side.stop - side.start - 1 for side in window_around(shown, 0)]
        self._window = window_around(shown, int(_ROOM * max(sides)))
        height, wide = skin[self._window].shape
        self.factor = min(1.0, width / wide)  # pixels of this view to one of the photo
        self.size = max(1, round(wide * self.factor)), max(1, round(height * self.factor))  # (w, h), as OpenCV wants it

    def place(self, row: float, column: float) -> tuple[float, float]:
        """Return x and y in this view of a place in the photo; pixel centres lie at integers."""
        y, x = (
            (value - side.start + 0.5) * self.factor - 0.5
            for value, side in zip((row, column), self._window, strict=True)
        )
        return x, y

    def photo(self, pixels: Picture) -> Levels:
        """Return the part of a colour photo (H, W, 3) or a grey one (H, W) as (h, w, 3) levels."""
        small = np.asarray(cv2.resize(pixels[self._window], self.size, interpolation=cv2.INTER_AREA), np.float32)
        if small.ndim == 2:
            small = np.repeat(small[..., None], 3, axis=-1)
        return np.clip(small * 255 + 0.5, 0, 255).astype(np.uint8)

    def outlines(self, mask: Mask) -> list[NDArray[np.int32]]:
        """Return the outlines of what is true in (H, W), in pixels of this view."""
        part = cv2.resize(mask[self._window].astype(np.float32), self.size, interpolation=cv2.INTER_AREA)
        found, _ = cv2.findContours((part >= 0.5).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        return [np.asarray(outline, np.int32) for outline in found]

    def heat(self, values: Picture, highest: float) -> Levels:
        """Return (H, W) of values from 0 to ``highest`` as colours from black to yellow."""
        small = cv2.resize(values[self._window], self.size, interpolation=cv2.INTER_AREA)
        levels = np.clip(small / max(highest, 1e-9) * 255 + 0.5, 0, 255).astype(np.uint8)
        return np.asarray(cv2.cvtColor(cv2.applyColorMap(levels, _HEAT), cv2.COLOR_BGR2RGB), np.uint8)


def end_of_errors(error: Picture, skin: Mask) -> float:
    """Return where the scale ends on which expected errors (H, W) of a skin (H, W) are shown, log10 of light."""
    return max(float(np.percentile(error[skin], 99)), _LEAST_ERROR)


def with_spots(view: FaceView, photo: Levels, spots: Mask) -> Levels:
    """Return a copy of a view's photo with the spots (H, W) outlined."""
    drawn = photo.copy()
    _draw(drawn, view.outlines(spots), SPOT)
    return drawn


def with_regions(view: FaceView, photo: Levels, regions: Labels) -> Levels:
    """Return a copy of a view's photo with the regions (H, W) outlined, each in its colour."""
    drawn = photo.copy()
    for value, name in _numbered():
        _draw(drawn, view.outlines(regions == value), REGION_COLOURS[name])
    return drawn


def _numbered() -> Iterator[tuple[int, str]]:
    return enumerate(REGIONS, start=1)


def _draw(picture: Levels, outlines: list[NDArray[np.int32]], colour: Colour) -> None:
    """Draw lines that are one pixel wide on pictures of a page, and wider on larger ones."""
    width = max(1, round(picture.shape[1] / 900))
    below = [outline + width for outline in outlines]
    cv2.drawContours(picture, below, -1, _SHADE, width, cv2.LINE_8)
    cv2.drawContours(picture, outlines, -1, colour, width, cv2.LINE_8)

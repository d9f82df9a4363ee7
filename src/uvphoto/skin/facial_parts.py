"""What of a face is not bare skin: eyes, brows, mouth and nostrils, found near their usual places."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from uvphoto.skin.frame import SIDE_MM, TOP_MM, UprightFace
from uvphoto.skin.skin_colour import robust_spread

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

PUPIL_X = 31.5
MEAN_MOUTH = 71.0

_MOUTH_ROWS = np.arange(62.0, 86.0, 2.0)
_MOUTH_HALVES = (20.0, 23.0, 26.0, 29.0, 32.0, 35.0)
_UPPER_LIPS = (5.0, 7.0, 9.0, 11.0)
_LOWER_LIPS = (6.0, 8.0, 10.0, 13.0, 16.0, 20.0)  # with what an open mouth adds
_LARGEST_NOSTRIL = 90.0  # mm2: what is larger is a shadow of the nose
_UNLIKE = 2.6  # standard deviations from the skin about the mouth above which a place speaks for the mouth


def ellipse(face: UprightFace, y: float, x: float, down: float, across: float) -> Mask:
    """Return an ellipse about a place, all in mm."""
    return np.asarray(((face.y - y) / down) ** 2 + ((face.x - x) / across) ** 2 < 1)


def sides(face: UprightFace) -> tuple[Image, Image]:
    """Return y, and the distance from the midline, of all pixels, (h, w) each, mm."""
    y, side = np.broadcast_arrays(face.y, np.abs(face.x))
    return y, side


def blur(image: Image, millimetres: float, face: UprightFace) -> Image:
    """Blur by a standard deviation in mm."""
    return np.asarray(ndimage.gaussian_filter(image, millimetres / face.mm_per_pixel), np.float32)


@dataclass(frozen=True)
class Mouth:
    """The lips with what lies between them: two arcs over one chord; mm in the face's frame."""

    row: float
    upper: float  # height above the chord
    lower: float  # depth below it
    half: float  # width

    def mask(self, face: UprightFace, margin: float = 0.8) -> Mask:
        """Return where it is, with a margin in mm."""
        arc = np.clip(1 - np.abs(face.x / (self.half + margin)) ** 2.2, 0, None)
        above, below = self.row - (self.upper + margin) * arc, self.row + (self.lower + margin) * arc
        return np.asarray((face.y > above) & (face.y < below) & (arc > 0))

    @property
    def strangeness(self) -> float:
        """How unusual the mouth is, in the units of the search."""
        off = ((self.row - MEAN_MOUTH) / 6) ** 2 * 12.5 + ((self.half - 26) / 4) ** 2 * 20
        return off + ((self.lower - 9) / 4) ** 2 * 20 + ((self.upper - 7) / 3) ** 2 * 10


def find_mouth(face: UprightFace, colours: Image) -> Mouth:
    """Find the mouth whose inside is most unlike the skin about it.

    Args:
        face: the copy.
        colours: (h, w, 3) of ``log_colours``, the light without its shading.

    """
    y, side = sides(face)
    smooth = np.stack([blur(colours[..., channel], 1.0, face) for channel in range(3)], axis=-1)
    around = ((y > 48) & (y < 92) & (side > 37) & (side < 50)) | ((y > 54) & (y < 60) & (side < 25))
    around |= (y > 90) & (y < 100) & (side < 20)
    skin = robust_spread(smooth[around], (0.15, 0.035, 0.035))
    unlike = np.clip(np.sqrt(np.minimum(skin.distance2(smooth), 16)) - _UNLIKE, -1.2, 2.0)
    rows, columns = (face.y[:, 0] > 48) & (face.y[:, 0] < 108), np.abs(face.x[0]) < 37
    every = np.flatnonzero(rows)[::2], np.flatnonzero(columns)[::2]
    return _best_mouth(face.y[every[0], 0], face.x[0, every[1]], unlike[np.ix_(*every)])


def _best_mouth(y: Image, x: Image, unlike: NDArray[np.float64]) -> Mouth:
    cell = float((y[1] - y[0]) * (x[1] - x[0]))  # mm2
    sums = np.concatenate([np.zeros((1, x.size)), np.cumsum(unlike, axis=0)])
    best, most = Mouth(MEAN_MOUTH, 7.0, 9.0, 26.0), -np.inf
    for half in _MOUTH_HALVES:
        arc = np.clip(1 - np.abs(x / half) ** 2.2, 0, None)
        across = np.flatnonzero(arc > 0)
        for row in _MOUTH_ROWS:
            tops = {up: sums[np.searchsorted(y, row - up * arc[across]), across].sum() for up in _UPPER_LIPS}
            bottoms = {low: sums[np.searchsorted(y, row + low * arc[across]), across].sum() for low in _LOWER_LIPS}
            for up, above in tops.items():
                for low, below in bottoms.items():
                    mouth = Mouth(float(row), up, low, half)
                    gain = cell * (below - above) - mouth.strangeness
                    if gain > most:
                        best, most = mouth, gain
    return best


def find_eyes(face: UprightFace, likeness: Image) -> Mask:
    """Return the openings of the lids.

    Args:
        face: the copy.
        likeness: (h, w) log likelihood ratio of skin.

    """
    found = np.zeros(likeness.shape, bool)
    unlike = blur(likeness, 0.8, face) < -0.5
    for x in (-PUPIL_X, PUPIL_X):
        eye = ellipse(face, -0.3, x, 4.8, 14.5)
        eye |= ndimage.binary_opening(unlike & ellipse(face, -0.3, x, 6.2, 16.8))
        labels, _ = ndimage.label(eye)
        pupil = round((-0.3 - TOP_MM) / face.mm_per_pixel), round((x + SIDE_MM) / face.mm_per_pixel)
        found |= ndimage.binary_fill_holes(labels == labels[pupil])
    return found


def find_brows(face: UprightFace, light: Image) -> Mask:
    """Return the brows: dark streaks that are lower than 15 mm, above the eyes.

    Args:
        face: the copy.
        light: (h, w) log light without its shading.

    """
    smooth = blur(light, 1.2, face)
    dark = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((round(15 / face.mm_per_pixel) | 1, 1))) - smooth
    found = np.zeros(light.shape, bool)
    for sign in (-1, 1):
        outwards = sign * face.x
        along = np.clip((outwards - 8) / 44, 0, 1)
        from_arch = np.abs(face.y + 18 + 5 * np.sin(np.pi * along) - 4 * along)
        zone = (from_arch < 12) & (face.y < -7) & (outwards > 4) & (outwards < 56)
        threshold = max(0.15, 0.4 * float(np.quantile(dark[zone], 0.93)))
        labels, count = ndimage.label(ndimage.binary_opening(zone & (dark > threshold)))
        if count:
            areas = ndimage.sum_labels(from_arch < 8, labels, range(1, count + 1)) * face.mm_per_pixel**2
            found |= np.isin(labels, 1 + np.flatnonzero((areas > 40) & (areas >= 0.3 * areas.max())))
    return found


def find_nostrils(face: UprightFace, light: Image) -> Mask:
    """Return the nostrils: the darkest holes below the tip of the nose.

    Args:
        face: the copy.
        light: (h, w) log light without its shading.

    """
    smooth = blur(light, 0.8, face)
    size = round(24 / face.mm_per_pixel) | 1
    dark = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((size, size))) - smooth
    y, side = sides(face)
    zone = (y > 34) & (y < 54) & (side > 2.5) & (side < 15)
    labels, count = ndimage.label(zone & (dark > max(0.6, 0.55 * float(np.quantile(dark[zone], 0.97)))))
    if not count:
        return np.zeros(light.shape, bool)
    areas = ndimage.sum_labels(np.ones_like(light), labels, range(1, count + 1)) * face.mm_per_pixel**2
    return np.isin(labels, 1 + np.flatnonzero(areas < _LARGEST_NOSTRIL))

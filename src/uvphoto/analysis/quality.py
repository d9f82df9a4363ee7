"""How good a photo is for measuring skin: sharpness, exposure, noise, light, pose, size."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2lab

from uvphoto.analysis.view import SkinView, blurred_within
from uvphoto.simulate.camera.colorimetry import LUMINANCE, decode_srgb
from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.pupils import PUPIL_DISTANCE_MM, Pupils
from uvphoto.skin.skin_locus import off_locus
from uvphoto.skin.tone import ita_degrees

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

FINEST_MM = 0.1  # per pixel; finer detail is none of spots
WORKING_MM = 0.234375  # per pixel, for which noise is stated: the bundled network's scale
USUAL_SKIN_MM2 = 16500.0  # that a face seen from the front shows without eyes, brows and lips

_LUMINANCE = LUMINANCE.astype(np.float32)
_BRIGHTEST, _DARKEST = 0.99, 0.03  # sRGB-encoded: nothing is told apart beyond
_EYE_ROWS_MM, _EYE_COLUMNS_MM = 9.0, 16.0  # half sides of the window around a pupil
_EDGES, _SHARPEST = 95, 10  # percentiles: what counts as an edge, and which of the edges' widths counts
_FINE_MM = 0.15  # standard deviation of the first of the two Gaussians that blur is measured with
_LIGHT_MM = 10.0  # standard deviation of the Gaussian that leaves the light and takes away the marks


@dataclass(frozen=True)
class Quality:
    """What was measured of a photo; not a number where it cannot be known.

    Attributes:
        blur_mm: standard deviation of the blur of the sharpest edges around the eyes, from 0.29 pixels on (the
            width of a pixel): 0.2 is sharp, at 0.6 small freckles are gone.
        luminance: median of the skin's, linear, 0 to 1.
        clipped_bright: share of the skin where a channel has reached its end.
        clipped_dark: share of the skin that is black.
        noise: standard deviation of the noise of a pixel of 0.234 mm, in sRGB-encoded units of 0 to 1.
        cast_a: how far the skin's colour lies off the locus of skin colours, towards red (below 0: green), Delta E ab.
        cast_b: the same towards yellow (below 0: blue).
        unevenness: stops between the 5th and 95th percentile of the light over the face.
        pupil_distance: pixels between the pupils, the face's size.
        yaw: degrees.
        roll: degrees.
        skin_share: area of the skin, of what a face of this scale usually shows.
        ita_degrees: tone of the skin as the photo shows it.

    """

    blur_mm: float
    luminance: float
    clipped_bright: float
    clipped_dark: float
    noise: float
    cast_a: float
    cast_b: float
    unevenness: float
    pupil_distance: float
    yaw: float
    roll: float
    skin_share: float
    ita_degrees: float

    @property
    def cast(self) -> float:
        """Distance of the skin's colour from the locus of skin colours, Delta E ab at L* 65."""
        return math.hypot(self.cast_a, self.cast_b)

    @property
    def cast_towards(self) -> str:
        """The colour to which the light leans."""
        if abs(self.cast_a) > abs(self.cast_b):
            return "red" if self.cast_a > 0 else "green"
        return "yellow" if self.cast_b > 0 else "blue"


def measure_quality(colour: Pixels, skin: Mask, finding: FaceFinding, mm_per_pixel: float) -> Quality:
    """Measure how good a photo is.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        skin: (H, W); with no skin nothing but the face's size and pose is known.
        finding: what was found of faces.
        mm_per_pixel: of the photo.

    """
    pupils = finding.pupils
    distance = PUPIL_DISTANCE_MM / mm_per_pixel if pupils is None else pupils.distance
    pose = {"pupil_distance": distance, "yaw": finding.yaw, "roll": finding.roll}
    if not skin.any():
        unknown = {name: math.nan for name in Quality.__dataclass_fields__ if name not in pose}
        return Quality(**pose, **(unknown | {"skin_share": 0.0}))
    view = SkinView.of(colour, skin, mm_per_pixel, FINEST_MM)
    luminance = decode_srgb(view.colour) @ _LUMINANCE
    cast_a, cast_b = _cast(np.median(view.colour[view.skin], axis=0))
    of_skin = colour[skin]  # (N, 3), of the whole photo: averaging would hide what is clipped
    return Quality(
        **pose,
        blur_mm=_blur_mm(colour, skin, pupils, mm_per_pixel),
        luminance=float(np.median(luminance[view.skin])),
        clipped_bright=float((of_skin.max(axis=1) >= _BRIGHTEST).mean()),
        clipped_dark=float((of_skin.max(axis=1) <= _DARKEST).mean()),
        noise=_noise(view),
        cast_a=cast_a,
        cast_b=cast_b,
        unevenness=_unevenness(luminance, view),
        skin_share=float(np.count_nonzero(skin)) * mm_per_pixel**2 / USUAL_SKIN_MM2,
        ita_degrees=ita_degrees(view.colour, view.skin),
    )


def _blur_mm(colour: Pixels, skin: Mask, pupils: Pupils | None, mm_per_pixel: float) -> float:
    """Blur of the sharpest edges around the eyes, or, where no eyes are known, in and around the skin.

    An edge with a Gaussian blur of sigma, blurred again by s1 and by s2, has gradients whose ratio is
    R = sqrt((sigma² + s2²) / (sigma² + s1²)), whatever its contrast (Zhuo and Sim 2011, Pattern Recognition 44:1852).
    """
    where = skin if pupils is None else _eyes(skin.shape, pupils, mm_per_pixel)
    if not where.any():
        where = skin
    view = SkinView.of(colour, where, mm_per_pixel, FINEST_MM)
    grey = np.asarray(view.colour @ _LUMINANCE, np.float32)
    s1 = max(1.0, _FINE_MM / view.mm_per_pixel)
    s2 = 2 * s1
    one, two = _gradient(grey, s1), _gradient(grey, s2)
    edges = view.skin & (one >= np.percentile(one[view.skin], _EDGES)) & (two > 0)
    if not edges.any():
        return math.nan
    square = np.clip((one[edges] / two[edges]).astype(np.float64) ** 2, 1.0001, (s2 / s1) ** 2)
    sigma = np.sqrt(np.maximum(s2**2 - square * s1**2, 0) / (square - 1))
    return float(math.hypot(np.percentile(sigma, _SHARPEST), math.sqrt(1 / 12)) * view.mm_per_pixel)


def _eyes(shape: tuple[int, ...], pupils: Pupils, mm_per_pixel: float) -> Mask:
    mask = np.zeros(shape, bool)
    down, across = _EYE_ROWS_MM / mm_per_pixel, _EYE_COLUMNS_MM / mm_per_pixel
    for row, column in (pupils.left, pupils.right):
        rows = slice(max(int(row - down), 0), max(int(row + down) + 1, 0))
        mask[rows, max(int(column - across), 0) : max(int(column + across) + 1, 0)] = True
    return mask


def _gradient(grey: Pixels, sigma: float) -> Pixels:
    smooth = cv2.GaussianBlur(grey, (0, 0), sigma)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down), np.float32)


def _noise(view: SkinView) -> float:
    """Robust standard deviation of the noise: Immerkaer 1996 (Comput. Vis. Image Underst. 64:300), by the median."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    grey = np.asarray(view.colour @ _LUMINANCE, np.float32)
    size = np.ones((3, 3), np.uint8)
    inner = cv2.erode(view.skin.astype(np.uint8), size, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    if not inner.any():
        return math.nan
    response = np.abs(cv2.filter2D(grey, cv2.CV_32F, kernel)[inner])
    # The kernel's squares add up to 36; the median of |x| is 0.6745 sigma; independent noise shrinks with the pixel.
    return float(np.median(response) / 6 / 0.6745 * view.mm_per_pixel / WORKING_MM)


def _cast(median: Pixels) -> tuple[float, float]:
    """How far (a*, b*) lie from the locus of skin colours, at L* 65."""
    off = off_locus(rgb2lab(np.asarray(median, np.float64)[None, None])[0, 0])
    return float(off[0]), float(off[1])


def _unevenness(luminance: Pixels, view: SkinView) -> float:
    factor = max(int(_LIGHT_MM / view.mm_per_pixel / 4), 1)  # smooth enough to be looked at a reduced size
    light, skin = luminance[::factor, ::factor], view.skin[::factor, ::factor]
    if not skin.any():
        return 0.0
    smooth = blurred_within(np.asarray(light, np.float32), skin, _LIGHT_MM / view.mm_per_pixel / factor)
    low, high = np.percentile(np.log2(np.maximum(smooth[skin], 1e-4)), (5, 95))
    return float(high - low)

"""Find pigment spots in a UV photo, or in a colour photo."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.config import check_limits
from uvphoto.simulate.camera.colorimetry import decode_srgb
from uvphoto.skin.window import window_around
from uvphoto.spots.bare_skin import find_bare_skin
from uvphoto.spots.pigment_axis import pigment_light
from uvphoto.spots.shape import keep_spots
from uvphoto.spots.working import labels_to_own, to_own, to_working, working_shape

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]

ALGORITHM = "uvphoto-spots 1"

SMOOTHING_MM = 0.3  # standard deviation of the Gaussian that takes noise and pores out
_SEED = 1.3  # of the threshold that a spot must reach somewhere
_DOUBT = 0.7  # of the threshold from which on a pixel no longer tells of bare skin
_ROOM_MM = 1.0
_DARKEST = 1e-4  # linear light; below the first level of 8 bits


@dataclass(frozen=True)
class DetectorSettings:
    """What counts as a spot.

    A pixel counts that is darker than the bare skin around it by ``contrast`` and, beyond that, by ``strictness``
    times the unevenness of the bare skin itself. So the same melanin, relative to that of the skin, counts on fair
    skin and on dark skin, where it darkens the photo more and the skin's own texture darkens it more too.

    Attributes:
        contrast: share of the light of the skin around that a spot lacks at least, 0 to 0.9.
        strictness: standard deviations of log10 of light on bare skin, 0 to 20.
        smallest_mm: diameter of the circle with the area of the smallest spot, 0.3 to 10 mm.
        largest_mm: that of the largest, 1 to 200 mm, above the smallest.
        rim_mm: spots that lie mostly nearer than this to the rim of the skin do not count, 0 to 20 mm.

    Raises:
        SettingsError: a value is outside its limits.

    """

    contrast: float = 0.045
    strictness: float = 2.0
    smallest_mm: float = 0.8
    largest_mm: float = 40.0
    rim_mm: float = 1.0

    def __post_init__(self) -> None:
        check_limits(
            self,
            {
                "contrast": (0.0, 0.9),
                "strictness": (0.0, 20.0),
                "smallest_mm": (0.3, 10.0),
                "largest_mm": (max(1.0, self.smallest_mm), 200.0),
                "rim_mm": (0.0, 20.0),
            },
        )


IN_COLOUR = DetectorSettings(contrast=0.02)  # melanin darkens a colour photo less than a UV photo


@dataclass(frozen=True)
class Detection:
    """The spots of a photo.

    Attributes:
        labels: (H, W) int32, each spot by its number from 1, 0 elsewhere.
        absorbance: (H, W) float32, log10 of light of the skin around over that of the pixel: what a pixel absorbs more
            than the bare skin around it; 0 outside the skin.
        mm_per_pixel: of the photo.
        settings: that were used.
        algorithm: name and version.

    """

    labels: Labels
    absorbance: Picture
    mm_per_pixel: float
    settings: DetectorSettings
    algorithm: str = ALGORITHM

    @property
    def mask(self) -> Mask:
        """(H, W), true on spots."""
        return self.labels > 0


def detect_spots(uv: Picture, skin: Mask, mm_per_pixel: float, settings: DetectorSettings | None = None) -> Detection:
    """Find the spots in a UV photo.

    Args:
        uv: (H, W) in [0, 1], sRGB-encoded.
        skin: (H, W).
        mm_per_pixel: of the photo.
        settings: what counts; None: the usual.

    Returns:
        The spots, all within the skin.

    Raises:
        ValueError: shapes that do not fit, or a scale that is none.

    """
    _check(uv.shape, skin, mm_per_pixel)
    light = decode_srgb(np.clip(uv, 0, 1, dtype=np.float32))
    return find_spots(light, skin, mm_per_pixel, settings or DetectorSettings())


def detect_spots_in_colour(
    colour: NDArray[np.float32], skin: Mask, mm_per_pixel: float, settings: DetectorSettings | None = None
) -> Detection:
    """Find the spots in a colour photo, along its pigment axis.

    Args:
        colour: (H, W, 3) in [0, 1], sRGB-encoded.
        skin: (H, W).
        mm_per_pixel: of the photo.
        settings: what counts; None: IN_COLOUR.

    Raises:
        ValueError: shapes that do not fit, or a scale that is none.

    """
    if colour.ndim != 3 or colour.shape[2] != 3:
        raise ValueError(f"a colour photo has the shape (H, W, 3), not {colour.shape}")
    _check(colour.shape[:2], skin, mm_per_pixel)
    return find_spots(pigment_light(colour), skin, mm_per_pixel, settings or IN_COLOUR)


def find_spots(light: Picture, skin: Mask, mm_per_pixel: float, settings: DetectorSettings) -> Detection:
    """Find the spots in a picture (H, W) of linear light, or of what plays its part; see ``detect_spots``."""
    labels, absorbance = np.zeros(skin.shape, np.int32), np.zeros(skin.shape, np.float32)
    if skin.any():
        box = window_around(skin, _ROOM_MM / mm_per_pixel)  # with a margin, so that the rim is seen as one all round
        labels[box], absorbance[box] = _find_in_box(light[box], skin[box], mm_per_pixel, settings)
    return Detection(labels, absorbance, mm_per_pixel, settings)


def _check(shape: tuple[int, ...], skin: Mask, mm_per_pixel: float) -> None:
    if len(shape) != 2 or shape != skin.shape or skin.size == 0:
        raise ValueError(f"picture and skin mask have one shape (H, W), not {shape} and {skin.shape}")
    if not (np.isfinite(mm_per_pixel) and mm_per_pixel > 0):
        raise ValueError(f"the scale is a positive number of mm per pixel, not {mm_per_pixel}")


def _find_in_box(light: Picture, skin: Mask, mm_per_pixel: float, settings: DetectorSettings) -> tuple[Labels, Picture]:
    shape = working_shape(light.shape, mm_per_pixel)
    scale = mm_per_pixel * math.sqrt(light.size / (shape[0] * shape[1]))
    share = to_working(skin.astype(np.float32), shape)
    small_skin = share > 0.5
    if not small_skin.any():
        return np.zeros(skin.shape, np.int32), np.zeros(skin.shape, np.float32)
    log_light = _smooth_log(to_working(light * skin, shape), share, SMOOTHING_MM / scale)
    offset = -math.log10(1 - settings.contrast)
    bare = find_bare_skin(log_light, small_skin, scale, _DOUBT * offset, _DOUBT * settings.strictness)
    absorbance = np.where(small_skin, bare.level - log_light, 0).astype(np.float32)
    threshold = offset + settings.strictness * bare.texture
    # The distance of a pixel beside the rim is 1 to the centre of the first pixel outside, 1/2 to the rim.
    distance = cv2.distanceTransform(small_skin.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5) - 0.5
    labels = keep_spots(
        absorbance > threshold,
        absorbance > _SEED * threshold,
        np.asarray(distance * scale, np.float32),
        scale,
        smallest_mm=settings.smallest_mm,
        largest_mm=settings.largest_mm,
        rim_mm=settings.rim_mm,
    )
    own = to_own(absorbance, skin.shape) * skin
    return labels_to_own(labels, (own > threshold) & skin), own


def _smooth_log(light: Picture, share: Picture, sigma: float) -> Picture:
    """log10 of light, smoothed within the skin; light is smoothed, as its logarithm would skew noise.

    Args:
        light: (H, W), 0 outside the skin.
        share: (H, W), of skin in each pixel.
        sigma: pixels.

    """
    total, weight = (
        cv2.GaussianBlur(picture, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT) for picture in (light, share)
    )
    return np.asarray(np.log10(np.maximum(total / np.maximum(weight, 1e-6), _DARKEST)), np.float32)

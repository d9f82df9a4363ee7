"""The plain, fixed detector of spots, by which photos and converters are compared.

It learns nothing and adapts to nothing: what is darker by a fixed share than the skin around it is a spot. So a
difference between two pictures of a face is one of the pictures and not of the detector. It cannot tell pigment from
other small dark things (a crease, a pore, a lash on the cheek), nor see what is as wide as the skin it compares with.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.colorimetry import decode_srgb

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

# Set once on the true UV photos of simulated faces. They are part of the definition: figures that were found with
# other ones cannot be compared.
DARKENING = 0.10  # share of the light of the skin around that a spot lacks
SMOOTHING_MM = 0.4  # standard deviation of the Gaussian that takes noise and pores out
AROUND_MM = 3.0  # standard deviation of the Gaussian that says what is around: half of it within 3.5 mm
SMALLEST_MM2 = 0.5  # area; a freckle of 0.8 mm
RIM_MM = 3.0  # at the rim of the skin there are hair, shade and the fall of light at the edge of the face
_PASSES = 4  # part of the definition too: ten give 6 % more spot area on simulated faces
_EVEN = 0.02  # deviations below it are noise and count in full
_DARKEST = 1e-4  # linear light; below the first level of 8 bits
_STEADYING = 0.05  # variance of place, in units of AROUND_MM²: keeps planes flat where little skin supports them


def detect_spots(uv: Picture, skin_mask: Mask, mm_per_pixel: float) -> Mask:
    """Find what is at least 10 % darker than the skin around it.

    In the logarithm of linear light, lightly smoothed, the level of the skin around each pixel is that of a plane,
    fitted with Gaussian weights (normalised convolution, Knutsson and Westin 1993, CVPR, p. 515), so that a slope of
    the lighting, and skin on one side alone, leave no trace. The plane has the least sum of absolute deviations, as a
    median has (iteratively reweighted least squares, Schlossmacher 1973, J. Am. Stat. Assoc. 68:857), so that spots and
    highlights hardly move it. Spots are the connected pixels (8 neighbours) below the threshold, of 0.5 mm² or more,
    3 mm or more from the rim of the skin. As only ratios of light enter, the gain of the exposure does not matter,
    nor does the size of the picture, as far as its pixels are fine enough for spots.

    Args:
        uv: (H, W) in [0, 1], sRGB-encoded: a UV photo, or one channel of a colour photo.
        skin_mask: (H, W).
        mm_per_pixel: of the picture.

    Returns:
        (H, W), true on spots, which all lie within the skin mask.

    Raises:
        ValueError: shapes that do not fit, or a scale that is none.

    """
    if uv.ndim != 2 or uv.shape != skin_mask.shape or uv.size == 0:
        raise ValueError(f"picture and skin mask have one shape (H, W), not {uv.shape} and {skin_mask.shape}")
    if not (np.isfinite(mm_per_pixel) and mm_per_pixel > 0):
        raise ValueError(f"the scale is a positive number of mm per pixel, not {mm_per_pixel}")
    inner = _away_from_rim(skin_mask, RIM_MM / mm_per_pixel)
    if not inner.any():
        return np.zeros_like(skin_mask)
    smooth = _smooth_log(uv, skin_mask, SMOOTHING_MM / mm_per_pixel)
    level = _level_around(smooth, inner, AROUND_MM / mm_per_pixel)
    dark = inner & (smooth - level < np.log1p(-DARKENING))
    return _at_least(dark, SMALLEST_MM2 / mm_per_pixel**2)


def spot_ratio(spots: Mask, region: Mask) -> float:
    """Return spot area / skin area of a region, in [0, 1]; not a number where the region is empty.

    Args:
        spots: (H, W), as ``detect_spots`` returns them.
        region: (H, W), the skin that counts: the region of the face within the skin mask.

    """
    if spots.shape != region.shape:
        raise ValueError(f"spots and region have one shape, not {spots.shape} and {region.shape}")
    area = np.count_nonzero(region)
    return np.count_nonzero(spots & region) / area if area else float("nan")


def _away_from_rim(mask: Mask, distance: float) -> Mask:
    """Shrink the mask by a distance in pixels; the border of the picture is no rim."""
    # The distance of a pixel beside the rim is 1 to the centre of the first pixel outside, 1/2 to the rim.
    away: Mask = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5) - 0.5 >= distance
    return away & mask


def _smooth_log(uv: Picture, mask: Mask, sigma: float) -> Picture:
    """Logarithm of linear light, smoothed within the mask; light is smoothed, as its logarithm would skew noise."""
    weight = mask.astype(np.float32)
    light = decode_srgb(np.clip(uv, 0, 1, dtype=np.float32)) * weight
    share = np.maximum(_blur(weight, sigma), 1e-6)
    return np.asarray(np.log(np.maximum(_blur(light, sigma) / share, _DARKEST)), np.float32)


def _level_around(values: Picture, skin: Mask, sigma: float) -> Picture:
    """Level (H, W) of the skin around every pixel, found at a reduced size, for which it is smooth enough."""
    height, width = values.shape
    factor = max(int(sigma / 4), 1)
    small = (-(-width // factor), -(-height // factor))  # (W, H), as OpenCV wants it
    weight = skin.astype(np.float32)
    level = values
    for fit in range(_PASSES):
        if fit > 0:
            weight = _EVEN / np.maximum(np.abs(values - level), _EVEN) * skin
        share = cv2.resize(weight, small, interpolation=cv2.INTER_AREA)
        total = cv2.resize(values * weight, small, interpolation=cv2.INTER_AREA)
        plane = _fit_planes(np.asarray(total, np.float32), np.asarray(share, np.float32), sigma / factor)
        level = np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return level


def _fit_planes(wv: Picture, w: Picture, sigma: float) -> Picture:
    """Value at every pixel of the plane v = c + a x + b y that fits best around it.

    Args:
        wv: (H, W), values times their weights.
        w: (H, W), weights.
        sigma: of the Gaussian that multiplies the weights, pixels.

    """
    rows, columns = w.shape
    unit = np.float32(sigma)
    y = (np.arange(rows, dtype=np.float32) - rows // 2)[:, None] / unit  # from the middle, to keep the squares small
    x = (np.arange(columns, dtype=np.float32) - columns // 2)[None, :] / unit
    mass: Picture = np.maximum(_blur(w, sigma), np.float32(1e-6))

    def mean(weighted: Picture) -> Picture:
        return _blur(weighted, sigma) / mass

    mx, my, mv = mean(w * x), mean(w * y), mean(wv)
    cxx = mean(w * x * x) - mx * mx + _STEADYING
    cyy = mean(w * y * y) - my * my + _STEADYING
    cxy = mean(w * x * y) - mx * my
    cxv, cyv = mean(wv * x) - mx * mv, mean(wv * y) - my * mv
    determinant = cxx * cyy - cxy * cxy
    a = (cyy * cxv - cxy * cyv) / determinant
    b = (cxx * cyv - cxy * cxv) / determinant
    value: Picture = mv + a * (x - mx) + b * (y - my)
    return value


def _blur(picture: Picture, sigma: float) -> Picture:
    """Gaussian, nothing beyond the border."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT), np.float32)


def _at_least(dark: Mask, pixels: float) -> Mask:
    """Keep the connected areas of so many pixels or more."""
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    is_large = statistics[:, cv2.CC_STAT_AREA] >= pixels
    is_large[0] = False  # the background
    return np.asarray(is_large[labels])

"""Skin against all else in an upright copy of a face: by place, colour and edges, with no learned weights."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from uvphoto.skin.face_outline import (
    MEAN_CHIN,
    SHIFTS,
    FaceOutline,
    find_outline,
    mean_outline,
    relative_distance,
)
from uvphoto.skin.facial_parts import (
    MEAN_MOUTH,
    PUPIL_X,
    blur,
    ellipse,
    find_brows,
    find_eyes,
    find_mouth,
    find_nostrils,
    sides,
)
from uvphoto.skin.frame import UprightFace
from uvphoto.skin.skin_colour import (
    ColourSpread,
    ColourTable,
    log_colours,
    robust_spread,
    shading,
    smooth_along_edges,
)

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

_BLUR_MM = 1.2  # of colours before they are judged
_LEAST_SPREAD = (0.05, 0.02, 0.02)
_ROUNDS = 3  # of learning the colours from the skin that the last round found
_MOST_SURE = 0.7  # how sure the outline alone makes of skin within it: what hangs over a face may hide it
_ORBIT_SURE = 0.985  # about the eyes, where shades and make-up change the colour
_MARK_SURE = 0.75
_LARGEST_MARK = 200.0  # mm2
_OUTWARDS_MM = 1.5  # edges are seen blurred, from within


class FoundSkin(NamedTuple):
    """The skin in a copy of a face."""

    soft: Image  # (h, w) how sure it is that a pixel is bare facial skin, 0-1
    outline: FaceOutline


class _Colours(NamedTuple):
    """What is known of the colours in a copy before skin is sought."""

    sharp: Image  # (h, w, 3)
    flat: Image  # (h, w, 3) the light without its shading
    smooth: Image  # (h, w, 3) as ``flat``, blurred
    skin: ColourSpread  # of ``smooth``


def find_skin(face: UprightFace, *, sees_eyes: bool) -> FoundSkin:
    """Find the bare facial skin in a copy.

    Args:
        face: the copy.
        sees_eyes: whether the eyes are bare; else what covers them, such as shades, has to be found by its colour.

    """
    colours = _learn_colours(face, sees_eyes=sees_eyes)
    mouth = find_mouth(face, colours.flat)
    chin = float(np.clip(MEAN_MOUTH + 0.7 * (mouth.row - MEAN_MOUTH) + 43, 104, 126))
    lips = mouth.mask(face)
    soft, likeness, outline = _separate(face, colours, lips, chin, sees_eyes=sees_eyes)
    light = colours.flat[..., 0]
    parts = lips | find_eyes(face, likeness) | find_brows(face, light) | find_nostrils(face, light)
    soft = np.where(_marks(soft, parts, face.mm_per_pixel), np.maximum(soft, _MARK_SURE), soft)
    return FoundSkin(np.where(parts | ~face.is_photo, 0.0, soft).astype(np.float32), outline)


def _marks(soft: Image, parts: Mask, mm_per_pixel: float) -> Mask:
    """Return the small holes in the skin: moles and spots, which are what the mask is for."""
    labels, count = ndimage.label((soft < _MARK_SURE) & ~parts)
    if not count:
        return np.zeros(soft.shape, bool)
    numbers = range(1, count + 1)
    areas = ndimage.sum_labels(np.ones_like(soft), labels, numbers) * mm_per_pixel**2
    beside = ndimage.binary_dilation(parts)
    touching = ndimage.maximum(beside, labels, numbers)
    return np.isin(labels, 1 + np.flatnonzero((areas < _LARGEST_MARK) & ~np.asarray(touching, bool)))


def _learn_colours(face: UprightFace, *, sees_eyes: bool) -> _Colours:
    """Learn the colour of skin where there hardly is anything else, and take the shading off the light."""
    sharp = log_colours(face.colour)
    smooth = np.stack([blur(sharp[..., channel], _BLUR_MM, face) for channel in range(3)], axis=-1)
    y, side = sides(face)
    sure = ((y > 16) & (y < 50) & (side > 17) & (side < 44)) | ((y > 0) & (y < 36) & (side < 8))
    sure |= (y > 50) & (y < 60) & (side > 30) & (side < 40)
    sure &= face.is_photo & (sees_eyes | (y > 24))
    skin = robust_spread(smooth[sure], _LEAST_SPREAD)
    tint = ColourSpread(skin.mean[1:], skin.covariance[1:, 1:])
    inner = relative_distance(face, mean_outline(MEAN_CHIN)) < -0.07
    has_parts = _eye_zones(face) | _brow_zone(face) | ellipse(face, 73.0, 0.0, 18.0, 34.0)
    usual_light = np.abs(smooth[..., 0] - skin.mean[0]) < max(0.9, 3 * skin.covariance[0, 0] ** 0.5)
    fitted = inner & ~has_parts & usual_light & face.is_photo & (tint.distance2(smooth[..., 1:]) < 9)
    shade = shading(smooth[..., 0], face.y, face.x, fitted & (y < 100))
    shade = np.clip(shade, *np.quantile(shade[inner], [0.02, 0.98]))
    flat, smooth = (
        np.concatenate([image[..., :1] - shade[..., None], image[..., 1:]], -1) for image in (sharp, smooth)
    )
    return _Colours(sharp, flat, smooth, robust_spread(smooth[sure | (fitted & (y < 0))], _LEAST_SPREAD))


def _separate(
    face: UprightFace, colours: _Colours, lips: Mask, chin: float, *, sees_eyes: bool
) -> tuple[Image, Image, FaceOutline]:
    """Separate skin from the rest: how sure it is, 0-1; the log likelihood ratio of the colours; the outline."""
    y, side = sides(face)
    hidden = _eye_zones(face) | lips
    beyond = relative_distance(face, mean_outline(chin))
    prior = np.clip(1 / (1 + np.exp(beyond / 0.05)), 0.03, 0.9)
    prior = np.where(hidden, 0.1, np.where(_brow_zone(face), np.minimum(prior, 0.6), prior))
    unlike = colours.skin.distance2(colours.smooth)
    other_skin = ((y > 88) & (side < 75)) | ((np.abs(y - 18) < 34) & (side > 58) & (side < 92))  # neck and ears
    is_other = face.is_photo & ~hidden & ~(other_skin & (beyond > -0.03) & (unlike < 16))
    orbit = sees_eyes & (np.abs(y + 3) < 13) & (side < 50)
    table = ColourTable(colours.smooth, colours.skin)
    strands = _strands(face, colours.sharp[..., 0])
    skin, other = prior * np.exp(-0.25 * np.minimum(unlike, 60)), (1 - prior) ** 2
    shifts: tuple[float, ...] = SHIFTS
    for turn in range(_ROUNDS):
        likeness = np.asarray(table.likelihood_ratio(skin * face.is_photo, other * is_other) - strands, np.float32)
        likeness = np.clip(likeness, -2, 2) if turn == 0 else np.clip(likeness, -4, 4)
        for_outline = np.clip(likeness, -2.5, 2.5)
        for_outline = np.where(hidden | _brow_zone(face), np.maximum(for_outline, 0.5), for_outline)
        outline = find_outline(face, np.where(face.is_photo, for_outline, -2.5), colours.sharp, chin, shifts)
        shifts = (outline.shift,)
        inside = outline.distance_inside(face) + _OUTWARDS_MM
        sure = np.clip(1 / (1 + np.exp(-inside / 2)), 0.02, np.where(orbit, _ORBIT_SURE, _MOST_SURE))
        posterior = np.asarray(1 / (1 + np.exp(-likeness) * (1 - sure) / sure), np.float32)
        soft = smooth_along_edges(posterior, face.is_photo + np.float32(1e-3), face.colour**0.8, 30.0, 8.0)
        soft = np.where(inside > 0, np.clip(soft, 0, 1), 0).astype(np.float32)
        skin, other = soft, 1 - soft
        if not sees_eyes:  # what covers them must not be learned as skin
            skin = np.clip(2 * soft - 1, 0, 1) * np.exp(-0.05 * np.minimum(unlike, 60))
    return soft, likeness, outline


def _strands(face: UprightFace, light: Image) -> Image:
    """Return what speaks against skin where the forehead is streakier than the cheeks: hair hangs over it."""
    fine = light - blur(light, 2.5, face)
    streaks = np.sqrt(blur(fine**2, 2.5, face))
    y, side = sides(face)
    usual = float(np.median(streaks[(y > 16) & (y < 50) & (side > 17) & (side < 44)]))
    excess = np.clip(streaks / max(usual, 0.02) - 2.5, 0, 3)
    return np.asarray(0.8 * excess * np.clip((-12 - y) / 10, 0, 1), np.float32)


def _eye_zones(face: UprightFace) -> Mask:
    return ellipse(face, -1.0, PUPIL_X, 9.0, 19.0) | ellipse(face, -1.0, -PUPIL_X, 9.0, 19.0)


def _brow_zone(face: UprightFace) -> Mask:
    y, side = sides(face)
    return np.asarray((y < -8) & (y > -32) & (side < 54))

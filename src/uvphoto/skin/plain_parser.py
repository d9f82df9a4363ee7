"""Facial skin without learned weights: a mean face, and what the photo itself shows of skin's colour and edges."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.face_outline import MEAN_CHIN, SHIFTS, find_outline, mean_outline, relative_distance
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
from uvphoto.skin.frame import FaceFrame, UprightFace, upright_copy
from uvphoto.skin.full_size import to_full_size
from uvphoto.skin.parsing import SkinParsing
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

VERSION = "plain-1"

_MM_PER_PIXEL = 0.8  # of the copy that is parsed
_BLUR_MM = 1.2  # of colours before they are judged
_LEAST_SPREAD = (0.05, 0.02, 0.02)
_ROUNDS = 3  # of learning the colours from the skin that the last round found
_MOST_SURE = 0.7  # how sure the outline alone makes of skin within it: what hangs over a face may hide it
_ORBIT_SURE = 0.97  # about the eyes, where shades and make-up change the colour
_OUTWARDS_MM = 1.5  # edges are seen blurred, from within


class _Colours(NamedTuple):
    """What is known of the colours in a copy before skin is sought."""

    sharp: Image  # (h, w, 3)
    flat: Image  # (h, w, 3) the light without its shading
    smooth: Image  # (h, w, 3) as ``flat``, blurred
    skin: ColourSpread  # of ``smooth``


@dataclass(frozen=True)
class PlainParser:
    """Finds facial skin with no learned weights."""

    version: str = VERSION

    def parse(self, colour: Image, finding: FaceFinding) -> SkinParsing:
        """Find the skin of the face that was found.

        In a copy at 0.8 mm per pixel: the colour of skin is learned from cheeks and nose, its likelihood against the
        rest from histograms, in turns with the outline of the face and with smoothing along edges. Eyes, brows, mouth
        and nostrils are cut out. The soft map of the copy, brought to the photo's size, is cut at one half.

        Args:
            colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, upright.
            finding: what was found of faces in it, with pupils.

        Raises:
            ValueError: no pupils are given.

        """
        if finding.pupils is None:
            raise ValueError("skin is parsed where a face was found")
        face = upright_copy(colour, FaceFrame.of(finding.pupils), _MM_PER_PIXEL)
        soft = find_skin(face, sees_eyes=finding.pupils.is_measured)
        return SkinParsing(to_full_size(soft, face.to_photo, colour.shape[:2]), self.version)


def find_skin(face: UprightFace, *, sees_eyes: bool) -> Image:
    """Return how sure it is that a pixel of a copy is bare facial skin, (h, w), 0-1.

    Args:
        face: the copy.
        sees_eyes: whether the eyes are bare; else what covers them, such as shades, has to be found by its colour.

    """
    colours = _learn_colours(face, sees_eyes=sees_eyes)
    mouth = find_mouth(face, colours.flat)
    chin = float(np.clip(MEAN_MOUTH + 0.7 * (mouth.row - MEAN_MOUTH) + 43, 104, 126))
    lips = mouth.mask(face)
    soft, likeness = _separate(face, colours, lips, chin, sees_eyes=sees_eyes)
    light = colours.flat[..., 0]
    parts = lips | find_eyes(face, likeness) | find_brows(face, light) | find_nostrils(face, light)
    return np.where(parts | ~face.is_photo, 0.0, soft).astype(np.float32)


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


def _separate(face: UprightFace, colours: _Colours, lips: Mask, chin: float, *, sees_eyes: bool) -> tuple[Image, Image]:
    """Separate skin from the rest: how sure it is, 0-1, and the log likelihood ratio of the colours, (h, w) each."""
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
    return soft, likeness


def _strands(face: UprightFace, light: Image) -> Image:
    """Return what speaks against skin where the forehead is streakier than the cheeks: strands of hair hang over it."""
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

"""White balance from the white of the eyes, the only thing in every face that is about white, and then from the skin.

The idea: Choi and Suk 2017 (Electronic Imaging, The human sclera and pupil as the calibration targets).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import UnusablePhotoError
from uvphoto.simulate.camera.colorimetry import LUMINANCE, decode_srgb
from uvphoto.skin.frame import FaceFrame, UprightFace, upright_copy
from uvphoto.skin.pupils import Pupils
from uvphoto.skin.white_balance.balance import Balance, Gains
from uvphoto.skin.white_balance.from_skin import gains_by_skin
from uvphoto.skin.white_balance.lab import to_lab
from uvphoto.skin.white_balance.method import Method

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

# Linear red, green and blue in white light: grey. Bluish in the young, yellowish and veined with age; in ten real
# portraits it lay at a* 1 +- 2.5 and b* 1 +- 2.7.
SCLERA: Gains = (1.0, 1.0, 1.0)

_SHARE = 0.85  # of its distance from grey that is the light's: of two variances, 7² of casts and 3² of eyes, in Delta E

_FINEST_MM = 0.25  # per pixel of the copy that is looked at
_ACROSS_MM, _DOWN_MM = 13.0, 4.0  # half sides of the part around a pupil in which the white lies
_IRIS_MM = 6.8  # radius around the pupil that the iris and its rim take
_DIMMEST, _CLIPPED = 0.35, 0.97  # of the skin's luminance; sRGB-encoded
_BLACK = 1e-3  # linear: below it ratios of channels say nothing
_RIM_MM = 0.6  # at the edge of the white that takes on the colour of what is beside it
_WHITEST = 10  # percentile of log(red / blue) that counts as the whitest
_LESS_RED = 0.5  # of the way in log(red / blue) from the whitest pixels to the skin
_LEAST_CONTRAST = 0.15  # in log(red / blue) between skin and white
_LEAST_MM2, _LEAST_PIXELS = 8.0, 30
_FARTHEST, _FARTHEST_YELLOW = 20.0, 35.0  # Delta E from the assumed colour: beyond is no light but a filter, or no eye
_UNEVEN = 10.0  # Delta E, typical distance of the pixels from their median
_REMEDY = "Take it sharp, with both eyes wide open and without glasses, or choose another --white-balance"


def balance_by_sclera(colour: Image, pupils: Pupils | None, skin: Mask, white: Gains = SCLERA) -> Balance:
    """Return the balance that brings the white of the eyes near the colour that is assumed of it, and then the skin.

    Eyes tell yellow light from a brown face, which the skin cannot; what is left across the colours of skin, from
    green to purple, the skin tells better, and is moved as ``balance_by_skin`` does.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        pupils: of the face; None where there is none.
        skin: (H, W), from which the white is told.
        white: linear red, green and blue of the white of the eyes in white light, in any unit.

    Raises:
        UnusablePhotoError: too little of it is to be seen, or what is seen cannot be it.

    """
    if pupils is None or not pupils.is_measured or not skin.any():
        raise UnusablePhotoError("shows no eyes from whose white its colours could be balanced", _REMEDY)
    frame = FaceFrame.of(pupils)
    copy = upright_copy(colour, frame, max(frame.mm_per_pixel, _FINEST_MM))
    of_skin = np.maximum(decode_srgb(np.median(colour[skin], axis=0).astype(np.float64)), _BLACK)
    used = decode_srgb(copy.colour[white_pixels(copy, of_skin, frame.mm_per_pixel * pupils.distance / 2)])  # (N, 3)
    if len(used) < max(_LEAST_PIXELS, _LEAST_MM2 / copy.mm_per_pixel**2):
        problem = f"shows too little of the white of the eyes to balance its colours: {len(used)} pixels"
        raise UnusablePhotoError(problem, _REMEDY)
    light = np.maximum(np.median(used, axis=0).astype(np.float64), _BLACK)
    spread = float(np.median(np.hypot(*(to_lab(used) - to_lab(light))[:, 1:].T)))
    aim = np.array(white) * (light @ LUMINANCE) / (np.array(white) @ LUMINANCE)
    a, b = (to_lab(light) - to_lab(aim))[1:]
    away = float(np.hypot(a, b))
    if spread > _UNEVEN or np.hypot(a, b * (_FARTHEST / _FARTHEST_YELLOW if b > 0 else 1)) > _FARTHEST:
        problem = f"shows eyes whose white has no clear colour: {spread:.0f} Delta E uneven, {away:.0f} from white"
        raise UnusablePhotoError(problem, _REMEDY)
    by_eyes = (aim / light) ** _SHARE
    by_eyes *= (of_skin @ LUMINANCE) / (of_skin * by_eyes @ LUMINANCE)
    by_skin, off = gains_by_skin(of_skin * by_eyes)
    red, green, blue = by_eyes * by_skin
    reason = (
        f"The white of the eyes lay {away:.1f} Delta E from grey, of which {_SHARE:.0%} was taken for a cast; its "
        f"pixels differ by {spread:.1f}. The skin then lay {off:.1f} off the colours of skin."
    )
    return Balance(Method.SCLERA, (red, green, blue), None, len(used), spread, reason)


def white_pixels(copy: UprightFace, of_skin: NDArray[np.float64], half: float) -> Mask:
    """Tell of each pixel of an upright copy whether it shows the white of an eye.

    On either side of the irises, what is less red than the skin by half the way to the least red pixels, neither dark
    as lashes nor clipped as a reflection, and not at the edge of such an area. Nothing depends on the light's colour.

    Args:
        copy: of the face.
        of_skin: (3,) median of the skin, linear.
        half: mm from the middle of the face to a pupil.

    Returns:
        (h, w).

    """
    x = np.minimum(np.abs(copy.x - half), np.abs(copy.x + half))
    place = (x <= _ACROSS_MM) & (np.abs(copy.y) <= _DOWN_MM) & (np.hypot(x, copy.y) > _IRIS_MM) & copy.is_photo
    rows = np.flatnonzero(place.any(axis=1))
    white = np.zeros_like(place)
    if rows.size == 0:
        return white
    band = slice(int(rows[0]), int(rows[-1]) + 1)
    linear = np.maximum(decode_srgb(copy.colour[band]), _BLACK)
    seen = (
        place[band]
        & (copy.colour[band].max(axis=-1) < _CLIPPED)
        & (linear @ LUMINANCE > _DIMMEST * of_skin @ LUMINANCE)
    )
    redness = np.log(linear[..., 0] / linear[..., 2])
    skin_redness = float(np.log(of_skin[0] / of_skin[2]))
    whitest = float(np.percentile(redness[seen], _WHITEST)) if seen.any() else skin_redness
    if skin_redness - whitest < _LEAST_CONTRAST:
        return white
    found = seen & (redness < whitest + _LESS_RED * (skin_redness - whitest))
    reach = max(round(_RIM_MM / copy.mm_per_pixel), 1)
    size = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    white[band] = cv2.erode(found.astype(np.uint8), size, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    return white

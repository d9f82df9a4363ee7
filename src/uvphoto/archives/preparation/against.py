"""What stands against a UV photo as the partner of a colour photo, besides how it lies on it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.findings import Finding
from uvphoto.analysis.judging import of_clipping, of_sharpness, refusals_first
from uvphoto.analysis.quality import measure_quality
from uvphoto.archives.registration import register_pair
from uvphoto.errors import UnusablePhotoError
from uvphoto.skin.face_finding import FaceFinding

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

_SIDE = 256  # of the copies in which a copy of the colour photo is told
_COPY = 0.998  # correlation: a UV photo shows other things than any channel of the colour photo
_EVEN = 0.02  # range of all but the ends of a photo, of black to white, below which it shows nothing


def check_uv(colour: Picture, uv: Picture) -> None:
    """Make sure that a UV photo shows something, and something else than the colour photo.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        uv: (H', W') float32 in [0, 1].

    Raises:
        UnusablePhotoError: it does not.

    """
    low, high = np.percentile(uv, (1, 99))
    if high - low < _EVEN:
        raise UnusablePhotoError(f"shows nothing: nearly all of it is at {low:.0%} of white", "Export it again")
    small = _small(uv)
    channels = [_small(np.ascontiguousarray(colour[..., number])) for number in range(3)]
    likest = max(float(np.corrcoef(small.ravel(), one.ravel())[0, 1]) for one in (*channels, np.mean(channels, axis=0)))
    if likest > _COPY:
        raise UnusablePhotoError("is a grey copy of the colour photo, and no UV photo", "Name the UV photo itself")


def _small(channel: Picture) -> Picture:
    return np.asarray(cv2.resize(channel, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA))


def what_would_help(colour: Picture, uv: Picture, skin: Mask) -> str:
    """Return what is to be done to a UV photo so that it can be laid on its colour photo; "" where nothing is known.

    Devices and exports that mirror a photo, or turn it into its negative, do so to all of an archive.
    """
    for changed, remedy in (
        (uv[:, ::-1], "it is mirrored against the colour photo. Mirror one of the two"),
        (1 - uv, "it is a negative. Invert it"),
    ):
        if not register_pair(colour, np.ascontiguousarray(changed), skin).problem:
            return remedy
    return ""


def judge_uv(uv: Picture, skin: Mask, finding: FaceFinding, mm_per_pixel: float) -> tuple[Finding, ...]:
    """Return what stands against the quality of a UV photo, as it lies over its colour photo before registration.

    Sharpness, noise and what is clipped have the limits that colour photos have. There is none of tone, light and face:
    the colour photo has been asked for these.

    Args:
        uv: (H', W') float32 in [0, 1].
        skin: (H, W), of the colour photo: a breath apart, it is nearly that of the UV photo.
        finding: the face of the colour photo.
        mm_per_pixel: of the colour photo.

    """
    over = np.asarray(cv2.resize(uv, skin.shape[::-1], interpolation=cv2.INTER_AREA), np.float32)
    quality = measure_quality(np.repeat(over[..., None], 3, axis=2), skin, finding, mm_per_pixel)
    return refusals_first([*of_sharpness(quality), *of_clipping(quality)])

"""The network's doubt: how much the UV photo changes with what should not matter.

The photo is converted as it is and in a few versions: mirrored, a little brighter or darker, warmer or cooler, turned,
shifted. What the network makes of them is mapped back, and where it does not agree with itself it does not know
(test-time augmentation as a measure of uncertainty: Wang et al. 2019, Neurocomputing 338:34).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.local_absorbance import local_absorbance
from uvphoto.analysis.view import resized
from uvphoto.conversion.convert import Progress, convert, quiet
from uvphoto.conversion.converter import Converter
from uvphoto.conversion.scale import working_size
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.skin.window import window_around

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]
Matrix = NDArray[np.float64]

_ROOM_MM = 12.0  # around the skin, so that it is converted with its surroundings: the reach of the network


@dataclass(frozen=True)
class Version:
    """A change of a photo that should not matter.

    Attributes:
        is_mirrored: left and right change sides.
        gain: factor on the light.
        warmth: factor on red light, and divisor of blue light.
        turn: degrees, anticlockwise.
        shift: pixels at the working scale, down and to the right.

    """

    is_mirrored: bool
    gain: float
    warmth: float
    turn: float
    shift: float


# A half of a factorial design with two levels: mirroring, gain and warmth are crossed evenly in four runs; turn and
# shift go along with mirroring. The changes are those that photos of one face differ by anyway.
VERSIONS = (
    Version(is_mirrored=False, gain=1.12, warmth=1.03, turn=2.0, shift=0.5),
    Version(is_mirrored=False, gain=1 / 1.12, warmth=1 / 1.03, turn=2.0, shift=0.5),
    Version(is_mirrored=True, gain=1.12, warmth=1 / 1.03, turn=-2.0, shift=-0.5),
    Version(is_mirrored=True, gain=1 / 1.12, warmth=1.03, turn=-2.0, shift=-0.5),
)


@dataclass(frozen=True)
class Doubt:
    """A UV photo and where the network disagrees with itself.

    Attributes:
        uv: (H, W) float32 in [0, 1], what the network makes of the photo itself.
        spread: (H, W) float32, standard deviation of ``local_absorbance`` over the photo and its versions; 0 where no
            skin is near.

    """

    uv: Pixels
    spread: Pixels


def convert_with_doubt(
    colour: Pixels, converter: Converter, skin: Mask, *, mm_per_pixel: float, progress: Progress = quiet
) -> Doubt:
    """Convert a photo as ``convert`` does, and find where the network is in doubt, as ``find_spread`` does.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        converter: the network.
        skin: (H, W).
        mm_per_pixel: of the photo.
        progress: is told how many conversions are done, and of how many.

    Raises:
        SettingsError: at the working scale the photo would be too large.
        WeightsError: the network does not take its tiles.

    """
    total = 1 + len(VERSIONS)
    uv = convert(colour, converter, mm_per_pixel=mm_per_pixel)
    progress(1, total)

    def further(done: int, _of: int) -> None:
        progress(1 + done, total)

    spread = find_spread(colour, uv, converter, skin, mm_per_pixel=mm_per_pixel, progress=further)
    progress(total, total)
    return Doubt(uv, spread)


def find_spread(
    colour: Pixels, uv: Pixels, converter: Converter, skin: Mask, *, mm_per_pixel: float, progress: Progress = quiet
) -> Pixels:
    """Convert versions of a photo, and return how far they differ.

    They are made and compared at the working scale, of the skin alone, so that a large photo costs little more, and one
    at a time, so that memory does not grow with their number. Compared is what skin absorbs more than its surroundings:
    the brightness of the whole is no matter of spots.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        uv: (H, W), what the converter makes of it.
        converter: the network.
        skin: (H, W).
        mm_per_pixel: of the photo.
        progress: is told how many versions are done, and of how many.

    Returns:
        (H, W) float32, see ``Doubt``.

    """
    if skin.shape != colour.shape[:2] or uv.shape != skin.shape:
        raise ValueError(f"photo, UV photo and skin have one size, not {colour.shape}, {uv.shape} and {skin.shape}")
    spread = np.zeros_like(uv)
    if not skin.any():
        return spread
    window, working = window_around(skin, _ROOM_MM / mm_per_pixel), converter.info.mm_per_pixel
    size = working_size(skin[window].shape, mm_per_pixel, working)
    small, on_skin = resized(colour[window], size), resized(skin[window].astype(np.float32), size) > 0.5
    mean = local_absorbance(resized(uv[window], size), on_skin, working)
    squares = np.zeros_like(mean)
    for count, again in enumerate(_converted_versions(small, converter), start=2):  # Welford 1962, Technometrics 4:419
        found = local_absorbance(again, on_skin, working)
        away = found - mean
        mean = mean + away / np.float32(count)
        squares += away * (found - mean)
        progress(count - 1, len(VERSIONS))
    spread[window] = resized(np.asarray(np.sqrt(squares / len(VERSIONS)), np.float32), spread[window].shape)
    return spread


def _converted_versions(colour: Pixels, converter: Converter) -> Iterator[Pixels]:
    """Yield what the network makes of each version, mapped back onto the photo at the working scale."""
    for version in VERSIONS:
        there = _matrix(version, colour.shape)
        changed = _relit(_moved(colour, there), version)
        uv = convert(changed, converter, mm_per_pixel=converter.info.mm_per_pixel)
        yield _moved(uv, np.asarray(np.linalg.inv(there), np.float64))


def _matrix(version: Version, shape: tuple[int, ...]) -> Matrix:
    """Return the 3 x 3 matrix that takes (column, row, 1) of the photo to that of the version."""
    height, width = shape[:2]
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), version.turn, 1.0), [0, 0, 1]])
    turn[:2, 2] += version.shift
    mirror = np.diag([-1.0, 1.0, 1.0])
    mirror[0, 2] = width - 1
    return turn @ mirror if version.is_mirrored else turn


def _moved(picture: Pixels, matrix: Matrix) -> Pixels:
    size = (picture.shape[1], picture.shape[0])
    moved = cv2.warpAffine(picture, matrix[:2], size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    return np.clip(np.asarray(moved, np.float32), 0, 1)


def _relit(colour: Pixels, version: Version) -> Pixels:
    gains = version.gain * np.array([version.warmth, 1, 1 / version.warmth], np.float32)
    return np.asarray(encode_srgb(np.clip(decode_srgb(colour) * gains, 0, 1)), np.float32)

"""What a camera does to a picture between light and file, each step alone, with its strength given.

Plain textbook operations: they teach a converter to look past the camera, and are no model of a certain one. The
simulator has steps of its own (`simulate.camera`), so that its phones can judge what was learned from these.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.colorimetry import LUMINANCE

Pixels = NDArray[np.float32]
Matrix = NDArray[np.float64]

DECODE_GAMMA = 2.2  # near enough to the curve of sRGB for a random change of light

_BASE_SIDE = 32  # pixels at which large contrasts are found
_BASE_EDGE = 0.2  # contrasts above it are edges, which the base keeps
_LEAST_BASE = 0.05


def shaded(encoded: Pixels, stops: float, bend: float, angles: tuple[float, float]) -> Pixels:
    """Light a patch unevenly, as from the side: a straight and a bent gradient.

    The exponent of light over the patch is ``stops * ((1 - bend) u + bend (v² - mean v²))``, where u and v run from
    -1 to 1 from corner to corner along the two angles. Its mean is 0.

    Args:
        encoded: (H, W, 3), at least 0.
        stops: of the brightest corner against the middle where ``bend`` is 0.
        bend: share of the bent part, 0 to 1.
        angles: of the straight and the bent gradient, radians from the columns' direction.

    """
    straight, bent = (_ramp(encoded.shape[:2], angle) for angle in angles)
    bowl = bent * bent
    exponent = stops * ((1 - bend) * straight + bend * (bowl - bowl.mean()))
    gain = np.exp2(exponent / DECODE_GAMMA).astype(np.float32)
    return encoded * gain[..., None]


def _ramp(size: tuple[int, ...], angle: float) -> Pixels:
    """Return (H, W), -1 to 1 from corner to corner along an angle."""
    rows, columns = (np.linspace(-1, 1, side, dtype=np.float32) for side in size)
    along, across = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return np.asarray((columns[None] * along + rows[:, None] * across) / (abs(along) + abs(across)), np.float32)


def through_matrix(encoded: Pixels, matrix: Matrix) -> Pixels:
    """Mix the channels of light, as another sensor does; where each row's sum is 1 grey stays grey.

    Args:
        encoded: (H, W, 3), at least 0; it is brought to linear light and back.
        matrix: (3, 3), from the channels as they are to those that come.

    """
    light = cv2.transform(cv2.pow(encoded, DECODE_GAMMA), matrix)
    return np.asarray(cv2.pow(np.maximum(light, 0), 1 / DECODE_GAMMA), np.float32)


def moved(picture: Pixels, length: float, angle: float) -> Pixels:
    """Blur along a line, as a hand that shakes does; the mean stays.

    Args:
        picture: (H, W, 3).
        length: of the line, pixels; 1 and less change nothing.
        angle: of the line, radians.

    """
    half = int(np.ceil(length / 2)) + 1
    offsets = np.arange(-half, half + 1, dtype=np.float32)
    along = offsets[None] * np.cos(angle) + offsets[:, None] * np.sin(angle)
    across = offsets[:, None] * np.cos(angle) - offsets[None] * np.sin(angle)
    # a pixel counts by how much of it the line, one pixel wide, covers
    kernel = np.clip(length / 2 + 0.5 - np.abs(along), 0, 1) * np.clip(1 - np.abs(across), 0, 1)
    blurred = cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(blurred, np.float32)


def smoothed(encoded: Pixels, share: float, edge: float, sigma: float) -> Pixels:
    """Take a share of weak contrasts away and keep strong ones (bilateral filter: Tomasi and Manduchi 1998, ICCV).

    Args:
        encoded: (H, W, 3).
        share: 0 to 1.
        edge: standard deviation of the contrasts that are smoothed, share of white.
        sigma: of the neighbourhood, pixels.

    """
    calm = cv2.bilateralFilter(encoded, 5, edge, sigma)
    return encoded + np.float32(share) * (calm - encoded)


def evened(encoded: Pixels, share: float) -> Pixels:
    """Take a share of the large contrasts away and keep the small ones (base and detail: Durand and Dorsey 2002).

    The base, edges kept, is divided out to the power of ``share`` against its own geometric mean.

    Args:
        encoded: (H, W, 3) in [0, 1].
        share: 0 to 1.

    """
    height, width = encoded.shape[:2]
    small = cv2.resize(grey_of(encoded), (_BASE_SIDE, _BASE_SIDE), interpolation=cv2.INTER_AREA)
    base = np.maximum(cv2.bilateralFilter(small, 9, _BASE_EDGE, _BASE_SIDE / 8), _LEAST_BASE)
    gain = (base / np.exp(np.log(base).mean())) ** np.float32(-share)
    return encoded * cv2.resize(gain, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]


def contrasted(encoded: Pixels, power: float) -> Pixels:
    """Bend tones along an S: the odds y / (1 - y) are those of x to a power, so 0, 1/2 and 1 stay.

    Args:
        encoded: in [0, 1].
        power: above 1 steepens the middle, below 1 flattens it.

    """
    bright, dark = cv2.pow(encoded, power), cv2.pow(1 - encoded, power)
    curved: Pixels = bright / (bright + dark)
    return curved


def saturated(encoded: Pixels, factor: float) -> Pixels:
    """Move colours (H, W, 3) from their grey by a factor; the grey itself stays."""
    matrix = factor * np.eye(3) + (1 - factor) * np.tile(LUMINANCE, (3, 1))
    return np.asarray(cv2.transform(encoded, matrix), np.float32)


def sharpened(encoded: Pixels, share: float, sigma: float) -> Pixels:
    """Sharpen the brightness by an unsharp mask.

    Args:
        encoded: (H, W, 3).
        share: of the difference from the blurred picture that is added.
        sigma: of the blur, pixels.

    """
    grey = grey_of(encoded)
    edges = np.float32(share) * (grey - cv2.GaussianBlur(grey, (0, 0), sigma))
    return encoded + edges[..., None]


def grey_of(encoded: Pixels) -> Pixels:
    """Return the brightness (H, W) of (H, W, 3), weighted by ITU-R BT.709."""
    return np.asarray(cv2.transform(encoded, LUMINANCE[None]), np.float32)


def through_jpeg(encoded: Pixels, quality: int) -> Pixels:
    """Write (H, W, 3) as JPEG of a quality, 1 to 100, and read it again."""
    levels = np.rint(np.clip(encoded, 0, 1) * 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", levels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)
    return decoded[..., ::-1].astype(np.float32) / np.float32(255)

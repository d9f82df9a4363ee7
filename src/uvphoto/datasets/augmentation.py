"""What another camera would have made of the same skin: changes of the colour patch, never of the UV patch."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.config import check_limits

Pixels = NDArray[np.float32]

_DECODE_GAMMA = 2.2  # near enough to the curve of sRGB for a random change of light


@dataclass(frozen=True)
class AugmentationSettings:
    """How far colour patches are changed; every value is the largest change, and 0 (for JPEG 100) is none.

    Attributes:
        white_balance: of a channel's gain, as a share.
        exposure: in stops.
        tone: of the exponent of the tone curve, as a share.
        blur: standard deviation of a Gaussian, pixels; half of the patches stay sharp.
        noise: standard deviation, share of white.
        jpeg_quality: the lowest; half of the patches are compressed.

    """

    white_balance: float = 0.08
    exposure: float = 0.3
    tone: float = 0.12
    blur: float = 0.8
    noise: float = 0.01
    jpeg_quality: int = 60

    def __post_init__(self) -> None:
        most = {"white_balance": 0.5, "exposure": 3.0, "tone": 0.5, "blur": 10.0, "noise": 0.5}
        check_limits(self, {name: (0, value) for name, value in most.items()} | {"jpeg_quality": (1, 100)})


def as_other_camera(colour: Pixels, settings: AugmentationSettings, rng: np.random.Generator) -> Pixels:
    """Return a colour patch as another camera might have taken it.

    Args:
        colour: (H, W, 3) in [0, 1], sRGB-encoded.
        settings: how far it may change.
        rng: the source of all chance.

    Returns:
        The same shape and range.

    """
    gains = 2.0 ** rng.uniform(-settings.exposure, settings.exposure)
    gains *= 1 + rng.uniform(-settings.white_balance, settings.white_balance, 3)
    exponent = 1 + rng.uniform(-settings.tone, settings.tone)
    # (c^2.2 * gain)^(1/2.2 * exponent): gains act on light, the tone curve on what the camera stores
    changed = (colour * gains.astype(np.float32) ** np.float32(1 / _DECODE_GAMMA)) ** np.float32(exponent)
    sigma = settings.blur * rng.uniform(-1, 1)
    if sigma > 0.1:
        changed = cv2.GaussianBlur(changed, (0, 0), sigma)
    noise = settings.noise * rng.uniform(0, 1)
    if noise > 0:
        changed = changed + noise * rng.standard_normal(changed.shape, dtype=np.float32)
    quality = int(rng.integers(settings.jpeg_quality, 101))
    if settings.jpeg_quality < 100 and rng.uniform() < 0.5:
        return _through_jpeg(changed, quality)
    return np.clip(changed, 0, 1).astype(np.float32)


def _through_jpeg(pixels: Pixels, quality: int) -> Pixels:
    levels = np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", levels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)
    return decoded[..., ::-1].astype(np.float32) / np.float32(255)

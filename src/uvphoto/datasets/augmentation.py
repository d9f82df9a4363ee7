"""What another camera would have made of the same skin: changes of the colour patch, never of the UV patch."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.config import check_limits
from uvphoto.datasets import camera_style as style

Pixels = NDArray[np.float32]


@dataclass(frozen=True)
class AugmentationSettings:
    """How far colour patches are changed; every value is the largest change, and 0 (for JPEG 100) is none.

    Attributes:
        share: of the patches that are changed at all; the others stay as taken.
        white_balance: of a channel's gain, as a share.
        exposure: in stops.
        tone: of the exponent of the tone curve, as a share.
        blur: standard deviation of a Gaussian, pixels; half of the patches stay sharp.
        noise: standard deviation, share of white.
        jpeg_quality: the lowest; half of the patches are compressed.
        shading: of the light over the patch, in stops from its middle to a corner.
        colour_matrix: of a channel that is mixed into another, as a share of it, in linear light.
        motion: length of a blur along a line, pixels; half of the patches stay still.
        smoothing: share of weak contrasts that is taken away; half of the patches are smoothed.
        local_tone: share of large contrasts that is taken away.
        contrast: of the S-curve's power, in powers of 2, either way.
        saturation: of a colour's distance from its grey, as a share.
        sharpening: share of small contrasts that is added; half of the patches are sharpened.

    """

    share: float = 1.0
    white_balance: float = 0.08
    exposure: float = 0.3
    tone: float = 0.12
    blur: float = 0.8
    noise: float = 0.01
    jpeg_quality: int = 60
    shading: float = 0.0
    colour_matrix: float = 0.0
    motion: float = 0.0
    smoothing: float = 0.0
    local_tone: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    sharpening: float = 0.0

    def __post_init__(self) -> None:
        most = {"share": 1.0, "white_balance": 0.5, "exposure": 3.0, "tone": 0.5, "blur": 10.0, "noise": 0.5}
        most |= {"shading": 3.0, "colour_matrix": 0.3, "motion": 20.0, "smoothing": 1.0, "local_tone": 1.0}
        most |= {"contrast": 1.0, "saturation": 1.0, "sharpening": 3.0}
        check_limits(self, {name: (0, value) for name, value in most.items()} | {"jpeg_quality": (1, 100)})


def as_other_camera(colour: Pixels, settings: AugmentationSettings, rng: np.random.Generator) -> Pixels:
    """Return a colour patch as another camera might have taken it: light, lens, noise, processing, file.

    Args:
        colour: (H, W, 3) in [0, 1], sRGB-encoded.
        settings: how far it may change.
        rng: the source of all chance; steps that came later draw from it only where they are asked for.

    Returns:
        The same shape and range.

    """
    if settings.share < 1 and rng.uniform() >= settings.share:
        return colour
    changed = _through_lens(_in_other_light(colour, settings, rng), settings, rng)
    noise = settings.noise * rng.uniform(0, 1)
    if noise > 0:
        changed = changed + noise * rng.standard_normal(changed.shape, dtype=np.float32)
    changed = np.clip(_processed(np.clip(changed, 0, 1), settings, rng), 0, 1).astype(np.float32)
    quality = int(rng.integers(settings.jpeg_quality, 101))
    if settings.jpeg_quality < 100 and rng.uniform() < 0.5:
        return style.through_jpeg(changed, quality)
    return changed


def _in_other_light(colour: Pixels, settings: AugmentationSettings, rng: np.random.Generator) -> Pixels:
    """Change the light and what sensor and tone curve make of it."""
    gains = 2.0 ** rng.uniform(-settings.exposure, settings.exposure)
    gains *= 1 + rng.uniform(-settings.white_balance, settings.white_balance, 3)
    exponent = 1 + rng.uniform(-settings.tone, settings.tone)
    # (c^2.2 * gain)^(1/2.2 * exponent): gains act on light, the tone curve on what the camera stores
    lit: Pixels = colour * gains.astype(np.float32) ** np.float32(1 / style.DECODE_GAMMA)
    if settings.shading > 0:
        stops, bend = rng.uniform(0, settings.shading), rng.uniform(0, 0.5)
        straight, bent = rng.uniform(0, 2 * np.pi, 2)
        lit = style.shaded(lit, stops, bend, (straight, bent))
    if settings.colour_matrix > 0:
        matrix = rng.uniform(-settings.colour_matrix, settings.colour_matrix, (3, 3))
        np.fill_diagonal(matrix, 0)
        lit = style.through_matrix(lit, matrix + np.diag(1 - matrix.sum(axis=1)))
    toned: Pixels = lit ** np.float32(exponent)
    return toned


def _through_lens(picture: Pixels, settings: AugmentationSettings, rng: np.random.Generator) -> Pixels:
    sigma = settings.blur * rng.uniform(-1, 1)
    if sigma > 0.1:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
    if settings.motion > 0 and rng.uniform() < 0.5:
        picture = style.moved(picture, rng.uniform(0, settings.motion), rng.uniform(0, np.pi))
    return picture


def _processed(encoded: Pixels, settings: AugmentationSettings, rng: np.random.Generator) -> Pixels:
    """Do what cameras do to please, in their order."""
    if settings.smoothing > 0 and rng.uniform() < 0.5:
        share, edge, sigma = rng.uniform((0, 0.02, 1), (settings.smoothing, 0.1, 3))
        encoded = style.smoothed(encoded, share, edge, sigma)
    if settings.local_tone > 0:
        encoded = style.evened(encoded, rng.uniform(0, settings.local_tone))
    if settings.contrast > 0:
        power = 2 ** rng.uniform(-settings.contrast, settings.contrast)
        encoded = style.contrasted(np.clip(encoded, 0, 1), power)
    if settings.saturation > 0:
        encoded = style.saturated(encoded, 1 + rng.uniform(-settings.saturation, settings.saturation))
    if settings.sharpening > 0 and rng.uniform() < 0.5:
        encoded = style.sharpened(encoded, rng.uniform(0, settings.sharpening), rng.uniform(0.7, 2))
    return encoded

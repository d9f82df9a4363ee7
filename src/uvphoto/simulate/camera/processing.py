"""What a phone does to a developed picture to please: denoising, tone, smoothing of skin, sharpening.

Cheap stand-ins for what phones do, each a few box or Gaussian filters, so that 12 megapixels take seconds.
"""

import cv2
import numpy as np

from uvphoto.simulate.camera.arrays import Picture
from uvphoto.simulate.camera.colorimetry import LUMINANCE

_LUMA = LUMINANCE.astype(np.float32)


def luma(picture: Picture) -> Picture:
    """Weighted mean (H, W) of the three channels of (H, W, 3), ITU-R BT.709."""
    mean: Picture = picture @ _LUMA
    return mean


def edge_preserving(grey: Picture, radius: int, contrast: float) -> Picture:
    """Smooth a picture (H, W) with itself as guide (He, Sun and Tang 2013, IEEE TPAMI 35:1397).

    Args:
        grey: (H, W).
        radius: of the window, pixels.
        contrast: variations much smaller than it are smoothed, edges much greater are kept.

    """
    window = (2 * radius + 1, 2 * radius + 1)
    mean = cv2.blur(grey, window)
    variance = np.maximum(cv2.blur(grey * grey, window) - mean * mean, 0)
    slope = variance / (variance + np.float32(contrast**2))
    offset = mean - slope * mean
    smooth: Picture = cv2.blur(slope, window) * grey + cv2.blur(offset, window)
    return smooth


def denoise(picture: Picture, noise: float, strength: float) -> Picture:
    """Take noise out: the brightness by edge-preserving smoothing, the colour by plain blurring at half size.

    Args:
        picture: (H, W, 3) in which noise is about equally strong everywhere, as after a square root.
        noise: its standard deviation.
        strength: 0 nothing, 1 all that is weaker than three times the noise.

    """
    if strength == 0:
        return picture
    grey = luma(picture)
    calm = edge_preserving(grey, 2, 3 * noise * strength)
    height, width = grey.shape
    half = cv2.resize(picture - grey[..., None], ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
    half = cv2.GaussianBlur(half, (0, 0), 0.4 + 2.5 * strength)
    chroma = cv2.resize(half, (width, height), interpolation=cv2.INTER_LINEAR)
    clean: Picture = chroma + calm[..., None]
    return clean


def local_tone(picture: Picture, strength: float, mid: float = 0.5) -> Picture:
    """Take a share of the large contrasts away and keep the small ones (base and detail; Durand and Dorsey 2002).

    The base is found at an eighth of the size, by edge-preserving smoothing over a twentieth of the picture.

    Args:
        picture: (H, W, 3), at least 0.
        strength: share of the base's logarithmic contrast against ``mid`` that is taken away.
        mid: value that stays.

    """
    if strength == 0:
        return picture
    height, width = picture.shape[:2]
    small = (max(width // 8, 1), max(height // 8, 1))
    grey = cv2.resize(luma(picture), small, interpolation=cv2.INTER_AREA)
    base = np.maximum(edge_preserving(np.asarray(grey, np.float32), max(max(small) // 20, 1), 0.12), 0.03)
    gain = cv2.resize((base / mid) ** np.float32(-strength), (width, height), interpolation=cv2.INTER_LINEAR)
    lit: Picture = picture * gain[..., None]
    return lit


def roll_off(linear: Picture, headroom: float, knee: float = 0.75) -> Picture:
    """Bend the highlights between ``knee`` and ``headroom`` down to 1; below the knee light stays linear.

    A parabola that leaves the knee with slope 1 and meets 1 at the headroom h. From k on, with d = h - k,
    y = k + (x - k) - (h - 1) (x - k)² / d². It rises up to h where h <= 2 - k; a larger h is reached with a lower knee.

    Args:
        linear: at least 0; what exceeds ``headroom`` becomes 1.
        headroom: 1 to 2.
        knee: below 1.

    """
    k = np.float32(min(knee, 2 - headroom))
    h = np.float32(headroom)
    excess = np.clip(linear, k, h) - k
    bent: Picture = np.minimum(linear, k) + excess - (h - 1) / (h - k) ** 2 * excess * excess
    return bent


def steepen(encoded: Picture, contrast: float) -> Picture:
    """Steepen the middle of the tone scale: x + contrast (3x² - 2x³ - x), which keeps 0, 1/2 and 1."""
    if contrast == 0:
        return encoded
    curve: Picture = encoded + np.float32(contrast) * (encoded * encoded * (3 - 2 * encoded) - encoded)
    return curve


def saturate(encoded: Picture, factor: float) -> Picture:
    """Move every colour (H, W, 3) away from its own grey by a factor; grey stays."""
    if factor == 1:
        return encoded
    grey = luma(encoded)[..., None] * np.float32(1 - factor)
    strong: Picture = encoded * np.float32(factor) + grey
    return strong


def beautify(encoded: Picture, strength: float) -> Picture:
    """Smooth skin as beautifying cameras do: small weak contrasts go, edges of the face stay.

    Args:
        encoded: (H, W, 3) in [0, 1].
        strength: share of the small contrasts that goes.

    """
    if strength == 0:
        return encoded
    grey = luma(encoded)
    radius = max(round(0.006 * max(grey.shape)), 1)
    change = np.float32(strength) * (edge_preserving(grey, radius, 0.05) - grey)
    smooth: Picture = encoded + change[..., None]
    return smooth


def sharpen(encoded: Picture, strength: float, sigma: float = 1.2) -> Picture:
    """Sharpen the brightness by unsharp masking; overshoots beyond 0.12 are cut, as phones do.

    Args:
        encoded: (H, W, 3) in [0, 1].
        strength: share of the high frequencies that is added.
        sigma: of the mask, pixels.

    """
    if strength == 0:
        return encoded
    grey = luma(encoded)
    edges = np.clip(np.float32(strength) * (grey - cv2.GaussianBlur(grey, (0, 0), sigma)), -0.12, 0.12)
    sharp: Picture = encoded + edges[..., None]
    return sharp

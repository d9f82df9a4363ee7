"""A phone's whole way from the light of a scene to its picture."""

from collections.abc import Callable

import numpy as np

from uvphoto.simulate.camera import processing
from uvphoto.simulate.camera.arrays import Picture
from uvphoto.simulate.camera.bands import band_gains, colour_matrix
from uvphoto.simulate.camera.colorimetry import encode_srgb
from uvphoto.simulate.camera.lens import defocus_blur, gaussian_blur, motion_blur
from uvphoto.simulate.camera.phone import Phone
from uvphoto.simulate.camera.raw import demosaic, record
from uvphoto.simulate.camera.shot import Shot

METERED_GREY = 0.25  # linear brightness that the exposure aims at in the middle of the picture: a face's


def develop(phone: Phone, shot: Shot, scene: Picture, rng: np.random.Generator) -> Picture:
    """Take and process a picture.

    In linear light: lens, defocus, motion; exposure; the light's colour; mosaic, noise, clipping; demosaicing; white
    balance; colour matrix. After a square root, where noise is even: denoising, local tone. Then the highlights, the
    sRGB curve, and what is done to finished pictures: contrast, saturation, smoothing of skin, sharpening.

    Args:
        phone: what takes it.
        shot: light and faults.
        scene: (H, W, 3) float32, at least 4 x 4: reflectance in the bands ``phone.weights(shot.light)`` times shading,
            1 = white in full light.
        rng: source of the noise.

    Returns:
        (H, W, 3) float32 in [0, 1], sRGB-encoded.

    Raises:
        ValueError: a scene of another shape.

    """
    if scene.ndim != 3 or scene.shape[2] != 3 or min(scene.shape[:2]) < 4:
        raise ValueError(f"a scene is (H, W, 3) and at least 4 x 4 pixels, not {scene.shape}")
    gains = band_gains(shot.light, phone.sensor.sensitivities)
    linear = _through_lens(phone, shot, scene)
    exposure = _metered_exposure(linear, phone.metering) * 2**shot.exposure_error
    linear *= (exposure / phone.headroom * gains).astype(np.float32)  # unbalanced: what reaches the pixels
    full_well = phone.full_well * 100 / shot.iso
    linear = demosaic(record(linear, full_well, phone.read_noise, phone.bit_depth, rng), phone.bit_depth)
    noise = float(0.5 * np.sqrt(phone.headroom / full_well))  # of the square root of light; the same at every level
    # Factors of at least 1: what clipped in all channels comes out white.
    factors = np.array(shot.balance_error) / gains
    factors = (factors / factors.min()).astype(np.float32)
    matrix = (phone.headroom * colour_matrix(phone.weights(shot.light))).astype(np.float32)
    root = _in_strips(linear, lambda strip: _balanced_root(strip, factors, matrix))
    root = processing.denoise(root, noise, phone.denoise)
    root = processing.local_tone(np.maximum(root, 0), phone.local_tone)
    encoded = _in_strips(root, lambda strip: _toned(phone, strip))
    encoded = processing.beautify(encoded, phone.beautify)
    encoded = processing.sharpen(encoded, phone.sharpen)
    return np.clip(encoded, 0, 1, out=encoded)


def _through_lens(phone: Phone, shot: Shot, scene: Picture) -> Picture:
    """Blur, and darken towards the corners; always a new array."""
    thousandth = max(scene.shape[:2]) / 1000
    linear = gaussian_blur(scene, phone.lens_blur)
    linear = defocus_blur(linear, shot.focus_blur * thousandth)
    linear = motion_blur(linear, shot.motion_length * thousandth, shot.motion_angle)
    rows, columns = (np.linspace(-1, 1, size) for size in scene.shape[:2])
    corner = ((rows[:, None] ** 2 + columns**2) / 2).astype(np.float32)  # 1 in the corners
    dimmed: Picture = linear * (1 - np.float32(phone.vignetting) * corner)[..., None]
    return dimmed


def _metered_exposure(linear: Picture, strength: float) -> float:
    """Bring the middle of the picture a share of the way (in stops) to METERED_GREY, and spare the highlights."""
    rows, columns = (np.linspace(-1, 1, size)[:: max(size // 64, 1)] for size in linear.shape[:2])
    step_down, step_right = (max(size // 64, 1) for size in linear.shape[:2])
    green = linear[::step_down, ::step_right, 1]
    weight = np.exp(-(rows[:, None] ** 2 + columns**2) / 0.5)
    brightness = max(float((weight * green).sum() / weight.sum()), 1e-3)
    exposure = float(np.clip((METERED_GREY / brightness) ** strength, 0.25, 4))
    highlights = max(float(np.percentile(green, 98)), 1e-3)
    return min(exposure, max(1.15 / highlights, 0.5 * exposure))


def _balanced_root(raw: Picture, factors: Picture, matrix: Picture) -> Picture:
    """White balance, clipping, colour matrix, square root: raw colours to the root of linear sRGB."""
    return np.sqrt(np.maximum(np.minimum(raw * factors, 1) @ matrix.T, 0))


def _toned(phone: Phone, root: Picture) -> Picture:
    """Highlights, sRGB curve, contrast, saturation: root of linear light to encoded values."""
    encoded = encode_srgb(processing.roll_off(root * root, phone.headroom))
    return processing.saturate(processing.steepen(encoded, phone.contrast), phone.saturation)


def _in_strips(picture: Picture, function: Callable[[Picture], Picture], rows: int = 64) -> Picture:
    """Change a picture in place by a function of single pixels, few rows at a time: quick, and without big copies."""
    for start in range(0, picture.shape[0], rows):
        picture[start : start + rows] = function(picture[start : start + rows])
    return picture

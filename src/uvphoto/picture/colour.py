"""Colour profiles <-> sRGB, in floating point by Little CMS, so that 16-bit pictures keep their precision."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import PictureError

Pixels = NDArray[np.float32]

_UNDATED = bytes.fromhex("07e9 0001 0001 0000 0000 0000")  # ICC.1 4.2: 2025-01-01, so that equal calls give equal bytes
_DATE = slice(24, 36)
_SPACE = slice(16, 20)
_CURVE_POINTS = 4096
_PROBE_LEVELS = 9
_EXPORT_SRGB = "Export it with the sRGB profile"
_NO_OPTIMISING = 0x0100  # the quick integer tables of Little CMS were seen to err by 15 of 255 levels in dark colours

_D65 = (0.3127, 0.3290)
_SRGB_PRIMARIES = (0.640, 0.330, 0.300, 0.600, 0.150, 0.060)
_P3_PRIMARIES = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
_BT709, _UNSPECIFIED, _SMPTE432_P3 = 1, 2, 12  # colour primaries of ITU-T H.273, table 2
_OTHER_PRIMARIES = {
    4: "BT.470 M", 5: "BT.470 BG (PAL)", 6: "BT.601 (NTSC)", 7: "SMPTE 240M", 8: "generic film",
    9: "BT.2020", 10: "CIE XYZ", 11: "DCI-P3", 22: "EBU Tech 3213",
}  # fmt: skip
_SRGB_TRANSFERS = (1, 2, 6, 13, 14, 15)  # H.273, table 3: BT.709 and its kin, unspecified and sRGB, all read as sRGB
_HDR_TRANSFERS = {16: "PQ", 18: "HLG"}
_OTHER_TRANSFERS = {
    4: "gamma 2.2", 5: "gamma 2.8", 7: "SMPTE 240M", 8: "linear", 9: "logarithmic", 10: "logarithmic",
    11: "IEC 61966-2-4 (xvYCC)", 12: "BT.1361", 17: "SMPTE ST 428-1 (gamma 2.6)",
}  # fmt: skip


def to_srgb(path: Path, samples: NDArray[Any], white: int, icc: bytes | None) -> Pixels:
    """Bring stored samples into sRGB.

    Samples whose profile is sRGB to within half a level of theirs are only scaled, which is exact.

    Args:
        path: named in the error.
        samples: (H, W) or (H, W, 3) integers from 0 to ``white``.
        white: the largest value.
        icc: the profile they are in; None for sRGB.

    Returns:
        As many channels as given, float32 in [0, 1], sRGB-encoded.

    Raises:
        PictureError: the profile is broken or of another kind than the picture.

    """
    pixels = samples.astype(np.float32)
    pixels /= white
    if icc is None:
        return pixels
    return _apply(path, pixels, icc, tolerance=0.5 / white)


def from_srgb(pixels: Pixels, icc: bytes) -> Pixels:
    """Bring sRGB pixels into a profile.

    Args:
        pixels: (H, W) or (H, W, 3) float32 in [0, 1], sRGB-encoded.
        icc: a grey profile for (H, W), an RGB one for (H, W, 3).

    Returns:
        The same shape, float32 in [0, 1]; colours outside the profile's gamut are clipped.

    Raises:
        ValueError: the profile is broken or of another kind than the picture.

    """
    space = "rgb" if pixels.ndim == 3 else "gray"
    if icc[_SPACE] != _signature(space):
        raise ValueError(f"the profile is not of the kind '{space}' that the pixels are")
    source = pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=-1)
    try:
        return _transform(source, srgb_profile(), icc, "rgb", space)
    except imagecodecs.CmsError as error:
        raise ValueError(f"the colour profile is broken: {error}") from error


def srgb_profile() -> bytes:
    """Return a small ICC profile of sRGB (IEC 61966-2-1), always the same bytes."""
    return _undated(imagecodecs.cms_profile("srgb"))


def adobe_rgb_profile() -> bytes:
    """Return an ICC profile of Adobe RGB (1998)."""
    return _undated(imagecodecs.cms_profile("adobergb"))


def gamma_profile(gamma: float, corners: Sequence[float] | None, *, is_grey: bool) -> bytes:
    """Return the profile of a pure power law.

    Args:
        gamma: the exponent from stored values to light.
        corners: x, y of white, red, green and blue; None for those of sRGB.
        is_grey: for a grey picture.

    """
    if is_grey:
        return _undated(imagecodecs.cms_profile("gray", gamma=gamma))
    x_y = list(corners) if corners is not None else [*_D65, *_SRGB_PRIMARIES]
    profile = imagecodecs.cms_profile(
        "rgb", whitepoint=_with_luminance(x_y[:2]), primaries=_with_luminance(x_y[2:]), gamma=gamma
    )
    return _undated(profile)


def profile_of_code_points(path: Path, primaries: int, transfer: int) -> bytes | None:
    """Return the profile for coding-independent code points (ITU-T H.273), as HEIC and PNG have; None for sRGB.

    Raises:
        PictureError: high dynamic range, or a tone curve or primaries that are not read; each is named.

    """
    problem = None
    if transfer in _HDR_TRANSFERS:
        problem = f"is a high dynamic range picture ({_HDR_TRANSFERS[transfer]})"
    elif transfer not in _SRGB_TRANSFERS:
        problem = f"has a tone curve that is not read: {_OTHER_TRANSFERS.get(transfer, f'number {transfer} of H.273')}"
    elif primaries not in (_BT709, _UNSPECIFIED, _SMPTE432_P3):
        name = _OTHER_PRIMARIES.get(primaries, f"number {primaries} of H.273")
        problem = f"has colour primaries that are not read: {name}"
    if problem is not None:
        raise PictureError(path, problem, "Export it with the sRGB or Display P3 profile")
    return display_p3_profile() if primaries == _SMPTE432_P3 else None


def display_p3_profile() -> bytes:
    """Return an ICC profile of Display P3: the primaries of SMPTE EG 432-1, D65 and the curve of sRGB."""
    encoded = np.linspace(0, 1, _CURVE_POINTS)
    light = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    curve = light.astype(np.float32)
    profile = imagecodecs.cms_profile(
        "rgb", whitepoint=_with_luminance(_D65), primaries=_with_luminance(_P3_PRIMARIES), transferfunction=curve
    )
    return _undated(profile)


def _apply(path: Path, pixels: Pixels, icc: bytes, *, tolerance: float) -> Pixels:
    space = "gray" if icc[_SPACE] == _signature("gray") else "rgb"
    fits = icc[_SPACE] == _signature(space) and not (space == "gray" and pixels.ndim == 3)
    if not fits:
        kind = icc[_SPACE].decode("ascii", errors="replace").strip()
        problem = f"embeds a colour profile of another kind ('{kind}') than its pixels or a broken one"
        raise PictureError(path, problem, _EXPORT_SRGB)
    is_grey = pixels.ndim == 2
    try:
        if _is_srgb(icc, space, tolerance):
            return pixels
        source = np.repeat(pixels[..., None], 3, axis=-1) if is_grey and space == "rgb" else pixels
        converted = _transform(source, icc, srgb_profile(), space, "rgb")
    except imagecodecs.CmsError as error:
        raise PictureError(
            path, f"embeds a broken colour profile ({error})", "Export it with the sRGB profile"
        ) from error
    return np.ascontiguousarray(converted[..., 1]) if is_grey else converted


def _is_srgb(icc: bytes, space: str, tolerance: float) -> bool:
    levels = np.linspace(0, 1, _PROBE_LEVELS, dtype=np.float32)
    ramp = np.linspace(0, 1, 256, dtype=np.float32)
    if space == "gray":
        probe = ramp[None]  # (1, 256)
        expected = np.repeat(probe[..., None], 3, axis=-1)
    else:
        lattice = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3)
        expected = probe = np.concatenate([lattice, np.repeat(ramp[None, :, None], 3, axis=-1)], axis=1)
    converted = _transform(probe, icc, srgb_profile(), space, "rgb")
    return bool(np.abs(converted - expected).max() <= tolerance)


def _transform(pixels: Pixels, source: bytes, target: bytes, space: str, target_space: str) -> Pixels:
    converted: Pixels = imagecodecs.cms_transform(
        np.ascontiguousarray(pixels), source, target, colorspace=space, outcolorspace=target_space, flags=_NO_OPTIMISING
    )
    return np.clip(converted, 0, 1, out=converted)


def _signature(space: str) -> bytes:
    return {"rgb": b"RGB ", "gray": b"GRAY"}[space]


def _with_luminance(x_y: Sequence[float]) -> list[float]:
    """Return x, y, Y of every chromaticity, with Y = 1."""
    return [value for x, y in zip(x_y[::2], x_y[1::2], strict=True) for value in (x, y, 1.0)]


def _undated(profile: bytes) -> bytes:
    return profile[: _DATE.start] + _UNDATED + profile[_DATE.stop :]

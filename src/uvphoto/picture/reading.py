"""Read pictures: colour photos, UV photos, and what a file says of itself."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import PictureError
from uvphoto.picture.colour import adobe_rgb_profile, to_srgb
from uvphoto.picture.header import MAX_PIXELS, Header
from uvphoto.picture.kinds import Format
from uvphoto.picture.loading import load, load_header

_LEVELS = 255


@dataclass(frozen=True)
class Picture:
    """A picture in memory and what its file said of it.

    Attributes:
        pixels: (H, W, 3) colour or (H, W) grey, float32 in [0, 1], sRGB-encoded, upright.
        bit_depth: bits per sample of the file: 8 or 16; 10, 12 or 14 where HEIC, JPEG or TIFF have that.
        icc: the colour profile that the file embeds; None without one.
        file_format: what the file is.
        taken: when the photo was taken, in the camera's local time; None where the file is silent.
        camera: make and model; None where the file is silent.
        is_synthetic: the file is marked as made by a computer.

    """

    pixels: NDArray[np.float32]
    bit_depth: int
    icc: bytes | None
    file_format: Format
    taken: datetime | None
    camera: str | None
    is_synthetic: bool


@dataclass(frozen=True)
class PictureInfo:
    """What a file says of its picture, without the pixels.

    Attributes:
        file_format: what the file is.
        height: rows once upright.
        width: columns once upright.
        channels: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha; palettes count as colour.
        bit_depth: as in Picture.
        has_icc: it embeds a colour profile.
        is_synthetic: it is marked as made by a computer.
        full_scale: the value that the largest integer of a map stands for; None for what is no map.
        description: what viewers show as its description; None where the file is silent.
        taken: as in Picture.
        camera: as in Picture.

    """

    file_format: Format
    height: int
    width: int
    channels: int
    bit_depth: int
    has_icc: bool
    is_synthetic: bool
    full_scale: float | None
    description: str | None
    taken: datetime | None = None
    camera: str | None = None


def read_colour(path: Path | str, *, max_pixels: int = MAX_PIXELS) -> Picture:
    """Read a colour photo, upright and in sRGB; a grey file becomes three equal channels.

    Args:
        path: a JPEG, PNG, TIFF, WebP, HEIC or camera raw file.
        max_pixels: more are refused before they are decoded.

    Returns:
        The picture, with pixels (H, W, 3).

    Raises:
        PictureError: the file cannot be used: which, why, and what to do.
        MissingExtraError: HEIC or camera raw without its extra.

    """
    path = Path(path)
    header, samples = load(path, max_pixels)
    pixels = _to_srgb(path, header, samples)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=-1)  # (H, W) -> (H, W, 3)
    return _picture(header, pixels)


def read_uv(path: Path | str, *, max_pixels: int = MAX_PIXELS) -> Picture:
    """Read a UV photo, upright and with the tone curve of sRGB.

    A colour file is taken for grey where its three channels agree to one of 255 levels.

    Args:
        path: a JPEG, PNG, TIFF, WebP, HEIC or camera raw file.
        max_pixels: more are refused before they are decoded.

    Returns:
        The picture, with pixels (H, W).

    Raises:
        PictureError: the file cannot be used: which, why, and what to do; truly coloured files too.
        MissingExtraError: HEIC or camera raw without its extra.

    """
    path = Path(path)
    header, samples = load(path, max_pixels)
    if not _is_grey(samples, header.white):
        raise PictureError(path, "is a colour picture where a grey UV photo is wanted", "Give the UV photo")
    pixels = _to_srgb(path, header, samples)
    return _picture(header, pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[..., 1]))


def inspect(path: Path | str, *, max_pixels: int = MAX_PIXELS) -> PictureInfo:
    """Read what a file says of its picture without decoding it (camera raw is opened by LibRaw).

    A file that is cut short behind its header passes here and fails in reading.

    Raises:
        PictureError: the file cannot be used: which, why, and what to do.
        MissingExtraError: HEIC or camera raw without its extra.

    """
    header = load_header(Path(path), max_pixels)
    height, width = (header.width, header.height) if header.is_turned else (header.height, header.width)
    return PictureInfo(
        file_format=header.file_format,
        height=height,
        width=width,
        channels=header.channels,
        bit_depth=header.bit_depth,
        has_icc=header.icc is not None,
        is_synthetic=header.is_synthetic,
        full_scale=header.full_scale,
        description=header.facts.description,
        taken=header.facts.taken,
        camera=header.facts.camera,
    )


def grey_samples(path: Path, max_pixels: int, wanted: str) -> tuple[Header, NDArray[Any]]:
    """Read stored samples without colour management.

    Args:
        path: the file.
        max_pixels: more are refused before they are decoded.
        wanted: what the file should be, for the error.

    Returns:
        The header and (H, W) unsigned integers.

    Raises:
        PictureError: the file cannot be used, or its channels differ.

    """
    header, samples = load(path, max_pixels)
    if not _is_grey(samples, header.white):
        raise PictureError(path, f"is a colour picture where {wanted} is wanted", "Give a grey picture")
    return header, samples if samples.ndim == 2 else np.ascontiguousarray(samples[..., 1])


def _is_grey(samples: NDArray[Any], white: int) -> bool:
    if samples.ndim == 2:
        return True
    spread = samples.max(axis=-1) - samples.min(axis=-1)
    return int(spread.max()) <= white // _LEVELS


def _to_srgb(path: Path, header: Header, samples: NDArray[Any]) -> NDArray[np.float32]:
    implied = adobe_rgb_profile() if header.facts.is_adobe_rgb else header.implied_icc
    return to_srgb(path, samples, header.white, header.icc or implied)


def _picture(header: Header, pixels: NDArray[np.float32]) -> Picture:
    return Picture(
        pixels=pixels,
        bit_depth=header.bit_depth,
        icc=header.icc,
        file_format=header.file_format,
        taken=header.facts.taken,
        camera=header.facts.camera,
        is_synthetic=header.is_synthetic,
    )

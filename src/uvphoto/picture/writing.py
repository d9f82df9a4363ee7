"""Write colour and UV photos: whole or not at all, without traces of the person, marked where synthetic."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import PictureError
from uvphoto.picture import jpeg, png, tiff, webp
from uvphoto.picture.atomic import write_atomically
from uvphoto.picture.colour import from_srgb, srgb_profile
from uvphoto.picture.exif import build_exif
from uvphoto.picture.kinds import SUFFIXES, Format, claimed_format, title
from uvphoto.picture.synthetic import Synthetic, build_packet, describe

_WRITTEN = (Format.JPEG, Format.PNG, Format.TIFF, Format.WEBP)
_DEEP = (Format.PNG, Format.TIFF)
_LONGEST_SIDE = {Format.JPEG: 65500, Format.WEBP: 16383}  # libjpeg and RFC 9649
_ROUNDING = 1e-4


@dataclass(frozen=True)
class _Tags:
    """What goes into a file beside the pixels."""

    icc: bytes | None
    taken: datetime | None
    synthetic: Synthetic | None
    description: str | None


def write_colour(
    path: Path | str,
    pixels: NDArray[np.floating[Any]],
    *,
    bit_depth: int = 8,
    quality: int = 95,
    icc: bytes | None = None,
    taken: datetime | None = None,
    synthetic: Synthetic | None = None,
    description: str | None = None,
) -> None:
    """Write a colour photo in the format that the name's ending asks for; the same input gives the same bytes.

    Nothing but the arguments gets into the file: no place, serial number, name, thumbnail or comment of an original.

    Args:
        path: ending in .jpg, .jpeg, .png, .tif, .tiff or .webp.
        pixels: (H, W, 3) floating point in [0, 1], sRGB-encoded.
        bit_depth: 8, or 16 for PNG and TIFF.
        quality: 1-100 for JPEG and WebP; 100 makes WebP lossless.
        icc: an RGB profile to convert into and to embed; None writes sRGB and says so in the file.
        taken: when the photo was taken.
        synthetic: how it was made, where no camera took it; marks the file.
        description: plain words that viewers show.

    Raises:
        PictureError: the format or the place cannot take the picture.
        ValueError: arguments of a wrong shape, range or kind.

    """
    if pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"a colour picture has the shape (H, W, 3), not {pixels.shape}")
    _write(Path(path), pixels, bit_depth, quality, _Tags(icc, taken, synthetic, description))


def write_uv(
    path: Path | str,
    pixels: NDArray[np.floating[Any]],
    *,
    bit_depth: int = 8,
    quality: int = 95,
    icc: bytes | None = None,
    taken: datetime | None = None,
    synthetic: Synthetic | None = None,
    description: str | None = None,
) -> None:
    """Write a UV photo as grey (WebP knows colour only: three equal channels); the same input gives the same bytes.

    Nothing but the arguments gets into the file: no place, serial number, name, thumbnail or comment of an original.

    Args:
        path: ending in .jpg, .jpeg, .png, .tif, .tiff or .webp.
        pixels: (H, W) floating point in [0, 1], with the tone curve of sRGB.
        bit_depth: 8, or 16 for PNG and TIFF.
        quality: 1-100 for JPEG and WebP; 100 makes WebP lossless.
        icc: a grey profile to convert into and to embed; None writes the tone curve of sRGB.
        taken: when the photo was taken.
        synthetic: how it was made, where no camera took it; marks the file.
        description: plain words that viewers show.

    Raises:
        PictureError: the format or the place cannot take the picture.
        ValueError: arguments of a wrong shape, range or kind.

    """
    if pixels.ndim != 2:
        raise ValueError(f"a UV picture has the shape (H, W), not {pixels.shape}")
    _write(Path(path), pixels, bit_depth, quality, _Tags(icc, taken, synthetic, description))


def encode_jpeg(
    samples: NDArray[np.uint8], *, quality: int = 95, synthetic: Synthetic | None = None, description: str | None = None
) -> bytes:
    """Return what ``write_colour`` would write as JPEG, for a picture inside another document.

    Args:
        samples: (H, W, 3), sRGB.
        quality: 1-100.
        synthetic: how it was made, where no camera took it; marks the picture.
        description: plain words that viewers show.

    """
    return _encode(Format.JPEG, samples, quality, _Tags(None, None, synthetic, description))


def quantise(values: NDArray[np.floating[Any]], bit_depth: int) -> NDArray[Any]:
    """Round values in [0, 1] to the nearest of 2^bit_depth integers.

    Raises:
        ValueError: a value is not finite or outside [0, 1] by more than rounding.

    """
    if not np.issubdtype(values.dtype, np.floating):
        raise ValueError(f"pixels are floating point numbers in [0, 1], not {values.dtype}")
    if values.size == 0 or not (values.min() >= -_ROUNDING and values.max() <= 1 + _ROUNDING):
        raise ValueError("pixels lie in [0, 1] and are finite, and there is at least one")
    white = (1 << bit_depth) - 1
    scaled = np.multiply(values, white, dtype=np.float64 if values.dtype == np.float64 else np.float32)
    levels: NDArray[Any] = np.clip(np.rint(scaled, out=scaled), 0, white, out=scaled)
    return levels.astype(np.uint8 if bit_depth == 8 else np.uint16)


def _write(path: Path, pixels: NDArray[np.floating[Any]], bit_depth: int, quality: int, tags: _Tags) -> None:
    if bit_depth not in (8, 16) or not 1 <= quality <= 100:
        raise ValueError(f"the bit depth is 8 or 16 and the quality 1-100, not {bit_depth} and {quality}")
    kind = _check_format(path, bit_depth, pixels.shape)
    samples = quantise(pixels, bit_depth)
    if tags.icc is not None:
        samples = quantise(from_srgb(pixels.astype(np.float32), tags.icc), bit_depth)
    write_atomically(path, _encode(kind, samples, quality, tags))


def _check_format(path: Path, bit_depth: int, shape: tuple[int, ...]) -> Format:
    kind = claimed_format(path)
    if kind not in _WRITTEN:
        endings = ", ".join(SUFFIXES[written][0] for written in _WRITTEN)
        raise PictureError(path, f"has the ending '{path.suffix}', in which no pictures are written", f"Use {endings}")
    if bit_depth == 16 and kind not in _DEEP:
        raise PictureError(path, f"cannot hold 16 bit, as it is a {title(kind)} file", "Use .png or .tif, or 8 bit")
    limit = _LONGEST_SIDE.get(kind)
    if limit is not None and max(shape[:2]) > limit:
        raise PictureError(path, f"cannot hold a side of {max(shape[:2])} pixels", "Use .png or .tif")
    return kind


def _encode(kind: Format, samples: NDArray[Any], quality: int, tags: _Tags) -> bytes:
    """Encode; without a profile, colour is tagged as sRGB, grey in PNG only: it has no small exact profile for that."""
    description = describe(tags.synthetic, tags.description)
    exif = build_exif(description, tags.taken)
    xmp = None if tags.synthetic is None else build_packet(tags.synthetic)
    if kind is Format.PNG:
        texts = {b"Software": "uvphoto"} | ({} if description is None else {b"Description": description})
        return png.encode(samples, icc=tags.icc, is_srgb=True, exif=exif, xmp=xmp, texts=texts)
    icc = srgb_profile() if tags.icc is None and samples.ndim == 3 else tags.icc
    if kind is Format.TIFF:
        return tiff.encode(samples, icc=icc, xmp=xmp, description=description, taken=tags.taken)
    if kind is Format.JPEG:
        return jpeg.encode(samples, quality=quality, icc=icc, exif=exif, xmp=xmp)
    return webp.encode(samples, quality=quality, icc=icc, exif=exif, xmp=xmp)

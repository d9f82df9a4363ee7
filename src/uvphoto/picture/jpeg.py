"""JPEG files: 8-bit ones through Pillow, which notices a cut; 12-bit ones through imagecodecs."""

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

from uvphoto.errors import PictureError
from uvphoto.picture.exif import parse_facts
from uvphoto.picture.header import Header, damaged
from uvphoto.picture.kinds import Format
from uvphoto.picture.synthetic import is_marked

_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_ICC = b"ICC_PROFILE\0"
_START_OF_SCAN = 0xDA
_APP1, _APP2 = 0xE1, 0xE2
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # start-of-frame markers (ITU-T T.81, table B.1)
_LOSSY_FRAMES = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
_STANDALONE = {0x01, *range(0xD0, 0xD9)}


def read_header(path: Path, file: BinaryIO) -> Header:
    """Read everything before the first scan.

    Raises:
        PictureError: CMYK, a lossless or 16-bit JPEG, or no frame.

    """
    frame = exif = xmp = None
    profile: dict[int, bytes] = {}
    for marker, body in _segments(file):
        if marker in _FRAMES:
            frame = marker, body
        elif marker == _APP1 and body.startswith(_EXIF):
            exif = exif or body
        elif marker == _APP1 and body.startswith(_XMP):
            xmp = body.removeprefix(_XMP)
        elif marker == _APP2 and body.startswith(_ICC):
            profile[body[len(_ICC)]] = body[len(_ICC) + 2 :]
    if frame is None:
        raise damaged(path, "no frame before the end of the file")
    height, width, channels, bit_depth = _read_frame(path, *frame)
    icc = b"".join(part for _, part in sorted(profile.items()))
    return Header(
        Format.JPEG, height, width, channels, bit_depth,
        icc=icc or None, facts=parse_facts(exif), is_synthetic=is_marked(xmp),
    )  # fmt: skip


def decode(path: Path, file: BinaryIO, header: Header) -> NDArray[Any]:
    """Decode to (H, W) or (H, W, 3).

    Raises:
        PictureError: the 12-bit file ends before its picture does.

    """
    if header.bit_depth == 8:
        with JpegImagePlugin.JpegImageFile(_without_metadata(file)) as image:
            return np.asarray(image)
    data = file.read()
    if b"\xff\xd9" not in data[-4096:]:
        raise damaged(path, "the end of the picture is missing")
    samples: NDArray[Any] = imagecodecs.jpeg8_decode(data)
    return samples


def encode(samples: NDArray[Any], *, quality: int, icc: bytes | None, exif: bytes, xmp: bytes | None) -> bytes:
    """Encode (H, W) or (H, W, 3) uint8 without thinning out the colours."""
    out = io.BytesIO()
    image = Image.fromarray(samples)
    image.save(out, "JPEG", quality=quality, subsampling=0, icc_profile=icc, exif=_EXIF + exif, xmp=xmp or b"")
    return out.getvalue()


def _segments(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield (marker, body) of every segment before the first scan."""
    file.seek(2)
    while file.read(1) == b"\xff":
        while (code := file.read(1)) == b"\xff":
            pass
        if not code or code[0] == _START_OF_SCAN:
            return
        if code[0] in _STANDALONE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        yield code[0], file.read(max(length - 2, 0))


def _without_metadata(file: BinaryIO) -> BinaryIO:
    """Leave out what has been read already and of which Pillow would warn where it is broken."""
    parts = [b"\xff\xd8"]
    for marker, body in _segments(file):
        if marker not in (_APP1, _APP2):
            parts.append(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body)
    return io.BytesIO(b"".join([*parts, bytes((0xFF, _START_OF_SCAN)), file.read()]))


def _read_frame(path: Path, marker: int, body: bytes) -> tuple[int, int, int, int]:
    bit_depth, height, width, channels = struct.unpack(">BHHB", body[:6])
    if marker not in _LOSSY_FRAMES or bit_depth not in (8, 12):
        raise PictureError(path, "is a lossless or hierarchical JPEG, as only devices write them", "Export it as TIFF")
    if channels == 4:
        raise PictureError(path, "is a CMYK picture, made for print", "Export it as RGB with the sRGB profile")
    if channels not in (1, 3):
        raise PictureError(path, f"has {channels} colour channels", "Export it as RGB or grey")
    return height, width, channels, bit_depth

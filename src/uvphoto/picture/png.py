"""PNG files: chunks read and written here (PNG specification, third edition), pixels by imagecodecs (libpng)."""

import math
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import PictureError
from uvphoto.picture.colour import gamma_profile, profile_of_code_points
from uvphoto.picture.exif import parse_facts
from uvphoto.picture.header import Header, damaged
from uvphoto.picture.kinds import Format
from uvphoto.picture.synthetic import is_marked

FULL_SCALE = b"uvphoto:FullScale"  # keyword of the text that tells what the largest integer of a map stands for
MOST_FULL_SCALE = float(np.finfo(np.float32).max)  # maps are read as float32

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP = b"XML:com.adobe.xmp"
_PIXEL_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_PALETTE = 3
_CHANNELS = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}  # by colour type
_MOST_ICC_BYTES = 1 << 24
_CODE_POINTS = 4  # bytes of a cICP chunk: primaries, transfer, matrix, range
_SRGB_GAMMA, _GAMMA_TOLERANCE = 0.45455, 0.01
_LEVEL, _SUB_FILTER = 4, 16  # quick, and small on smooth pictures, noise and label maps alike


def read_header(path: Path, file: BinaryIO) -> Header:
    """Read every chunk but the pixels.

    Raises:
        PictureError: animated, of colours that are not read, a map with a senseless full scale, or broken.

    """
    listed = list(_chunks(file))
    chunks, texts = dict(listed), dict(_texts(listed))
    if b"IHDR" not in chunks:
        raise damaged(path, "its header is missing")
    width, height, bits, colour_type = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    if colour_type not in _CHANNELS:
        raise damaged(path, f"it says that its colour type is {colour_type}")
    if b"acTL" in chunks and struct.unpack(">I", chunks[b"acTL"][:4])[0] > 1:
        raise PictureError(path, "is an animated picture", "Export one of its frames")
    icc = _embedded_profile(chunks)
    channels = _CHANNELS[colour_type] + (b"tRNS" in chunks)
    implied = None if icc else _implied_profile(path, chunks, is_grey=channels < 3)
    return Header(
        Format.PNG, height, width, channels, 16 if bits == 16 else 8,
        icc=icc, implied_icc=implied, facts=parse_facts(chunks.get(b"eXIf")), is_synthetic=is_marked(texts.get(_XMP)),
        is_verbatim=bits >= 8 and colour_type != _PALETTE, full_scale=_full_scale(path, texts.get(FULL_SCALE)),
    )  # fmt: skip


def decode(path: Path, file: BinaryIO, _header: Header) -> NDArray[Any]:
    """Decode to (H, W) or (H, W, C), with palettes and less than 8 bits expanded to 8 bit.

    Raises:
        PictureError: the pixels are damaged.

    """
    samples: NDArray[Any] = imagecodecs.png_decode(_pixels_only(path, file.read()))
    return samples


def encode(
    samples: NDArray[Any],
    *,
    icc: bytes | None = None,
    is_srgb: bool = False,
    exif: bytes | None = None,
    xmp: bytes | None = None,
    texts: dict[bytes, str] | None = None,
) -> bytes:
    """Encode (H, W) or (H, W, 3) uint8 or uint16; the same input gives the same bytes."""
    pixels = bytes(imagecodecs.png_encode(np.ascontiguousarray(samples), level=_LEVEL, filter=_SUB_FILTER))
    chunks = []
    if icc is not None:
        chunks.append(_chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(icc)))
    elif is_srgb:
        chunks.append(_chunk(b"sRGB", b"\0"))
    if exif is not None:
        chunks.append(_chunk(b"eXIf", exif))
    if xmp is not None:
        chunks.append(_chunk(b"iTXt", _XMP + b"\0\0\0\0\0" + xmp))
    for keyword, text in (texts or {}).items():
        chunks.append(_chunk(b"iTXt", keyword + b"\0\0\0\0\0" + text.encode()))
    end_of_header = len(_SIGNATURE) + 25
    return b"".join([pixels[:end_of_header], *chunks, pixels[end_of_header:]])


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _pixels_only(path: Path, data: bytes) -> bytes:
    """Leave out the chunks that have been read already, and check the others, so that libpng has no cause to complain.

    Raises:
        PictureError: a check sum is wrong.

    """
    parts, start = [_SIGNATURE], len(_SIGNATURE)
    while start + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, start)
        end = start + length + 12
        if name in _PIXEL_CHUNKS:
            if zlib.crc32(data[start + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
                raise damaged(path, f"a wrong check sum in its part {name.decode()}")
            parts.append(data[start:end])
        start = end
    return b"".join(parts)


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield (name, body) of every chunk, without the pixels; a cut file ends early, which decoding will tell."""
    file.seek(len(_SIGNATURE))
    while len(start := file.read(8)) == 8:
        length, name = struct.unpack(">I4s", start)
        if name == b"IEND":
            return
        if name == b"IDAT":
            file.seek(length + 4, 1)
        else:
            yield name, file.read(length)
            file.seek(4, 1)


def _texts(chunks: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Yield (keyword, text) of every text chunk."""
    for name, body in chunks:
        if name == b"tEXt":
            keyword, _, text = body.partition(b"\0")
            yield keyword, text
        elif name == b"iTXt":
            keyword, _, rest = body.partition(b"\0")
            text = rest[2:].split(b"\0", 2)[-1]
            yield keyword, _inflate(text) if rest[:1] == b"\1" else text


def _inflate(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, _MOST_ICC_BYTES)


def _full_scale(path: Path, text: bytes | None) -> float | None:
    if text is None:
        return None
    try:
        scale = float(text)
    except ValueError:
        scale = math.nan
    if not 0 < scale <= MOST_FULL_SCALE:
        told = text[:40].decode("utf-8", errors="replace")
        raise PictureError(path, f"says that its full scale is {told!r}", "Give a map that uvphoto wrote")
    return scale


def _embedded_profile(chunks: dict[bytes, bytes]) -> bytes | None:
    return _inflate(chunks[b"iCCP"].partition(b"\0")[2][1:]) if b"iCCP" in chunks else None


def _implied_profile(path: Path, chunks: dict[bytes, bytes], *, is_grey: bool) -> bytes | None:
    """Return what the cICP or gAMA and cHRM chunks ask for; None for sRGB."""
    if b"cICP" in chunks:
        if len(chunks[b"cICP"]) != _CODE_POINTS:
            raise damaged(path, "its part cICP, on colours, has the wrong length")
        return profile_of_code_points(path, *chunks[b"cICP"][:2])
    if b"sRGB" in chunks or b"gAMA" not in chunks:
        return None
    gamma = struct.unpack(">I", chunks[b"gAMA"])[0] / 1e5
    if abs(gamma - _SRGB_GAMMA) < _GAMMA_TOLERANCE and b"cHRM" not in chunks:
        return None
    corners = [value / 1e5 for value in struct.unpack(">8I", chunks[b"cHRM"])] if b"cHRM" in chunks else None
    return gamma_profile(1 / gamma, None if is_grey else corners, is_grey=is_grey)

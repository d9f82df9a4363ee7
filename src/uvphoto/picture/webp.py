"""WebP files (always 8 bit): the container (RFC 9649) read here, pixels by imagecodecs, written by Pillow."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import imagecodecs
from numpy.typing import NDArray
from PIL import Image

from uvphoto.errors import PictureError
from uvphoto.picture.exif import parse_facts
from uvphoto.picture.header import Header, damaged
from uvphoto.picture.kinds import Format
from uvphoto.picture.synthetic import is_marked

_HAS_ALPHA, _IS_ANIMATED = 0x10, 0x02
_METADATA = (b"ICCP", b"EXIF", b"XMP ")
_EFFORT = 4


def read_header(path: Path, file: BinaryIO) -> Header:
    """Read the chunks but the pixels.

    Raises:
        PictureError: animated, or broken.

    """
    chunks = dict(_chunks(file))
    flags = chunks[b"VP8X"][0] if b"VP8X" in chunks else 0
    if flags & _IS_ANIMATED:
        raise PictureError(path, "is an animated picture", "Export one of its frames")
    width, height, has_alpha = _read_size(path, chunks)
    return Header(
        Format.WEBP, height, width, 4 if has_alpha or flags & _HAS_ALPHA else 3, 8,
        icc=chunks.get(b"ICCP"), facts=parse_facts(chunks.get(b"EXIF")), is_synthetic=is_marked(chunks.get(b"XMP ")),
    )  # fmt: skip


def decode(_path: Path, file: BinaryIO, header: Header) -> NDArray[Any]:
    """Decode to (H, W, 3) or (H, W, 4)."""
    samples: NDArray[Any] = imagecodecs.webp_decode(file.read(), hasalpha=header.channels == 4)
    return samples


def encode(samples: NDArray[Any], *, quality: int, icc: bytes | None, exif: bytes, xmp: bytes | None) -> bytes:
    """Encode (H, W) or (H, W, 3) uint8; quality 100 is lossless."""
    out = io.BytesIO()
    Image.fromarray(samples).convert("RGB").save(
        out, "WEBP", quality=quality, lossless=quality == 100, method=_EFFORT,
        icc_profile=icc or b"", exif=exif, xmp=xmp or b"",
    )  # fmt: skip
    return out.getvalue()


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield (name, body) of every chunk; of the pixels' only the first bytes."""
    file.seek(12)
    while len(start := file.read(8)) == 8:
        name, length = start[:4], int.from_bytes(start[4:], "little")
        next_chunk = file.tell() + length + length % 2
        yield name, file.read(length if name in _METADATA else min(length, 16))
        file.seek(next_chunk)


def _read_size(path: Path, chunks: dict[bytes, bytes]) -> tuple[int, int, bool]:
    """Return width, height and whether the lossless bit stream says it has alpha."""
    if b"VP8L" in chunks:
        bits = int.from_bytes(chunks[b"VP8L"][1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)
    if b"VP8 " in chunks:
        body = chunks[b"VP8 "]
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF, False
    raise damaged(path, "it holds no picture")

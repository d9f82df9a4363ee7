"""TIFF files, through tifffile: 8 to 16 bit integers, in strips or tiles, planes apart or together."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import tifffile
from numpy.typing import NDArray

from uvphoto.errors import PictureError
from uvphoto.picture.exif import make_facts
from uvphoto.picture.header import Header, damaged
from uvphoto.picture.kinds import Format
from uvphoto.picture.synthetic import is_marked

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _CMYK, _YCBCR = 0, 1, 2, 3, 5, 6
_LAB = (8, 9, 10)
_CAMERA = (32803, 34892)  # colour filter array and linear raw of DNG
_JPEG = 7
_UNSIGNED = 1
_REDUCED = 1  # bit of NewSubfileType
_PLANES_APART = 2
_XMP, _ICC, _EXIF_IFD = 700, 34675, 34665


def read_header(path: Path, file: BinaryIO) -> Header:
    """Read the tags of the one page.

    Raises:
        PictureError: several pages, or samples that are no picture for us (float, CMYK, Lab, camera raw).

    """
    with _opened(file) as tiff:
        page = _only_page(path, tiff)
        _check_colour(path, page)
        bits, is_palette = int(page.bitspersample), page.photometric == _PALETTE
        tags = page.tags
        detail = tags.valueof(_EXIF_IFD)
        date = detail.get("DateTimeOriginal") if isinstance(detail, dict) else None
        facts = make_facts(
            orientation=tags.valueof(274),
            date=date or tags.valueof(306),
            make=tags.valueof(271),
            model=tags.valueof(272),
            description=tags.valueof(270),
        )
        return Header(
            Format.TIFF, page.imagelength, page.imagewidth, 3 if is_palette else page.samplesperpixel,
            8 if is_palette else max(bits, 8),
            icc=tags.valueof(_ICC), is_synthetic=is_marked(tags.valueof(_XMP)), facts=facts,
            is_verbatim=not is_palette and bits >= 8,
        )  # fmt: skip


def decode(path: Path, file: BinaryIO, header: Header) -> NDArray[Any]:
    """Decode to (H, W) or (H, W, C) with black at 0 and white at the largest value.

    Raises:
        PictureError: the file ends before its picture does.

    """
    with _opened(file) as tiff:
        page = tiff.pages.first
        size = file.seek(0, io.SEEK_END)
        segments = list(zip(page.dataoffsets, page.databytecounts, strict=True))
        if any(count < 1 or offset + count > size for offset, count in segments):
            raise damaged(path, "the end of the picture is missing")
        samples: NDArray[Any] = page.asarray()
        if page.planarconfig == _PLANES_APART and samples.ndim == 3:
            samples = np.moveaxis(samples, 0, -1)  # (C, H, W) -> (H, W, C)
        if page.colormap is not None and page.photometric == _PALETTE:
            # Writers fill the low byte of an entry with zeros or with the high byte again: only the high one counts.
            return np.moveaxis((page.colormap >> 8).astype(np.uint8)[:, samples], 0, -1)  # (3, H, W) -> (H, W, 3)
        if page.bitspersample < 8:
            samples = samples.astype(np.uint8) * np.uint8(255 // ((1 << page.bitspersample) - 1))
        return header.white - samples if page.photometric == _WHITE_IS_ZERO else samples


def encode(
    samples: NDArray[Any], *, icc: bytes | None, xmp: bytes | None, description: str | None, taken: datetime | None
) -> bytes:
    """Encode (H, W) or (H, W, 3) uint8 or uint16, compressed without loss."""
    out = io.BytesIO()
    tifffile.imwrite(
        out, samples, photometric="rgb" if samples.ndim == 3 else "minisblack", compression="zlib", predictor=True,
        metadata=None, software="uvphoto", description=None if description is None else description.encode(),
        datetime=taken, iccprofile=icc, extratags=[] if xmp is None else [(_XMP, 1, len(xmp), xmp, True)],
    )  # fmt: skip
    return out.getvalue()


def _only_page(path: Path, tiff: tifffile.TiffFile) -> tifffile.TiffPage:
    pages = list(tiff.pages)
    if not pages:
        raise damaged(path, "it holds no picture")
    first = tiff.pages.first
    full = [page for page in pages if isinstance(page, tifffile.TiffPage) and not page.subfiletype & _REDUCED]
    if len(full) > 1 or first.imagedepth > 1:
        raise PictureError(path, f"holds {max(len(full), first.imagedepth)} pictures", "Export one of them")
    return first


def _check_colour(path: Path, page: tifffile.TiffPage) -> None:
    kind, bits = page.photometric, page.bitspersample
    if kind in _CAMERA:
        raise PictureError(path, "holds camera raw data in a TIFF", f"Rename it to {path.stem}.dng")
    if kind == _CMYK:
        raise PictureError(path, "is a CMYK picture, made for print", "Export it as RGB with the sRGB profile")
    if kind in _LAB:
        raise PictureError(path, "is a Lab picture", "Export it as RGB with the sRGB profile")
    if page.samplesperpixel > 4:
        raise PictureError(path, f"has {page.samplesperpixel} channels", "Export it as RGB or grey")
    if page.sampleformat != _UNSIGNED or bits > 16:
        name = {2: "signed integers", 3: "floating point numbers"}.get(page.sampleformat, "integers")
        raise PictureError(
            path, f"holds {bits}-bit {name}, of which black and white are unknown", "Export it as 16 bit"
        )
    if kind not in (_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE) and not (
        kind == _YCBCR and page.compression == _JPEG
    ):
        raise PictureError(path, f"has colours of an unusual kind ({kind})", "Export it as RGB or grey")


@contextmanager
def _opened(file: BinaryIO) -> Iterator[tifffile.TiffFile]:
    """Open a TIFF; what tifffile would log of broken tags stays out of the user's sight, as the error tells it."""

    def drop(_: logging.LogRecord) -> bool:
        return False

    file.seek(0)
    logger = logging.getLogger("tifffile")
    logger.addFilter(drop)
    try:
        with tifffile.TiffFile(file) as tiff:
            yield tiff
    finally:
        logger.removeFilter(drop)

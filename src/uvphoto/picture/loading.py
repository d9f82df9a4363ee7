"""From a path to stored samples, the same way for every format: open, recognise, check the size, decode, turn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import PictureError
from uvphoto.picture import heic, jpeg, png, raw, tiff, webp
from uvphoto.picture.header import Header, check_size, damaged, decoding
from uvphoto.picture.kinds import HEAD_BYTES, Format, identify


class _Codec(NamedTuple):
    """What a module for a format offers."""

    read_header: Callable[[Path, BinaryIO], Header]
    decode: Callable[[Path, BinaryIO, Header], NDArray[Any]]


_CODECS = {
    Format.JPEG: _Codec(jpeg.read_header, jpeg.decode),
    Format.PNG: _Codec(png.read_header, png.decode),
    Format.TIFF: _Codec(tiff.read_header, tiff.decode),
    Format.WEBP: _Codec(webp.read_header, webp.decode),
    Format.HEIC: _Codec(heic.read_header, heic.decode),
    Format.RAW: _Codec(raw.read_header, raw.decode),
}


def load_header(path: Path, max_pixels: int) -> Header:
    """Read what a picture file says of itself.

    Raises:
        PictureError: it cannot be used, and why.
        MissingExtraError: reading its format needs an extra.

    """
    with _opened(path) as (file, codec), decoding(path):
        header = codec.read_header(path, file)
        check_size(path, header, max_pixels)
    return header


def load(path: Path, max_pixels: int) -> tuple[Header, NDArray[Any]]:
    """Read header and samples, upright and without alpha.

    Returns:
        The header and (H, W) or (H, W, 3) unsigned integers from 0 to ``header.white``.

    Raises:
        PictureError: it cannot be used, and why.
        MissingExtraError: reading its format needs an extra.

    """
    with _opened(path) as (file, codec), decoding(path):
        header = codec.read_header(path, file)
        check_size(path, header, max_pixels)
        file.seek(0)
        samples = codec.decode(path, file, header)
    channels = samples.shape[2] if samples.ndim == 3 else 1
    if (*samples.shape[:2], channels) != (header.height, header.width, header.channels):
        raise damaged(path, "its pixels are not what its header says")
    return header, turn_upright(_drop_alpha(path, samples, header), header.facts.orientation)


def turn_upright(samples: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Apply an EXIF orientation (EXIF 2.32, tag 274) to (H, W) or (H, W, C) samples."""
    if orientation >= 5:
        samples = np.swapaxes(samples, 0, 1)  # (H, W, C) -> (W, H, C)
    if orientation in (3, 4, 7, 8):
        samples = samples[::-1]
    if orientation in (2, 3, 6, 7):
        samples = samples[:, ::-1]
    return np.ascontiguousarray(samples)


def _drop_alpha(path: Path, samples: NDArray[Any], header: Header) -> NDArray[Any]:
    if samples.ndim == 3 and samples.shape[2] in (2, 4):
        if samples[..., -1].min() < header.white:
            raise PictureError(path, "has transparent parts", "Flatten it onto a plain background")
        samples = samples[..., :-1]
    if samples.ndim == 3 and samples.shape[2] == 1:
        samples = samples[..., 0]
    if samples.ndim == 3 and samples.shape[2] != 3:
        raise PictureError(path, f"has {samples.shape[2]} colour channels", "Export it as RGB or grey")
    return samples


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, _Codec]]:
    """Open a picture file and say what reads it."""
    try:
        mode = path.stat().st_mode
        if not S_ISREG(mode):
            kind = "is a folder" if S_ISDIR(mode) else "is no ordinary file"
            raise PictureError(path, kind, "Give the path of a picture file")
        file = path.open("rb")
    except FileNotFoundError as error:
        raise PictureError(path, "does not exist", "Check the path") from error
    except PermissionError as error:
        raise PictureError(path, "may not be read", "Give yourself the right to read it") from error
    except (OSError, ValueError) as error:
        raise PictureError(path, f"cannot be opened ({error})", "Check the path") from error
    with file:
        try:
            head = file.read(HEAD_BYTES)
        except OSError as error:
            raise PictureError(
                path, f"cannot be read ({error.strerror})", "Copy it again from where it came"
            ) from error
        yield file, _CODECS[identify(path, head)]

"""What a picture file says of itself before its pixels are decoded."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from uvphoto.errors import PictureError
from uvphoto.picture.exif import Facts
from uvphoto.picture.kinds import Format

MAX_PIXELS = 200_000_000  # twice the largest photo that the work asks for

_DECODER_ERRORS = (
    OSError, ValueError, TypeError, ArithmeticError, LookupError, RuntimeError, SyntaxError, EOFError,
    struct.error, zlib.error,
)  # fmt: skip


@dataclass(frozen=True)
class Header:
    """The properties of a stored picture.

    Attributes:
        file_format: what the file is.
        height: rows as stored, before the orientation is applied.
        width: columns as stored.
        channels: samples per pixel once decoded: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha.
        bit_depth: bits per decoded sample; the largest value is 2^bit_depth - 1.
        icc: the embedded colour profile.
        implied_icc: the profile that the file implies by other means, where it embeds none.
        facts: what its EXIF data tell.
        is_synthetic: marked as made by a computer.
        is_verbatim: decoded samples are the stored integers (not so for palettes and less than 8 bits).
        full_scale: the value that the largest integer of a map stands for.

    """

    file_format: Format
    height: int
    width: int
    channels: int
    bit_depth: int
    icc: bytes | None = None
    implied_icc: bytes | None = None
    facts: Facts = field(default_factory=Facts)
    is_synthetic: bool = False
    is_verbatim: bool = True
    full_scale: float | None = None

    @property
    def white(self) -> int:
        """The largest value of a sample."""
        return (1 << self.bit_depth) - 1

    @property
    def is_turned(self) -> bool:
        """Whether the orientation swaps height and width."""
        return self.facts.orientation >= 5


def check_size(path: Path, header: Header, max_pixels: int) -> None:
    """Refuse a picture without pixels or with too many of them, before any of them is decoded.

    Raises:
        PictureError: the size makes no sense or is above the limit.

    """
    height, width = header.height, header.width
    if height < 1 or width < 1:
        raise damaged(path, f"says it is {width} x {height} pixels large")
    if height * width > max_pixels:
        problem = (
            f"is {width} x {height} pixels large, {height * width / 1e6:.0f} megapixels; "
            f"the limit is {max_pixels / 1e6:g} megapixels"
        )
        raise PictureError(path, problem, "Give a smaller picture")


def damaged(path: Path, detail: str) -> PictureError:
    """Return the error for a file whose content is broken."""
    return PictureError(path, f"is damaged or cut short ({detail})", "Copy it again from where it came")


@contextmanager
def decoding(path: Path) -> Iterator[None]:
    """Turn what decoders raise on broken files into one clear error.

    Raises:
        PictureError: the file is damaged, or too large for the memory.

    """
    try:
        yield
    except MemoryError as error:
        problem, remedy = "does not fit into memory", "Give a smaller picture or close other programs"
        raise PictureError(path, problem, remedy) from error
    except _DECODER_ERRORS as error:
        raise damaged(path, _detail(error)) from error


def _detail(error: Exception) -> str:
    """Return a decoder's own words, on one line, or plain ones where it speaks of buffers and offsets."""
    if isinstance(error, struct.error) or isinstance(error.__cause__, struct.error):
        return "it ends too early"
    return " ".join(str(error).split()) or type(error).__name__

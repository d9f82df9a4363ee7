"""What is taken from a photo's EXIF data, and the little that is written into ours."""

import struct
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image
from PIL.ExifTags import IFD, Base

_EXIF_PREFIX = b"Exif\0\0"
_DATE = "%Y:%m:%d %H:%M:%S"
_UNCALIBRATED = 0xFFFF
_SRGB = 1


@dataclass(frozen=True)
class Facts:
    """What EXIF data tell.

    Attributes:
        orientation: 1-8 as EXIF numbers them; 1 where it is missing or no legal number.
        taken: when the photo was taken, in the camera's local time (no zone).
        camera: make and model.
        is_adobe_rgb: the camera says Adobe RGB by the DCF option file rule (EXIF 2.32, ColorSpace and R03).
        description: what viewers show as the picture's description.

    """

    orientation: int = 1
    taken: datetime | None = None
    camera: str | None = None
    is_adobe_rgb: bool = False
    description: str | None = None


def parse_facts(data: bytes | None) -> Facts:
    """Read the facts from a block of EXIF data; what is broken in it counts as missing."""
    if not data:
        return Facts()
    exif = Image.Exif()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of broken entries, which count as missing here
        try:
            exif.load(data if data.startswith(_EXIF_PREFIX) else _EXIF_PREFIX + data)
            detail, interop = exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.Interop)
            return make_facts(
                orientation=exif.get(Base.Orientation),
                date=detail.get(Base.DateTimeOriginal) or exif.get(Base.DateTime),
                make=exif.get(Base.Make),
                model=exif.get(Base.Model),
                is_adobe_rgb=detail.get(Base.ColorSpace) == _UNCALIBRATED and _text(interop.get(1)) == "R03",
                description=_utf8(_text(exif.get(Base.ImageDescription))),
            )
        except (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error):
            return Facts()


def make_facts(
    *,
    orientation: object,
    date: object,
    make: object,
    model: object,
    is_adobe_rgb: bool = False,
    description: object = None,
) -> Facts:
    """Bring raw EXIF values of whatever type the file has into shape."""
    return Facts(
        orientation=int(orientation) if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
        taken=_parse_date(_text(date)),
        camera=_join(_text(make), _text(model)),
        is_adobe_rgb=is_adobe_rgb,
        description=_text(description) or None,
    )


def build_exif(description: str | None, taken: datetime | None) -> bytes:
    """Return EXIF data that say nothing of the person, place or camera; begins with the TIFF header."""
    exif = Image.Exif()
    exif[Base.Orientation] = 1
    exif[Base.Software] = "uvphoto"
    if description is not None:
        exif[Base.ImageDescription] = description.encode()
    detail: dict[int, Any] = {Base.ColorSpace: _SRGB}
    if taken is not None:
        detail[Base.DateTimeOriginal] = taken.strftime(_DATE)
    exif[IFD.Exif] = detail
    return exif.tobytes().removeprefix(_EXIF_PREFIX)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    return value.replace("\0", " ").strip() if isinstance(value, str) else ""


def _utf8(text: str) -> str:
    """Undo that Pillow takes the bytes of a text for Latin-1."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _parse_date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _DATE)  # noqa: DTZ007 - EXIF dates have no zone
    except ValueError:
        return None


def _join(make: str, model: str) -> str | None:
    if make and model.lower().startswith(make.lower()):
        return model
    return " ".join(part for part in (make, model) if part) or None

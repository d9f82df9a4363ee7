"""HEIC files, through pillow-heif (the extra ``heic``), at their own bit depth."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import MissingExtraError
from uvphoto.picture.colour import profile_of_code_points
from uvphoto.picture.exif import parse_facts
from uvphoto.picture.header import Header
from uvphoto.picture.kinds import Format
from uvphoto.picture.synthetic import is_marked

if TYPE_CHECKING:
    import pillow_heif

_CHANNELS = {"L": 1, "I": 1, "LA": 2, "RGB": 3, "RGBA": 4, "RGBa": 4}


def read_header(path: Path, file: BinaryIO) -> Header:
    """Read what the container says.

    Raises:
        MissingExtraError: pillow-heif is not installed.
        PictureError: high dynamic range, or other colours that are not read.

    """
    image = _open(file)
    icc = image.info.get("icc_profile") or None
    nclx = image.info.get("nclx_profile") if icc is None else None
    implied = nclx and profile_of_code_points(path, nclx["color_primaries"], nclx["transfer_characteristics"])
    facts = parse_facts(image.info.get("exif"))
    return Header(
        Format.HEIC, image.size[1], image.size[0], _CHANNELS[image.mode.split(";")[0]], image.info["bit_depth"],
        icc=icc, implied_icc=implied or None, is_synthetic=is_marked(image.info.get("xmp")),
        facts=replace(facts, orientation=1),  # libheif has turned the picture; EXIF only repeats how (ISO 23008-12)
    )  # fmt: skip


def decode(_path: Path, file: BinaryIO, _header: Header) -> NDArray[Any]:
    """Decode to (H, W) or (H, W, C)."""
    return np.asarray(_open(file))


def _open(file: BinaryIO) -> "pillow_heif.HeifFile":
    try:
        import pillow_heif  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise MissingExtraError("Reading HEIC pictures", "heic") from error
    file.seek(0)
    return pillow_heif.open_heif(file, convert_hdr_to_8bit=False, hdr_to_16bit=False)

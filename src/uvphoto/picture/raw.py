"""Camera raw files, developed by LibRaw through rawpy (the extra ``raw``) to 16-bit sRGB."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from numpy.typing import NDArray

from uvphoto.errors import MissingExtraError, PictureError
from uvphoto.picture.exif import parse_facts
from uvphoto.picture.header import Header
from uvphoto.picture.kinds import Format

if TYPE_CHECKING:
    import rawpy

_SRGB_CURVE = (2.4, 12.92)  # LibRaw's way to write the curve of IEC 61966-2-1: power and slope at black
_EXIF_BYTES = 1 << 18  # enough of a TIFF-based raw file to hold its tags


def read_header(path: Path, file: BinaryIO) -> Header:
    """Read the size after development.

    Raises:
        MissingExtraError: rawpy is not installed.
        PictureError: LibRaw knows no such camera.

    """
    with _open(path, file) as raw:
        sizes = raw.sizes
        height, width = (sizes.iwidth, sizes.iheight) if sizes.flip & 4 else (sizes.iheight, sizes.iwidth)
    file.seek(0)
    facts = parse_facts(file.read(_EXIF_BYTES))
    return Header(Format.RAW, height, width, 3, 16, facts=replace(facts, orientation=1), is_verbatim=False)


def decode(path: Path, file: BinaryIO, _header: Header) -> NDArray[Any]:
    """Develop to (H, W, 3) uint16: the camera's white balance, no automatic brightening, turned upright."""
    with _open(path, file) as raw:
        samples: NDArray[Any] = raw.postprocess(
            output_bps=16, use_camera_wb=True, no_auto_bright=True, gamma=_SRGB_CURVE
        )  # fmt: skip
    return samples


def _open(path: Path, file: BinaryIO) -> "rawpy.RawPy":
    try:
        import rawpy  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise MissingExtraError("Reading camera raw files", "raw") from error
    file.seek(0)
    try:
        return rawpy.imread(file)
    except rawpy.LibRawError as error:
        problem = f"is no camera raw file that LibRaw can read ({_text(error)})"
        raise PictureError(path, problem, "Develop it with the camera's program and give a 16-bit TIFF") from error


def _text(error: Exception) -> str:
    return error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)

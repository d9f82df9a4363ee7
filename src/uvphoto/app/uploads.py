"""A file that somebody sent, looked at before anything is done with it."""

from importlib.util import find_spec

from uvphoto.app.vault.plain_files import plain_file
from uvphoto.errors import PictureError, SettingsError
from uvphoto.picture import Format, PictureInfo, inspect

_TAKEN_IN = {Format.JPEG: "JPEG", Format.PNG: "PNG", Format.WEBP: "WebP", Format.TIFF: "TIFF", Format.HEIC: "HEIC"}
_LEAST_SIDE = 200  # pixels; below, no spot can be seen


def readable_kinds() -> dict[str, str]:
    """Return the names of the kinds of file that can be read here, by media type.

    Phones hand HEIC over as JPEG where a page does not ask for it: it is asked for only where it can be read.
    """
    can_heic = find_spec("pillow_heif") is not None
    return {f"image/{kind}": name for kind, name in _TAKEN_IN.items() if can_heic or kind is not Format.HEIC}


def check_photo(data: bytes, max_pixels: int) -> PictureInfo:
    """Return what a file says of its picture, which is not decoded yet: that takes long, and is part of the job.

    Its name is not asked for: what it is, its content tells.

    Args:
        data: the file.
        max_pixels: more are refused.

    Raises:
        SettingsError: it is no photo that is taken in, and why, in words for whoever sent it.
        MissingExtraError: it is a HEIC file, and what reads those is not installed.

    """
    if not data:
        raise SettingsError("No photo was chosen: choose a file.")
    try:
        with plain_file(data) as path:
            info = inspect(path, max_pixels=max_pixels)
    except PictureError as error:  # the path in its message is none that the user knows
        raise SettingsError(f"The file {error.problem}. {error.remedy}.") from error
    if info.file_format not in _TAKEN_IN:
        raise SettingsError("Camera raw files are not taken in here: develop the photo as JPEG or TIFF first.")
    if min(info.height, info.width) < _LEAST_SIDE:
        raise SettingsError(f"The photo is {info.width} x {info.height} pixels: too small for spots to be seen.")
    return info

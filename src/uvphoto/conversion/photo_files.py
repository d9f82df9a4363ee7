"""Files at the edge of the conversion: which file a UV photo goes to, in which format, and whether it is there."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from uvphoto.conversion.convert import Progress, convert, quiet
from uvphoto.conversion.converter import Converter
from uvphoto.conversion.description import describe, read_making
from uvphoto.conversion.scale import Scale, find_scale
from uvphoto.errors import PictureError
from uvphoto.picture import Format, PictureInfo, Synthetic, inspect, read_colour, write_uv
from uvphoto.picture.kinds import SUFFIXES, title
from uvphoto.skin.white_balance.balance import UNBALANCED, Balance, apply
from uvphoto.skin.white_balance.method import Method
from uvphoto.skin.white_balance.photo import balance_photo

ENDING = "_uv"
_DEEP = (Format.PNG, Format.TIFF)
_WRITTEN = (Format.JPEG, Format.WEBP, *_DEEP)


@dataclass(frozen=True)
class Target:
    """The file that a UV photo goes to.

    Attributes:
        path: where.
        bit_depth: 8 or 16.
        note: why it is not of the colour photo's own format and depth; empty where it is.

    """

    path: Path
    bit_depth: int
    note: str = ""


def plan_target(source: Path, info: PictureInfo, folder: Path, wanted: Format | None = None) -> Target:
    """Return the file for a photo's UV photo: NAME_uv, in the photo's format and depth where those can be written.

    Args:
        source: the colour photo.
        info: what it says of itself.
        folder: where UV photos go.
        wanted: another format.

    """
    kind = wanted or _fitting_format(info)
    bit_depth = 16 if info.bit_depth > 8 and kind in _DEEP else 8
    suffix = source.suffix if source.suffix.lower() in SUFFIXES[kind] else SUFFIXES[kind][0]
    note = ""
    if kind is not info.file_format or bit_depth != info.bit_depth:
        before, after = title(info.file_format), title(kind)
        note = f"{before} of {info.bit_depth} bit becomes {after} of {bit_depth} bit"
    return Target(folder / f"{source.stem}{ENDING}{suffix}", bit_depth, note)


def check_targets(targets: Mapping[Path, Target]) -> None:
    """Make sure that each photo gets a file of its own, and that none of them is a photo to convert.

    Args:
        targets: by the path of the colour photo.

    Raises:
        PictureError: two photos would go to one file, or one would go over another.

    """
    sources = {os.path.realpath(source): source for source in targets}
    taken: dict[str, Path] = {}
    for source, target in targets.items():
        place = os.path.normcase(os.path.realpath(target.path))
        if place in taken:
            problem = f"would get the same UV photo as {taken[place]}: {target.path}"
            raise PictureError(source, problem, "Convert them into two folders")
        if place in sources:
            problem = f"would get the UV photo {target.path}, which is itself a photo to convert"
            raise PictureError(source, problem, "Choose another folder")
        taken[place] = source


def is_done(
    source: Path,
    info: PictureInfo,
    target: Path,
    sha256: str,
    *,
    mm_per_pixel: float | None = None,
    white_balance: Method = Method.NONE,
) -> bool:
    """Tell whether a photo's UV photo is there already: newer than the photo, of its size, by the same weights.

    Args:
        source: the colour photo.
        info: what it says of itself.
        target: where its UV photo goes.
        sha256: of the weights.
        mm_per_pixel: the scale that is given; None where it is to be found.
        white_balance: that is asked for.

    Raises:
        PictureError: there is a file that is no UV photo of ours, which is not to be lost.

    """
    if not os.path.lexists(target):
        return False
    try:
        there = inspect(target)
        making = read_making(there.description) if there.is_synthetic else None
    except PictureError:
        making = None
    if making is None:
        problem = "is there already and is no UV photo that uvphoto made"
        raise PictureError(target, problem, "Move it, or choose another folder")
    is_newer = target.stat().st_mtime_ns > source.stat().st_mtime_ns
    has_its_size = (there.height, there.width) == (info.height, info.width)
    return is_newer and has_its_size and making.is_as_asked(sha256, mm_per_pixel, white_balance)


def is_converted(info: PictureInfo) -> bool:
    """Whether a photo is itself a UV photo that was converted."""
    return info.is_synthetic and read_making(info.description) is not None


def _fitting_format(info: PictureInfo) -> Format:
    """Return the format to write: the photo's own, else one without loss that holds its depth."""
    can_hold = info.file_format in _DEEP or (info.file_format in _WRITTEN and info.bit_depth == 8)
    return info.file_format if can_hold else Format.PNG


@dataclass(frozen=True)
class Conversion:
    """How a photo was converted.

    Attributes:
        scale: that was used.
        balance: of its colours.

    """

    scale: Scale
    balance: Balance = UNBALANCED

    def __str__(self) -> str:
        return str(self.scale) if self.balance.is_identity else f"{self.scale}; white balance {self.balance}"


def convert_file(
    source: Path,
    target: Target,
    converter: Converter,
    *,
    mm_per_pixel: float | None = None,
    white_balance: Method = Method.NONE,
    quality: int = 95,
    progress: Progress = quiet,
) -> Conversion:
    """Convert a colour photo to a UV photo, marked as synthetic, with the date of the colour photo.

    Args:
        source: the colour photo.
        target: where its UV photo goes.
        converter: the network.
        mm_per_pixel: scale of the photo; None finds it.
        white_balance: by what its colours are balanced first.
        quality: of JPEG and WebP.
        progress: is told how many tiles are done, and of how many.

    Raises:
        UnusablePhotoError: it does not show what its colours are to be balanced by.
        PictureError: the photo cannot be read, or the UV photo cannot be written.
        MissingExtraError: reading the photo needs an extra.
        SettingsError: the scale makes no sense.
        WeightsError: the network does not take its tiles.

    """
    photo = read_colour(source)
    taken = photo.taken
    scale = find_scale(photo.pixels, mm_per_pixel)
    balance = balance_photo(photo.pixels, white_balance)
    colour = apply(balance, photo.pixels)
    uv = convert(colour, converter, mm_per_pixel=scale.mm_per_pixel, progress=progress)
    del photo, colour  # its memory is free for what writing takes
    write_uv(
        target.path, uv, bit_depth=target.bit_depth, quality=quality, taken=taken, synthetic=Synthetic.CONVERTED,
        description=describe(converter, scale, white_balance, balance),
    )  # fmt: skip
    return Conversion(scale, balance)

"""The pictures of an analysis that is to be handed over: as integers, in sRGB, with nothing else of their files."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.analyse import Source
from uvphoto.analysis.documents import find_uv_photo
from uvphoto.analysis.files import RECORD
from uvphoto.analysis.interchange.shared import SharedAnalysis
from uvphoto.errors import FileError
from uvphoto.picture import Format, Picture, read_colour, read_labels, read_mask, read_uv
from uvphoto.picture.writing import quantise
from uvphoto.skin.regions import REGIONS

_LOSSY = (Format.JPEG, Format.WEBP, Format.HEIC)  # WebP and HEIC without loss cannot be told from those with it


@dataclass(frozen=True)
class SharedPicture:
    """One picture.

    Attributes:
        samples: (H, W, 3) colour or (H, W) grey, uint8, in sRGB, upright.
        bit_depth: of its file; above 8, the samples are rounded.
        is_synthetic: its file is marked as made by a computer.
        lossy: the format by which it lost something; None where it did not.
        ratio: bytes of the samples / bytes of the file.

    """

    samples: NDArray[np.uint8]
    bit_depth: int
    is_synthetic: bool
    lossy: Format | None
    ratio: float


@dataclass(frozen=True)
class SharedPictures:
    """The pictures of an analysis, all of one size.

    Attributes:
        source: in which of them spots were sought.
        colour: the colour photo; None where it is not to be handed over.
        uv: the UV photo; None where there is none.
        spots: (H, W), true on spots.
        skin: (H, W), true on the skin that was measured.
        regions: (H, W), labels of ``skin.regions.REGIONS``.

    """

    source: Source
    colour: SharedPicture | None
    uv: SharedPicture | None
    spots: NDArray[np.bool_]
    skin: NDArray[np.bool_]
    regions: NDArray[np.uint8]


def read_pictures(shared: SharedAnalysis, photos: Path | None) -> SharedPictures:
    """Read the pictures of an analysis.

    Args:
        shared: the analysis.
        photos: folder of the photos themselves, where they are to be handed over too, or spots were sought in them.

    Raises:
        FileError: a picture is missing, cannot be used, or does not belong to the others.
        MissingExtraError: HEIC or camera raw without its extra.

    """
    folder, document = shared.folder, shared.document
    source = _source(shared)
    colour = None if photos is None else _read(_find_colour(photos, shared), read_colour)
    beside = find_uv_photo(folder, document)
    if source is Source.TAKEN and photos is not None:
        beside = _find_taken(photos, shared)
    uv = None if beside is None else _read(beside, read_uv)
    if (colour if source is Source.COLOUR else uv) is None:
        problem = f"lacks the picture in which spots were sought: the {source.value}"
        raise FileError(folder, problem, _remedy(source))
    spots = read_labels(folder / "spots.png") > 0
    skin = read_mask(folder / "skin_mask.png")
    regions = read_labels(folder / "regions.png")
    pictures = [one.samples for one in (colour, uv) if one is not None]
    if len({one.shape[:2] for one in (spots, skin, regions, *pictures)}) > 1:
        raise FileError(folder, "holds pictures of several sizes", "Analyse the photo again")
    if regions.max() > len(REGIONS):
        raise FileError(folder / "regions.png", f"has labels above {len(REGIONS)}", "Analyse the photo again")
    return SharedPictures(source, colour, uv, spots, skin, regions.astype(np.uint8))


def _source(shared: SharedAnalysis) -> Source:
    told = shared.document["spots_found_in"]
    try:
        return Source(told)
    except ValueError:
        problem = f"does not say in what kind of picture spots were sought, but {told!r}"
        raise FileError(shared.folder / RECORD, problem, "Analyse the photo again") from None


def _find_colour(photos: Path, shared: SharedAnalysis) -> Path:
    """Return the photo itself; another person's of the same name is not taken for it.

    Raises:
        FileError: it is not there, or the analysis does not know its check sum.

    """
    known = shared.document.get("photo_sha256")
    if not isinstance(known, str):
        problem = "does not tell the check sum of its photo, by which that is known for certain"
        raise FileError(shared.folder / RECORD, problem, "Analyse the photo with --again")
    found = _find(photos, known, shared.document["photo"])
    if found is None:
        raise FileError(photos, f"holds no photo that {shared.folder} is of", "Give the folder where it lies now")
    return found


def _find_taken(photos: Path, shared: SharedAnalysis) -> Path | None:
    """Return the UV photo that a camera took: the last of the files that were given with the photo."""
    asked = shared.document.get("asked")
    known = asked.get("files") if isinstance(asked, dict) else None
    return _find(photos, str(known[-1])) if isinstance(known, list) and known else None


def _find(photos: Path, check_sum: str, name: str = "") -> Path | None:
    """Return the file with a check sum (SHA-256); the one with its name is looked at first."""
    try:
        files = sorted(
            (path for path in photos.iterdir() if path.is_file()), key=lambda path: (path.name != name, path)
        )
        return next((path for path in files if hashlib.sha256(path.read_bytes()).hexdigest() == check_sum), None)
    except OSError as error:
        raise FileError(photos, f"cannot be read ({error.strerror})", "Give the folder of the photos") from error


def _remedy(source: Source) -> str:
    if source is Source.SYNTHETIC:
        return "Analyse the photo again"
    return "Give the folder in which it lies with --photos"


def _read(path: Path, read: Callable[[Path], Picture]) -> SharedPicture:
    picture: Picture = read(path)
    samples = quantise(picture.pixels, 8)
    lossy = picture.file_format if picture.file_format in _LOSSY else None
    return SharedPicture(samples, picture.bit_depth, picture.is_synthetic, lossy, samples.nbytes / path.stat().st_size)

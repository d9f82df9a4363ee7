"""Photos without a partner: any folder of them becomes something to learn from.

Their skin is found, and they are brought to the working scale by the distance between the pupils.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from uvphoto.datasets.description import DESCRIPTION_FILE
from uvphoto.datasets.matching import list_pictures
from uvphoto.datasets.prepared import (
    FORMAT_VERSION,
    Array,
    PreparedPhoto,
    Progress,
    balance_of,
    key_of,
    resized,
    write_arrays,
)
from uvphoto.datasets.storage import read_dataset
from uvphoto.errors import DataSetError, MissingExtraError, PictureError, UnusablePhotoError
from uvphoto.picture import Synthetic, inspect, read_colour, read_mask, read_uv
from uvphoto.picture.synthetic import describe
from uvphoto.skin.eye_sockets import without_eye_sockets
from uvphoto.skin.face_finding import find_face
from uvphoto.skin.plain_parser import VERSION, PlainParser
from uvphoto.skin.pupils import PUPIL_DISTANCE_MM

Kind = Literal["colour", "uv"]
SkinRule = Literal["find", "whole"]

_TOLD = 3  # reasons in an error
_NO_PICTURES = "it holds no pictures that are read here"
_MOST_GROWTH = 2.0  # a photo that must be made larger than this holds too little to learn from
_OURS = (Synthetic.CONVERTED, Synthetic.COMPOSITE)


@dataclass(frozen=True)
class LeftOut:
    """A picture that cannot be learned from, and why."""

    path: Path
    reason: str


@dataclass(frozen=True)
class UnpairedPhotos:
    """What was found in a folder.

    Attributes:
        photos: with ``colour`` or ``uv``, as it was asked for, and ``skin``.
        left_out: pictures that cannot be used.

    """

    photos: tuple[PreparedPhoto, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class _Source:
    """A picture, and what is known of it already."""

    path: Path
    mask: Path | None = None
    mm_per_pixel: float | None = None
    person: str = ""


def prepare_unpaired(
    folder: Path,
    mm_per_pixel: float,
    cache: Path,
    *,
    kind: Kind = "colour",
    skin: SkinRule = "find",
    progress: Progress | None = None,
    with_balance: bool = False,
) -> UnpairedPhotos:
    """Prepare the photos of a folder; what an earlier call has done is kept, and a stopped one goes on.

    Args:
        folder: searched with its subfolders, hidden ones apart, for files with the ending of a picture; of a data set,
            its phone photos (or, of kind uv, its UV photos), of the split ``train`` where it is split, with their own
            masks and scales.
        mm_per_pixel: the scale to bring them to.
        cache: folder for the arrays, about 4 bytes per pixel; made where it does not exist.
        kind: colour photos, or grey pictures of what they are to become.
        skin: ``find`` seeks the face, its skin and its scale; ``whole`` takes every pixel as it is.
        progress: told after each photo.
        with_balance: find the automatic white balance of each colour photo too.

    Raises:
        DataSetError: the folder cannot be listed or holds no usable picture, or the cache cannot be written.

    """
    sources = _listed(folder, kind)
    photos, left_out = [], []
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for done, source in enumerate(sources, start=1):
            facts = [FORMAT_VERSION, "unpaired", kind, skin, VERSION, mm_per_pixel, source.mm_per_pixel]
            facts += ["balance"] if with_balance else []
            place = cache / key_of(facts, [source.path, source.mask])
            try:
                if not place.is_dir():
                    write_arrays(_prepared(source, kind, skin, mm_per_pixel, with_balance=with_balance), place)
                photos.append(PreparedPhoto(place, source.person))
            except (PictureError, UnusablePhotoError) as error:
                left_out.append(LeftOut(source.path, error.problem))
            except MissingExtraError as error:
                left_out.append(LeftOut(source.path, str(error)))
            if progress is not None:
                progress(done, len(sources))
    except OSError as error:
        remedy = "Choose a folder on a disk with room, then run the same command"
        raise DataSetError(cache, f"cannot be written ({error.strerror})", remedy) from error
    if not photos:
        reasons = "; ".join(f"{one.path.name}: {one.reason}" for one in left_out[:_TOLD])
        remedy = "Give a folder of photos of faces" if skin == "find" else "Give a folder of pictures"
        raise DataSetError(folder, f"holds no photo to learn from ({reasons or _NO_PICTURES})", remedy)
    return UnpairedPhotos(tuple(photos), tuple(left_out))


def _listed(folder: Path, kind: Kind) -> list[_Source]:
    if (folder / DESCRIPTION_FILE).exists():
        return _listed_of_dataset(folder, kind)
    if not folder.is_dir():
        raise DataSetError(folder, "is no folder", "Give a folder of photos")
    try:
        pictures = list_pictures(folder).pictures
    except OSError as error:
        raise DataSetError(error.filename, f"cannot be listed ({error.strerror})", "Make it readable") from error
    return [_Source(folder / path) for path in pictures if not any(part.startswith(".") for part in path.parts)]


def _listed_of_dataset(folder: Path, kind: Kind) -> list[_Source]:
    dataset = read_dataset(folder)
    is_split = any(row.split for row in dataset.photos)
    rows = dataset.of_split("train") if is_split else dataset.photos
    chosen = [row for row in rows if (row.uv if kind == "uv" else row.domain == "phone")]
    if not chosen:
        what = "UV photos" if kind == "uv" else "phone photos"
        where = " in its split train" if is_split else ""
        raise DataSetError(folder, f"is a data set without {what}{where}", "Give a folder of photos")
    return [
        _Source(folder / row.file(kind), dataset.path(row, "skin_mask"), dataset.scale_of(row), row.person)
        for row in chosen
    ]


def _prepared(
    source: _Source, kind: Kind, rule: SkinRule, mm_per_pixel: float, *, with_balance: bool
) -> dict[str, Array]:
    description = inspect(source.path).description or ""
    if any(description.startswith(describe(how, None) or "") for how in _OURS):
        raise UnusablePhotoError("it was itself made from other photos by uvphoto", "Give photos")
    picture = read_colour(source.path).pixels if kind == "colour" else read_uv(source.path).pixels
    balance = balance_of(picture) if with_balance and kind == "colour" else {}
    if rule == "whole":
        return {**resized({kind: picture}, np.ones(picture.shape[:2], np.bool_), 1.0), **balance}
    skin, scale = _skin_and_scale(source, picture)
    if source.mm_per_pixel is None and scale > _MOST_GROWTH * mm_per_pixel:
        raise UnusablePhotoError(f"the face is too small, at {scale:.2g} mm per pixel", "Take it from nearer")
    return {**resized({kind: picture}, skin, scale / mm_per_pixel), **balance}


def _skin_and_scale(source: _Source, picture: NDArray[np.float32]) -> tuple[NDArray[np.bool_], float]:
    """Return the skin (H, W) and mm per pixel, as they are known or else found."""
    mask = None if source.mask is None else read_mask(source.mask)
    if mask is not None and mask.shape != picture.shape[:2]:
        raise UnusablePhotoError(f"its skin mask is of another size, {mask.shape}", "Mend it")
    if mask is not None and source.mm_per_pixel is not None:
        return mask, source.mm_per_pixel
    colour = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
    finding = find_face(colour)
    if finding.pupils is None or finding.problems:
        raise UnusablePhotoError("; ".join(finding.problems), "Take one face, from the front")
    if not finding.pupils.is_measured:  # guessed eyes would pass for skin
        raise UnusablePhotoError("the eyes are not seen, which tell the scale", "Take it with open eyes")
    skin = without_eye_sockets(PlainParser().parse(colour, finding).skin, finding.pupils) if mask is None else mask
    if not skin.any():
        raise UnusablePhotoError("no bare skin was found", "Take it in even light")
    return skin, source.mm_per_pixel or PUPIL_DISTANCE_MM / finding.pupils.distance

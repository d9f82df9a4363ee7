"""The photos of a person's visits as arrays, read from the record."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from uvphoto.analysis.analyse import Source
from uvphoto.config import from_mapping
from uvphoto.errors import RecordError, SettingsError
from uvphoto.longitudinal.comparison.choice import MeasuredPhoto
from uvphoto.longitudinal.comparison.visit import Visit
from uvphoto.longitudinal.record.entries import StoredPerson
from uvphoto.longitudinal.record.photo_store import Stored
from uvphoto.longitudinal.registration import View
from uvphoto.picture import read_colour, read_labels, read_mask, read_uv
from uvphoto.skin.pupils import find_pupils
from uvphoto.skin.regions import REGIONS
from uvphoto.spots.detect import ALGORITHM, Detection, DetectorSettings, detect_spots

T = TypeVar("T")

_AGAIN = "Analyse the photo again and add the result to the record"


class Keeper(Protocol):
    """Whoever keeps photos and results of people: a ``Record``, or what gives its own photos as one does."""

    @property
    def place(self) -> object:
        """Where they are kept, named in errors."""

    def person(self, pseudonym: str) -> StoredPerson:
        """Return all that is kept of a person."""

    def path(self, stored: Stored) -> Path:
        """Return where a file lies."""


def read_visit(record: Keeper, measured: MeasuredPhoto) -> Visit:
    """Read the files of a result; what the skin absorbs is not stored, and is computed again.

    Raises:
        RecordError: the result lacks a file or the scale, or is of another detector than this version's.
        FileError: a file of the record cannot be read.

    """
    where = str(record.place)
    document, photo = measured.result.document, measured.photo
    if document["algorithm"] != ALGORITHM:
        problem = f"has a result of {measured.date} by the detector {document['algorithm']!r}; this version's is"
        raise RecordError(where, f"{problem} {ALGORITHM!r}", _AGAIN)
    is_taken = document["spots_found_in"] == Source.TAKEN.value
    colour = read_colour(record.path(photo.colour)).pixels
    uv = _read(record, measured, "uv", lambda path: read_uv(path).pixels)
    skin = _read(record, measured, "skin_mask", read_mask)
    regions = _read(record, measured, "regions", read_labels).astype(np.uint8)
    labels = _read(record, measured, "spots", read_labels).astype(np.int32)
    if {one.shape for one in (uv, skin, regions, labels)} != {colour.shape[:2]} or regions.max() > len(REGIONS):
        raise RecordError(where, f"has files of {measured.date} that do not fit the photo", _AGAIN)
    scale, settings = _scale_and_settings(measured, where)
    absorbance = detect_spots(uv, skin, scale, settings).absorbance
    return Visit(
        measured.date,
        photo.device,
        photo.domain,
        is_taken,
        View(uv, skin, scale, find_pupils(colour)),
        regions,
        Detection(labels, absorbance, scale, settings),
        measured.result.regions,
        measured.made_by,
    )


def _read(record: Keeper, measured: MeasuredPhoto, kind: str, read: Callable[[Path], T]) -> T:
    """Read a file of the result; a UV photo that a camera took lies beside the photo instead."""
    is_beside = kind == "uv" and measured.result.document["spots_found_in"] == Source.TAKEN.value
    stored = (measured.photo if is_beside else measured.result).files.get(kind)
    if stored is None:
        name = "UV photo" if kind == "uv" else kind.replace("_", " ")
        problem = f"does not hold the {name} of {measured.date} by {measured.photo.device!r}"
        remedy = "Add the photo as a data set with a column uv" if is_beside else _AGAIN
        raise RecordError(str(record.place), problem, remedy)
    return read(record.path(stored))


def _scale_and_settings(measured: MeasuredPhoto, where: str) -> tuple[float, DetectorSettings]:
    document = measured.result.document
    scale = document.get("mm_per_pixel")
    if not isinstance(scale, int | float) or not 0 < scale < float("inf"):
        raise RecordError(where, f"has a result of {measured.date} without a scale", _AGAIN)
    try:
        return float(scale), from_mapping(DetectorSettings, document["settings"])
    except (KeyError, TypeError, SettingsError) as error:
        problem = f"has a result of {measured.date} whose detector's settings cannot be used ({error})"
        raise RecordError(where, problem, _AGAIN) from error

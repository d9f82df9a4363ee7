"""What goes into a record and what comes out of it, as plain values without a database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from uvphoto.datasets.manifest import DOMAINS, SPLITS, VIEWS
from uvphoto.longitudinal.record.photo_store import Stored


@dataclass(frozen=True)
class NewResult:
    """An analysis to be stored.

    Attributes:
        document: what ``analysis.json`` holds.
        files: what else the analysis wrote, by kind: uv, skin_mask, regions, spots, spot_table.

    """

    document: Mapping[str, Any]
    files: Mapping[str, Path] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SHA-256 of the document, in whatever order its keys stand."""
        text = json.dumps(self.document, sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class NewPhoto:
    """A colour photo to be stored, and what belongs to it.

    Attributes:
        colour: its file.
        visit: the date on which it was taken.
        device: that took it.
        domain: clinic or phone.
        view: front, left or right.
        treatment: what was done to the skin between the visit before and this one; empty for nothing.
        files: what lies on it, by the column of a data set.
        results: analyses of it.
        mm_per_pixel: where known.
        split: of a data set; else empty.
        licence: under which it may be used; else empty.
        maps: what the values of maps of truth mean, by column: meaning, unit, full_scale.
        extra: further columns of a data set.

    """

    colour: Path
    visit: date
    device: str
    domain: str
    view: str = "front"
    treatment: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)
    results: tuple[NewResult, ...] = ()
    mm_per_pixel: float | None = None
    split: str = ""
    licence: str = ""
    maps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for value, allowed in ((self.view, VIEWS), (self.domain, DOMAINS), (self.split, (*SPLITS, ""))):
            if value not in allowed:
                raise ValueError(f"{value!r} is none of {allowed}")
        if not self.device.strip() or not self.device.isprintable():
            raise ValueError(f"a device needs a name that can be printed, not {self.device!r}")
        if not self.treatment.isprintable():
            raise ValueError(f"a treatment is told in one line that can be printed, not {self.treatment!r}")

    @property
    def sources(self) -> tuple[Path, ...]:
        """All files to be stored."""
        return (self.colour, *self.files.values(), *(file for one in self.results for file in one.files.values()))


@dataclass(frozen=True)
class StoredResult:
    """An analysis in the record: its document as it was, and its files by kind."""

    document: Mapping[str, Any]
    files: Mapping[str, Stored]

    @property
    def regions(self) -> Mapping[str, Mapping[str, float | None]]:
        """The measures by region; None for what could not be told."""
        return self.document["regions"]


@dataclass(frozen=True)
class StoredPhoto:
    """A colour photo in the record; the attributes are those of ``NewPhoto``."""

    colour: Stored
    device: str
    domain: str
    view: str
    files: Mapping[str, Stored]
    results: tuple[StoredResult, ...]  # in the order in which they were added
    mm_per_pixel: float | None
    split: str
    licence: str
    maps: Mapping[str, Mapping[str, Any]]
    extra: Mapping[str, str]


@dataclass(frozen=True)
class StoredVisit:
    """The photos of a date, in the order in which they were added."""

    date: date
    treatment: str
    photos: tuple[StoredPhoto, ...]


@dataclass(frozen=True)
class StoredPerson:
    """All that is kept of a person, visits by date."""

    pseudonym: str
    visits: tuple[StoredVisit, ...]


@dataclass(frozen=True)
class Sitting:
    """What was measured in one photo of a person: what a forecast reads.

    Attributes:
        visit: the date.
        day: days since the first visit of the person in the record, analysed or not.
        treatment: between the visit before and this one; empty for nothing.
        device: that took the photo.
        domain: clinic or phone.
        view: front, left or right.
        regions: by region (cheeks and face among them) the measures of ``spots.measure``, with the ends of the
            intervals of the spot ratio (spot_ratio_90_low, ...); None for what could not be told.
        weights_name: of the converter; None where the UV photo was taken, or spots were found in the colour photo.
        weights_sha256: of the same.
        algorithm: that found the spots, with its version.
        spots_found_in: the kind of picture: synthetic UV, taken UV or colour.
        white_balance: by which the colours were balanced first.
        is_refused: the photo should not be measured.
        made_by: the version of uvphoto.

    """

    visit: date
    day: float
    treatment: str
    device: str
    domain: str
    view: str
    regions: Mapping[str, Mapping[str, float | None]]
    weights_name: str | None
    weights_sha256: str | None
    algorithm: str
    spots_found_in: str
    white_balance: str
    is_refused: bool
    made_by: str


@dataclass(frozen=True)
class History:
    """The sittings of a person by date, those of one date in the order in which the photos were added."""

    person: str
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True)
class PersonSummary:
    """A person in a list."""

    pseudonym: str
    visits: int
    photos: int
    results: int
    first: date
    last: date
    devices: tuple[str, ...]  # by name


@dataclass(frozen=True)
class Added:
    """What one call added: what was there already does not count."""

    visits: int
    photos: int
    results: int


@dataclass(frozen=True)
class Removed:
    """What was removed, and is there no more."""

    visits: int
    photos: int
    results: int
    files: int  # of photos and results, that nobody else refers to
    bytes: int  # of those files

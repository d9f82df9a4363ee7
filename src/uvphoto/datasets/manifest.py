"""What a data set is in memory: its description and one row per photo.

The same things on disk are ``dataset.json`` and ``photos.csv``; ``storage`` reads and writes them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

FORMAT_VERSION = 1

VIEWS = ("front", "left", "right")
DOMAINS = ("clinic", "phone")
SPLITS = ("train", "validation", "test")

REQUIRED_COLUMNS = ("person", "visit", "view", "device", "domain", "colour", "uv", "skin_mask", "split")
MAP_COLUMNS = ("melanin", "haemoglobin", "dermal_melanin")
OPTIONAL_COLUMNS = ("regions", *MAP_COLUMNS, "spots", "spot_table", "truth_uv", "warp", "mm_per_pixel")
FILE_COLUMNS = ("colour", "uv", "skin_mask", "regions", *MAP_COLUMNS, "spots", "spot_table", "truth_uv", "warp")


@dataclass(frozen=True)
class MapScale:
    """What the values of a map of truth mean."""

    meaning: str  # "melanosomes, share of the volume of the epidermis"
    unit: str  # "1" for a share
    full_scale: float  # the value that the file's largest integer stands for, > 0


@dataclass(frozen=True)
class Description:
    """What ``dataset.json`` says of a whole data set."""

    name: str
    made: str  # how the photos came about: taken by what and when, or simulated by which command
    licence: str
    devices: tuple[str, ...]
    kinds: tuple[str, ...]  # the columns of files that hold something, of FILE_COLUMNS
    mm_per_pixel: float | None = None  # of the clinic photos, where known and the same in all of them
    maps: Mapping[str, MapScale] = field(default_factory=dict, hash=False)
    format_version: int = FORMAT_VERSION
    extra: Mapping[str, object] = field(default_factory=dict, hash=False)  # keys that are not ours, kept

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a data set needs a name")
        if unknown := set(self.kinds) - set(FILE_COLUMNS):
            raise ValueError(f"kinds must be among {FILE_COLUMNS}, not {sorted(unknown)}")
        if self.mm_per_pixel is not None and not self.mm_per_pixel > 0:
            raise ValueError(f"mm_per_pixel must be positive, not {self.mm_per_pixel}")


@dataclass(frozen=True)
class PhotoRow:
    """One colour photo and what belongs to it: one row of ``photos.csv``.

    Paths are relative to the data set's folder, with forward slashes; "" where there is no such file.
    """

    person: str  # a pseudonym
    visit: date | None  # None where nobody knows the date
    view: str  # of VIEWS
    device: str
    domain: str  # of DOMAINS
    colour: str
    uv: str = ""  # the UV photo that a device took at once with the colour photo
    skin_mask: str = ""
    split: str = ""  # of SPLITS, or "" where the set is not split
    regions: str = ""  # label map of skin.regions.REGIONS
    melanin: str = ""
    haemoglobin: str = ""
    dermal_melanin: str = ""
    spots: str = ""  # label map; its values are the column "id" of the spot table
    spot_table: str = ""  # CSV with the columns id and kind, and more
    truth_uv: str = ""  # the UV photo in a phone photo's frame, which no device took
    warp: str = ""  # how a phone photo lies on the clinic photo
    mm_per_pixel: float | None = None  # of this photo, where known
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)  # columns that are not ours, kept

    def __post_init__(self) -> None:
        if not self.person or not self.device or not self.colour:
            raise ValueError("a row needs a person, a device and a colour photo")
        for value, allowed in ((self.view, VIEWS), (self.domain, DOMAINS), (self.split, (*SPLITS, ""))):
            if value not in allowed:
                raise ValueError(f"{value!r} is none of {allowed}")

    @property
    def is_pair(self) -> bool:
        """Whether a UV photo was taken with the colour photo."""
        return bool(self.uv)

    def file(self, column: str) -> str:
        """Return the relative path in one of FILE_COLUMNS; "" where there is none."""
        if column not in FILE_COLUMNS:
            raise ValueError(f"{column!r} is none of {FILE_COLUMNS}")
        return str(getattr(self, column))


@dataclass(frozen=True)
class DataSet:
    """A data set: where it lies, what it says of itself, and its photos in the order of the file."""

    folder: Path
    description: Description
    photos: tuple[PhotoRow, ...]

    @property
    def persons(self) -> tuple[str, ...]:
        """The people, in the order in which they first appear."""
        return tuple(dict.fromkeys(row.person for row in self.photos))

    def of_split(self, split: str) -> tuple[PhotoRow, ...]:
        """Return the photos of one of SPLITS."""
        if split not in SPLITS:
            raise ValueError(f"{split!r} is none of {SPLITS}")
        return tuple(row for row in self.photos if row.split == split)

    def path(self, row: PhotoRow, column: str) -> Path | None:
        """Return where the file in one of FILE_COLUMNS lies, or None where the row has none."""
        relative = row.file(column)
        return self.folder / relative if relative else None

    def scale_of(self, row: PhotoRow) -> float | None:
        """Return mm per pixel of a photo: its row's own, else, for a clinic photo, the data set's."""
        if row.mm_per_pixel is not None:
            return row.mm_per_pixel
        return self.description.mm_per_pixel if row.domain == "clinic" else None


def kinds_of(photos: Iterable[PhotoRow]) -> tuple[str, ...]:
    """Return those of FILE_COLUMNS in which any of the photos has a file: the kinds of a description."""
    rows = tuple(photos)
    return tuple(column for column in FILE_COLUMNS if any(row.file(column) for row in rows))

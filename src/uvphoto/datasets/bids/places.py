"""Where the files of each photo stand in a tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from uvphoto.datasets.bids.labels import capitalised, label, labels_of, unused
from uvphoto.datasets.manifest import FILE_COLUMNS, PhotoRow

DERIVED = "derivatives/uvphoto"  # what is no photo that a device took
OTHER = "sourcedata/uvphoto"  # files of the data set that no row names
SAMPLE = "face"
PHOTO_ENDINGS = (".jpg", ".png", ".tif")  # that the standard allows

_DATATYPE = "micr"
_SAME_ENDINGS = {".jpeg": ".jpg", ".tiff": ".tif"}  # of one format
# Entity desc and suffix of each kind of derived file.
DERIVED_KINDS = {
    "skin_mask": ("skin", "mask"),
    "regions": ("regions", "dseg"),
    "melanin": ("melanin", "map"),
    "haemoglobin": ("haemoglobin", "map"),
    "dermal_melanin": ("dermalMelanin", "map"),
    "spots": ("spots", "dseg"),
    "spot_table": ("spots", "table"),
    "truth_uv": ("truthUv", "photo"),
    "warp": ("toClinic", "warp"),
}


@dataclass(frozen=True)
class Place:
    """Where one photo stands.

    Attributes:
        participant: "sub-" and the label of the person.
        sidecar: of the colour photo, below the tree.
        files: the place of each file of the row by its column; a file that an earlier row names stands at its place.

    """

    participant: str
    sidecar: str
    files: dict[str, str]


def plan_places(photos: Sequence[PhotoRow]) -> list[Place]:
    """Return where each photo of a data set stands, in their order; the same photos give the same places."""
    people = labels_of((row.person for row in photos), "person")
    devices = labels_of((row.device for row in photos), "device")
    known: dict[str, str] = {}  # place by the path in the data set
    taken: set[str] = set()
    places = []
    for row in photos:
        participant = f"sub-{people[row.person]}"
        session = "" if row.visit is None else f"ses-{row.visit:%Y%m%d}"
        folder = "/".join(filter(None, (participant, session, _DATATYPE)))
        start = "_".join(filter(None, (participant, session, f"sample-{SAMPLE}")))
        stem = unused(f"{start}_acq-{devices[row.device]}{capitalised(row.view)}", taken)
        for column in FILE_COLUMNS:
            path = normal(row.file(column))
            if path and path not in known:
                known[path] = _place(folder, stem, column, path)
        files = {column: known[normal(row.file(column))] for column in FILE_COLUMNS if row.file(column)}
        places.append(Place(participant, f"{folder}/{stem}Colour_photo.json", files))
    return places


def normal(path: str) -> str:
    """Return a path of a data set without what does not matter, such as a dot at its beginning."""
    return PurePosixPath(path).as_posix() if path else ""


def _place(folder: str, stem: str, column: str, path: str) -> str:
    ending = PurePosixPath(path).suffix.lower()
    ending = f".{label(ending)}" if label(ending) else ""
    if column in DERIVED_KINDS:
        described, suffix = DERIVED_KINDS[column]
        return f"{DERIVED}/{folder}/{stem}_desc-{described}_{suffix}{ending}"
    return f"{folder}/{stem}{capitalised(column)}_photo{_SAME_ENDINGS.get(ending, ending)}"

"""What stands at the top of a tree: its description, tables of people and samples, and what the derived files are."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from uvphoto import __version__
from uvphoto.datasets.bids.places import DERIVED, DERIVED_KINDS, PHOTO_ENDINGS, SAMPLE, Place
from uvphoto.datasets.bids.sidecar import KEY
from uvphoto.datasets.description import format_description, parse_description
from uvphoto.datasets.manifest import DataSet, Description

TREE_FILE = "dataset_description.json"
BIDS_VERSION = "1.11.1"
FORMAT_VERSION = 1

_MADE_BY = {"Name": "uvphoto", "Version": __version__, "Description": "uvphoto dataset to-bids"}
_MEANINGS = {
    "skin_mask": "white where skin is",
    "regions": "1 forehead, 2 left cheek, 3 right cheek, 4 nose, 5 chin, 0 none; the person's own left and right",
    "spots": "each spot has the number that it has in the table of spots, 0 none",
    "spot_table": "what each spot is; several photos may share one table",
    "truth_uv": "the UV photo in a phone photo's frame, which no device took",
    "warp": "row and column in the clinic's photo of pixels of the phone's; a NumPy file",
}


def documents(dataset: DataSet, places: Sequence[Place]) -> dict[str, str]:
    """Return the text of each file at the top of a tree and of its derived part, by its path."""
    about = dataset.description
    found = {
        TREE_FILE: as_json(_description(about, len(dataset.photos))),
        "README.md": _readme(about),
        "participants.tsv": _participants(dataset, places),
        "participants.json": as_json(_PARTICIPANTS),
        "samples.tsv": _samples(places),
        "samples.json": as_json({"sample_type": {"Description": "BIDS has no word for a face of a living person."}}),
    }
    if ignored := _ignored(places):
        found[".bidsignore"] = "".join(f"{line}\n" for line in ignored)
    derived = {column for place in places for column in place.files if column in DERIVED_KINDS}
    if derived:
        found[f"{DERIVED}/{TREE_FILE}"] = as_json({
            "Name": f"{about.name}: masks, maps and truth",
            "BIDSVersion": BIDS_VERSION,
            "DatasetType": "derivative",
            "License": about.licence,
            "GeneratedBy": [_MADE_BY],
        })  # fmt: skip
        found[f"{DERIVED}/.bidsignore"] = "*desc-*\n"  # pictures and tables of kinds that the standard does not have
    for column in sorted(derived):  # BIDS lays such a sidecar over all files of its kind
        described, suffix = DERIVED_KINDS[column]
        found[f"{DERIVED}/desc-{described}_{suffix}.json"] = as_json(_kind(column, about))
    return found


def read_tree_description(data: bytes) -> tuple[Description, int]:
    """Return the description of the data set in a tree, and how many photos it has.

    Args:
        data: of ``dataset_description.json``.

    Raises:
        ValueError: it is no JSON, or not that of a tree of ours; the message says what is wrong.

    """
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError("is no JSON in UTF-8") from error
    told = content.get(KEY) if isinstance(content, dict) else None
    if not isinstance(told, dict):
        raise ValueError(f"lacks the key {KEY!r}: the tree was not written by uvphoto")
    version, count = told.get("FormatVersion"), told.get("Photos")
    if version != FORMAT_VERSION:
        raise ValueError(f"has {KEY}.FormatVersion {version!r}; this uvphoto reads {FORMAT_VERSION}")
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise ValueError(f"has {KEY}.Photos {count!r}, where a number from 1 belongs")
    description, faults = parse_description(json.dumps(told.get("DataSet")).encode())
    if description is None:
        raise ValueError(f"has a {KEY}.DataSet that {faults[0].problem}")
    return description, count


def _description(about: Description, photos: int) -> dict[str, Any]:
    return {
        "Name": about.name,
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "License": about.licence,
        "GeneratedBy": [_MADE_BY],
        KEY: {"FormatVersion": FORMAT_VERSION, "Photos": photos, "DataSet": json.loads(format_description(about))},
    }


_PARTICIPANTS: Mapping[str, Any] = {
    "person": {"Description": "The pseudonym in the data set, of which the label keeps letters and figures alone"},
    "split": {
        "Description": "What the person's photos are for",
        "Levels": {"train": "to learn from", "validation": "to choose by", "test": "to judge with"},
    },
}


def _participants(dataset: DataSet, places: Sequence[Place]) -> str:
    rows = {
        place.participant: (place.participant, _cell(row.person), _cell(row.split))
        for row, place in zip(dataset.photos, places, strict=True)
    }
    return _table(("participant_id", "person", "split"), rows.values())


def _samples(places: Sequence[Place]) -> str:
    people = dict.fromkeys(place.participant for place in places)
    rows = [(f"sample-{SAMPLE}", one, "tissue") for one in people]
    return _table(("sample_id", "participant_id", "sample_type"), rows)


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join("\t".join(row) + "\n" for row in (heading, *rows))


def _cell(text: str) -> str:
    return " ".join(text.split()) or "n/a"


def _kind(column: str, about: Description) -> dict[str, Any]:
    scale = about.maps.get(column)
    if scale is None:
        told = {"Description": _MEANINGS.get(column, column.replace("_", " "))}
        return {**told, "Type": "Face"} if column == "skin_mask" else told
    return {"Description": scale.meaning, "Units": scale.unit, "FullScale": scale.full_scale}


def _ignored(places: Sequence[Place]) -> list[str]:
    """Return what a validator is to pass over: photos in formats that the standard does not allow."""
    photos = (path for place in places for column, path in place.files.items() if column in ("colour", "uv"))
    endings = {path.rpartition("_photo")[2] for path in photos}
    return sorted(f"*_photo{ending}" for ending in endings if ending not in PHOTO_ENDINGS)


def _readme(about: Description) -> str:
    return f"""# {about.name}

{about.made}

Licence: {about.licence}

Photos of faces in a tree like those of BIDS, written by uvphoto {__version__}. BIDS has no modality for them: colour
and UV photos stand as `photo` in `micr`, of the sample `{SAMPLE}`. Masks, maps and truth are in `{DERIVED}`.
The sidecar of each colour photo holds, under `{KEY}`, its row of the data set; `uvphoto dataset from-bids` makes the
data set of it again.
"""


def as_json(content: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return JSON text for people to read."""
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"

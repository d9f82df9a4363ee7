"""Everything that is kept of a person, as files: what was uploaded, what was made of it, and tables of all measures."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from uvphoto.analysis.record import DISCLAIMER
from uvphoto.analysis.tables import to_csv
from uvphoto.app.export.stream import zipped
from uvphoto.app.jobs.outputs import ENDINGS
from uvphoto.app.store.people import Person
from uvphoto.app.store.photos import ORIGINAL, Photo
from uvphoto.app.store.rows import NotThereError
from uvphoto.app.store.visits import Visit
from uvphoto.app.stores import Stores
from uvphoto.app.vault.plain_files import plain_file
from uvphoto.picture import inspect
from uvphoto.picture.kinds import SUFFIXES

MEASURES, PERSON, READ_ME = "measures.csv", "person.json", "README.txt"
_KEYS = ("date", "view", "device", "treatment", "weights", "algorithm", "is_refused", "region")
_READ_ME = f"""All that uvphoto keeps of one person. Nothing in here is encrypted: keep it where only you can read it.

{PERSON}          name, visits with treatments, photos
{MEASURES}        a line for each photo and region; empty: there is no number
DATE_VIEW_NUMBER/    a folder for each photo
  photo.*            as it was uploaded
  face_uv.png        the synthetic UV photo: computed, not taken with UV light
  skin_mask.png, regions.png, spots.png    where skin, regions and spots are, pixel for pixel on the photo
  spots.csv          every spot
  analysis.json      all numbers, what stands against the photo, and what made them
  report.html        the same to look at

{DISCLAIMER}
"""


def archive_of(stores: Stores, person: Person) -> Iterator[bytes]:
    """Yield a zip archive of all that is kept of a person, in pieces."""
    return zipped(_files(stores, person), dt.datetime.now().astimezone())


def _files(stores: Stores, person: Person) -> Iterator[tuple[str, bytes]]:
    visits = {visit.id: visit for visit in stores.visits.of(person.id)}
    rows: list[dict[str, Any]] = []
    told = []
    for number, photo in enumerate(stores.photos.of(person.id), start=1):
        folder = f"{photo.date.isoformat()}_{photo.view}_{number}"
        told.append({"folder": folder, "view": photo.view, "device": photo.device, "domain": photo.domain,
                     "visit": photo.date.isoformat()})  # fmt: skip
        try:
            yield from _of_photo(stores, photo, folder)
            if photo.is_analysed:
                rows += _rows(photo, visits[photo.visit], stores.results.document(person.id, photo.id))
        except (NotThereError, KeyError):  # deleted while this is being sent
            continue
    yield MEASURES, to_csv(rows, tuple(_columns(rows))).encode("utf-8-sig")
    yield PERSON, _json(person, visits.values(), told)
    yield READ_ME, _READ_ME.encode()


def _of_photo(stores: Stores, photo: Photo, folder: str) -> Iterator[tuple[str, bytes]]:
    data = stores.results.file(photo.person, photo.id, ORIGINAL)
    yield f"{folder}/photo{_ending(data)}", data
    there = stores.results.purposes(photo.person, photo.id)
    for purpose, name in ENDINGS.items():
        if purpose in there:
            yield f"{folder}/{name}", stores.results.file(photo.person, photo.id, purpose)


def _ending(data: bytes) -> str:
    with plain_file(data) as path:
        return SUFFIXES[inspect(path).file_format][0]


def _rows(photo: Photo, visit: Visit, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    weights = (document["weights"] or {}).get("name", "")
    values = (visit.date.isoformat(), photo.view, photo.device, visit.treatment, weights, document["algorithm"],
              document["is_refused"])  # fmt: skip
    return [
        dict(zip(_KEYS, (*values, region), strict=True)) | measures for region, measures in document["regions"].items()
    ]


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys([*_KEYS, *(name for row in rows for name in row)]))


def _json(person: Person, visits: Any, photos: list[dict[str, Any]]) -> bytes:  # noqa: ANN401
    told = {
        "name": person.name,
        "visits": [{"date": visit.date.isoformat(), "treatment": visit.treatment} for visit in visits],
        "photos": photos,
    }
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()

"""A record, or some of its people, as a data set: a folder or a ZIP file, whole or not there at all."""

import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from uvphoto import __version__
from uvphoto.analysis.files import RECORD
from uvphoto.datasets.manifest import DataSet, Description, MapScale, PhotoRow, kinds_of
from uvphoto.datasets.storage import write_dataset
from uvphoto.errors import FileError, RecordError
from uvphoto.longitudinal.record.data_sets import ANALYSES, DEVICE, NO_LICENCE, TREATMENT
from uvphoto.longitudinal.record.entries import StoredPerson, StoredPhoto, StoredResult, StoredVisit
from uvphoto.longitudinal.record.photo_store import Stored
from uvphoto.longitudinal.record.record import Record
from uvphoto.longitudinal.record.sources import RESULT_FILES

ARCHIVE = ".zip"
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


def export(
    record: Record,
    out: Path,
    persons: Sequence[str] | None = None,
    *,
    name: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> DataSet:
    """Write people of a record as a data set, with all that is kept of them.

    What a data set has no column for stands in further ones: treatments, folders of analyses (as ``uvphoto analyse``
    writes them), and the device of a second shot, which needs a name of its own. Reading it back gives the same record.

    Args:
        record: to read.
        out: a new folder, or a new file that ends with .zip.
        persons: pseudonyms; None: everybody.
        name: of the data set; that of the folder where None.
        progress: told after each person how many are done, and of how many.

    Returns:
        The data set; where it is a ZIP file, its folder is the one inside.

    Raises:
        FileError: there is something already, or the place cannot be written.
        RecordError: there is nobody, one of the persons is not there, or a file of theirs is missing.

    """
    wanted = [one.pseudonym for one in record.people()] if persons is None else list(dict.fromkeys(persons))
    if not wanted:
        raise RecordError(str(record.place), "holds nobody", "Add somebody with: uvphoto record add PERSON PHOTO")
    with _appearing_whole(out) as folder:
        kept: list[tuple[PhotoRow, StoredPhoto]] = []
        for done, pseudonym in enumerate(wanted, start=1):
            kept += _Writer(record, folder, record.person(pseudonym)).write()
            if progress is not None:
                progress(done, len(wanted))
        rows = tuple(row for row, _ in kept)
        if not all(row.split for row in rows):  # a data set is split as a whole or not at all
            rows = tuple(replace(row, split="") for row in rows)
        photos = [photo for _, photo in kept]
        dataset = write_dataset(folder, _describe(record, name or out.resolve().stem, rows, photos), rows)
    return replace(dataset, folder=out)


def _describe(record: Record, name: str, rows: Sequence[PhotoRow], photos: Sequence[StoredPhoto]) -> Description:
    maps: dict[str, MapScale] = {}
    for photo in photos:
        for column, told in photo.maps.items():
            if maps.setdefault(column, MapScale(**told)) != MapScale(**told):
                problem = f"holds maps of {column} whose values mean different things"
                raise RecordError(str(record.place), problem, "Export the people apart, with --person")
    licences = dict.fromkeys(photo.licence for photo in photos if photo.licence)
    return Description(
        name=name,
        made=f"Exported from a record of persons by uvphoto {__version__}",
        licence="; ".join(licences) or NO_LICENCE,
        devices=tuple(dict.fromkeys(row.device for row in rows)),
        kinds=kinds_of(rows),
        maps=maps,
    )


class _Writer:
    """One person on the way into a data set."""

    def __init__(self, record: Record, folder: Path, person: StoredPerson) -> None:
        self._record = record
        self._folder = folder
        self._person = person

    def write(self) -> list[tuple[PhotoRow, StoredPhoto]]:
        return [
            (self._row(visit, photo, visit.photos[:number]), photo)
            for visit in self._person.visits
            for number, photo in enumerate(visit.photos)
        ]

    def _row(self, visit: StoredVisit, photo: StoredPhoto, before: Sequence[StoredPhoto]) -> PhotoRow:
        shot = 1 + sum((one.view, one.device) == (photo.view, photo.device) for one in before)
        device = photo.device if shot == 1 else f"{photo.device} ({shot})"
        stem = f"{len(before) + 1}_{photo.view}_{_ODD.sub('-', photo.device)}"
        place = f"people/{self._person.pseudonym}/{visit.date}"
        files = {column: f"{place}/{stem}_{column}{stored.suffix}" for column, stored in photo.files.items()}
        colour = f"{place}/{stem}_colour{photo.colour.suffix}"
        for path, stored in [(colour, photo.colour), *((files[column], one) for column, one in photo.files.items())]:
            self._copy(stored, self._folder / path)
        analyses = [f"{place}/{stem}_analysis_{number + 1}" for number in range(len(photo.results))]
        for path, result in zip(analyses, photo.results, strict=True):
            self._write_result(self._folder / path, result)
        told = {TREATMENT: visit.treatment, ANALYSES: " ".join(analyses), DEVICE: photo.device if shot > 1 else ""}
        return PhotoRow(
            person=self._person.pseudonym,
            visit=visit.date,
            view=photo.view,
            device=device,
            domain=photo.domain,
            colour=colour,
            split=photo.split,
            mm_per_pixel=photo.mm_per_pixel,
            extra={**photo.extra, **{column: cell for column, cell in told.items() if cell}},
            **files,
        )

    def _write_result(self, folder: Path, result: StoredResult) -> None:
        for kind, stored in result.files.items():
            name = RESULT_FILES.get(kind, f"{Path(result.document['photo']).stem}_{kind}{stored.suffix}")
            self._copy(stored, folder / name)
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(result.document, indent=1, ensure_ascii=False) + "\n"
        (folder / RECORD).write_text(text, encoding="utf-8")

    def _copy(self, stored: Stored, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        source = self._record.path(stored)
        if not source.exists():
            remedy = "Bring it back from a copy of the record, or delete the visit"
            raise RecordError(str(source), f"is missing, a file of {self._person.pseudonym}", remedy)
        shutil.copyfile(source, target)


@contextmanager
def _appearing_whole(out: Path) -> Iterator[Path]:
    """Give a folder to build in, which becomes the new folder or ZIP file at the end, or goes when something fails."""
    if out.exists():
        raise FileError(out, "is there already", "Choose a new folder or file")
    part = out.with_name(f".{out.name[:100]}.{secrets.token_hex(6)}.part")
    inside = part / out.stem
    try:
        inside.mkdir(parents=True)
        yield inside
        if out.suffix.lower() == ARCHIVE:
            _pack(inside, part / "archive")
            (part / "archive").rename(out)
        else:
            inside.rename(out)
    except OSError as error:
        remedy = "Choose a place that can be written, with room for the photos"
        raise FileError(out, f"cannot be written ({error.strerror})", remedy) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _pack(folder: Path, archive: Path) -> None:
    """Write a ZIP file of a folder; photos are compressed already, so nothing is compressed again."""
    with archive.open("xb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as target:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                target.write(path, path.relative_to(folder.parent).as_posix())
        file.flush()
        os.fsync(file.fileno())

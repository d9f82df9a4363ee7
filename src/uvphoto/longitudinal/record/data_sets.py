"""A data set into a record: everything that its table says, and the files that it names."""

from collections.abc import Callable
from pathlib import Path

from uvphoto.datasets.checks import check
from uvphoto.datasets.manifest import FILE_COLUMNS, DataSet, PhotoRow
from uvphoto.datasets.storage import read_dataset
from uvphoto.datasets.table import path_problem
from uvphoto.errors import DataSetError, SettingsError
from uvphoto.longitudinal.record.entries import NewPhoto
from uvphoto.longitudinal.record.pseudonyms import check_pseudonym
from uvphoto.longitudinal.record.sources import read_analysis
from uvphoto.picture import inspect

TREATMENT, ANALYSES, DEVICE = "treatment", "analyses", "record_device"
"""Columns that an export adds: a data set has no place for treatments, results, and a second shot by one device."""

NO_LICENCE = "not stated"
"""What a data set says for a licence that nobody knows."""


def read_photos(folder: Path, progress: Callable[[int, int], None] | None = None) -> dict[str, list[NewPhoto]]:
    """Read a data set as photos to be stored, by person; every file is opened.

    Args:
        folder: of the data set.
        progress: told after each row how many are done, and of how many.

    Raises:
        DataSetError: the data set has a fault, a photo without a date, or a person whose name is no pseudonym.
        FileError: an analysis that it names cannot be used.

    """
    faults = check(folder, progress=progress)
    dataset = read_dataset(folder)
    if faults:
        first, others = faults[0], f" (and {len(faults) - 1} more faults)" if len(faults) > 1 else ""
        problem = f"has a fault: {first.file} {first.problem}{others}"
        raise DataSetError(folder, problem, f"See every fault with: uvphoto dataset check {folder}")
    photos: dict[str, list[NewPhoto]] = {person: [] for person in dataset.persons}
    for row in dataset.photos:
        photos[row.person].append(_photo(dataset, row))
    return photos


def _photo(dataset: DataSet, row: PhotoRow) -> NewPhoto:
    colour = dataset.folder / row.colour
    if row.visit is None:
        remedy = "Fill in the column visit"
        raise DataSetError(dataset.folder, f"does not tell when {row.colour} was taken", remedy)
    files = {column: dataset.folder / row.file(column) for column in FILE_COLUMNS[1:] if row.file(column)}
    maps = dataset.description.maps
    info = inspect(colour)
    try:
        check_pseudonym(row.person)
        return NewPhoto(
            colour=colour,
            visit=row.visit,
            device=row.extra.get(DEVICE) or row.device,
            domain=row.domain,
            view=row.view,
            treatment=row.extra.get(TREATMENT, ""),
            files=files,
            results=tuple(read_analysis(path, (info.height, info.width)) for path in _analyses(dataset, row)),
            mm_per_pixel=dataset.scale_of(row),
            split=row.split,
            licence="" if dataset.description.licence == NO_LICENCE else dataset.description.licence,
            maps={column: vars(maps[column]) for column in files if column in maps},
            extra={name: cell for name, cell in row.extra.items() if name not in {TREATMENT, ANALYSES, DEVICE}},
        )
    except (ValueError, SettingsError) as error:
        raise DataSetError(dataset.folder, f"cannot go into a record: {error}", "Mend photos.csv") from error


def _analyses(dataset: DataSet, row: PhotoRow) -> list[Path]:
    paths = row.extra.get(ANALYSES, "").split()
    for path in paths:
        if problem := path_problem(path):
            raise DataSetError(dataset.folder / path, problem, "Mend photos.csv")
    return [dataset.folder / path for path in paths]

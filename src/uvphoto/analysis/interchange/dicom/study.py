"""An analysis as a folder of DICOM objects: its photos, the spots in them, and a report of the measures."""

from collections.abc import Iterator
from pathlib import Path

from pydicom.dataset import Dataset

from uvphoto.analysis.analyse import Source
from uvphoto.analysis.files import RECORD
from uvphoto.analysis.interchange.dicom.common import COLOUR, REPORT, SPOTS, UV, Origin, Series
from uvphoto.analysis.interchange.dicom.photographs import make_colour, make_uv
from uvphoto.analysis.interchange.dicom.report import report
from uvphoto.analysis.interchange.dicom.segmentation import segment
from uvphoto.analysis.interchange.pictures import SharedPictures, read_pictures
from uvphoto.analysis.interchange.shared import SharedAnalysis
from uvphoto.errors import FileError
from uvphoto.picture.whole_folder import whole_folder
from uvphoto.skin.regions import AREAS

ENDING = ".dicom"


def write_study(folder: Path, shared: SharedAnalysis, photos: Path | None = None) -> None:
    """Write a folder of objects, whole or not at all; the same input gives the same bytes.

    Args:
        folder: to be written; an earlier one is replaced as a whole.
        shared: the analysis.
        photos: folder of the photos themselves, where the colour photo is to be handed over too.

    Raises:
        SettingsError: nobody says when the photo was taken.
        FileError: the analysis or its pictures cannot be used, or the place cannot be written.
        MissingExtraError: HEIC or camera raw without its extra.

    """
    pictures = read_pictures(shared, photos)
    origin = Origin.of(shared, pictures.source)
    made = list(make_objects(origin, pictures))
    with whole_folder(folder, REPORT.file, "analysis as DICOM") as part:
        for series, dataset in made:
            dataset.save_as(part / series.file, enforce_file_format=True)


def make_objects(origin: Origin, pictures: SharedPictures) -> Iterator[tuple[Series, Dataset]]:
    """Yield the objects of an analysis; names of files, which may tell those of people, are not in them."""
    regions = list(origin.shared.document["regions"])
    if not regions or not set(regions) <= set(AREAS):
        problem = f"has other regions than {', '.join(AREAS)}"
        raise FileError(origin.shared.folder / RECORD, problem, "Analyse the photo again")
    colour = None if pictures.colour is None else make_colour(origin, pictures.colour)
    uv = None if pictures.uv is None else make_uv(origin, pictures.uv)
    ground = colour if pictures.source is Source.COLOUR else uv
    if ground is None:
        raise ValueError("the picture in which spots were sought is missing")
    if colour is not None:
        yield COLOUR, colour
    if uv is not None:
        yield UV, uv
    segmentation = segment(origin, ground, pictures, regions)
    yield SPOTS, segmentation
    yield REPORT, report(origin, ground, segmentation, regions)

"""Photo files and the folders that ``uvphoto analyse`` wrote, read and judged before they go into a record."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from uvphoto.analysis.documents import find_uv_photo, read_document
from uvphoto.analysis.files import RECORD
from uvphoto.datasets.opened import open_file
from uvphoto.errors import FileError, PictureError, SettingsError
from uvphoto.longitudinal.record.entries import NewPhoto, NewResult
from uvphoto.picture import inspect

RESULT_FILES = {"skin_mask": "skin_mask.png", "regions": "regions.png", "spots": "spots.png", "spot_table": "spots.csv"}
"""What an analysis writes beside its document and the UV photo, by kind."""


@dataclass(frozen=True)
class Said:
    """What is said of all photos that are added at once; the attributes are those of ``NewPhoto``."""

    visit: date | None = None  # None: as each photo tells itself
    device: str | None = None  # None: named as the domain
    domain: str = "clinic"
    view: str = "front"
    treatment: str = ""


def read_photo(path: Path, said: Said, analysis: Path | None = None) -> NewPhoto:
    """Open a colour photo, all of it, and find its analysis.

    Args:
        path: of the photo.
        said: what is said of it.
        analysis: what ``uvphoto analyse`` wrote: the folder of this photo, or the one that holds those of all photos.

    Raises:
        FileError: the photo cannot be used, tells no date where none is given, or has no analysis in the folder.
        SettingsError: what is said of it makes no sense.

    """
    opened = open_file(path, "colour", quick=False)
    if opened.problems:
        raise PictureError(path, opened.problems[0], "Give a colour photo that can be read")
    visit = said.visit or (opened.taken.date() if opened.taken else None)
    if visit is None:
        raise PictureError(path, "does not tell when it was taken", "Give the date with --visit")
    results = () if analysis is None else (read_analysis(_folder_of(path, analysis), opened.size),)
    try:
        return NewPhoto(
            colour=path,
            visit=visit,
            device=said.device or said.domain,
            domain=said.domain,
            view=said.view,
            treatment=said.treatment,
            results=results,
        )
    except ValueError as error:
        raise SettingsError(f"What is said of the photos makes no sense: {error}.") from error


def read_analysis(folder: Path, size: tuple[int, int] | None) -> NewResult:
    """Read an analysis of one photo.

    Args:
        folder: of the photo.
        size: (height, width) of the photo, to which that of the analysis must be equal.

    Raises:
        FileError: there is none, it is of another version or of a photo of another size, or it is broken.

    """
    document = read_document(folder / RECORD)
    files = {kind: folder / name for kind, name in RESULT_FILES.items() if (folder / name).is_file()}
    if (uv := find_uv_photo(folder, document)) is not None:
        files["uv"] = uv
    if "skin_mask" in files:
        info = inspect(files["skin_mask"])
        if size != (info.height, info.width):
            problem = f"is of a photo of {info.width} x {info.height} pixels, not of this one"
            raise FileError(folder, problem, "Give the analysis of the same photo")
    return NewResult(document, files)


def _folder_of(photo: Path, analysis: Path) -> Path:
    """Return the folder of a photo's analysis, known by the name that the analysis tells."""
    documents = [analysis / RECORD] if (analysis / RECORD).exists() else sorted(analysis.glob(f"*/{RECORD}"))
    found = [path.parent for path in documents if read_document(path)["photo"] == photo.name]
    if len(found) != 1:
        problem = f"holds {len(found) or 'no'} {'analyses' if found else 'analysis'} of {photo.name}"
        raise FileError(analysis, problem, f"Make it with: uvphoto analyse {photo} --out {analysis}")
    return found[0]

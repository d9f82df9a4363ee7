"""A planned import becomes a data set on disk: whole, or not at all."""

import csv
import io
from pathlib import Path

from uvphoto import __version__
from uvphoto.datasets.description import DESCRIPTION_FILE
from uvphoto.datasets.manifest import DataSet, Description, kinds_of
from uvphoto.datasets.new_folder import appearing_whole, check_unused, take_over
from uvphoto.datasets.pairs import ImportPlan, ImportSettings
from uvphoto.datasets.storage import write_dataset, write_text
from uvphoto.errors import DataSetError

REPORT_FILE = "import-report.csv"


def carry_out(
    plan: ImportPlan,
    folder: Path,
    *,
    name: str | None = None,
    licence: str = "not stated",
    link: bool = False,
) -> DataSet:
    """Copy the planned pairs into a new folder and make it a data set.

    Files are taken over byte for byte. What became of every file of the source stands in ``import-report.csv``. A new
    folder appears when it is complete; after a failure there is none. An empty one that was there is filled at the end.

    Args:
        plan: what to take over.
        folder: must not exist, or be empty.
        name: of the data set; the folder's name where None.
        licence: under which the photos may be used.
        link: hard links in place of copies: no room taken, but whoever changes one file changes both.

    Raises:
        DataSetError: there is no pair to take over, the folder is in use, or it cannot be written.

    """
    _check_pairs(plan)
    check_target(folder, plan.source, plan.settings)
    photos = tuple(pair.photo for pair in plan.pairs)
    description = Description(
        name=name or folder.resolve().name,
        made=f"Imported from a folder of paired files by uvphoto {__version__}",
        licence=licence,
        devices=tuple(dict.fromkeys(photo.device for photo in photos)),
        kinds=kinds_of(photos),
        mm_per_pixel=plan.settings.mm_per_pixel,
    )
    with appearing_whole(folder.resolve(), DESCRIPTION_FILE) as building:
        for pair in plan.pairs:
            take_over(pair.colour, building / pair.photo.colour, link=link)
            take_over(pair.uv, building / pair.photo.uv, link=link)
        write_text(building / REPORT_FILE, _report(plan))
        write_dataset(building, description, photos)
    return DataSet(folder, description, photos)


def check_target(folder: Path, source: Path, settings: ImportSettings) -> None:
    """Make sure that an import may write its data set into a folder, which takes no look at the photos.

    Raises:
        DataSetError: the folder is in use, or lies among the photos to import.

    """
    check_unused(folder)
    for side in (settings.colour, settings.uv):
        if folder.resolve().is_relative_to((source / side).resolve()):
            raise DataSetError(folder, "lies among the photos to import", "Choose a folder beside them")


def _check_pairs(plan: ImportPlan) -> None:
    if not plan.pairs:
        reasons = "; ".join(f"{one.file} {one.reason}" for one in plan.left_out[:3]) or "both folders are empty"
        raise DataSetError(plan.source, f"holds no pair that can be used ({reasons})", "See what each file lacks")


def _report(plan: ImportPlan) -> str:
    """Return a table of every file of the source: what it became, or why it was left out."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("file", "became", "left_out_because"))
    rows = [(one.file, "", one.reason) for one in plan.left_out]
    for pair in plan.pairs:
        rows += [
            (file.relative_to(plan.source).as_posix(), path, "")
            for file, path in ((pair.colour, pair.photo.colour), (pair.uv, pair.photo.uv))
        ]
    writer.writerows(sorted(rows))
    return "\ufeff" + text.getvalue()

"""A folder of paired files as data set: which photo is whose, and what finds no place."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from uvphoto.datasets.doubles import without_doubles
from uvphoto.datasets.manifest import PhotoRow
from uvphoto.datasets.matching import Match, list_pictures, match
from uvphoto.datasets.naming import Naming, read_name
from uvphoto.datasets.opened import open_file
from uvphoto.datasets.splits import with_splits
from uvphoto.datasets.table import path_problem
from uvphoto.errors import DataSetError, SettingsError

_Reason = tuple[Path, str]  # a file that is left out, and why


@dataclass(frozen=True)
class ImportSettings(Naming):
    """How a folder of pairs is understood."""

    colour: str = "colour"  # folder of the colour photos, relative to the source
    uv: str = "uv"  # folder of the UV photos
    mm_per_pixel: float | None = None  # of all photos, where known and the same
    seed: int = 0  # of the splits

    def __post_init__(self) -> None:
        super().__post_init__()
        for folder in (self.colour, self.uv):
            if path_problem(folder):
                raise SettingsError(f"The folder {folder!r} must be a path inside the source, with forward slashes.")
        if self.mm_per_pixel is not None and not 0 < self.mm_per_pixel < math.inf:
            raise SettingsError(f"Millimetres per pixel must be a positive number, not {self.mm_per_pixel}.")


@dataclass(frozen=True)
class LeftOut:
    """A file that found no place in the data set, and why."""

    file: str  # relative to the source folder, with forward slashes
    reason: str


@dataclass(frozen=True)
class Imported:
    """A row of the data set to be, and the files that it comes from."""

    photo: PhotoRow
    colour: Path
    uv: Path


@dataclass(frozen=True)
class ImportPlan:
    """What an import will do; nothing has been written yet."""

    source: Path
    settings: ImportSettings
    pairs: tuple[Imported, ...]
    left_out: tuple[LeftOut, ...]


def plan_import(
    source: Path, settings: ImportSettings, progress: Callable[[int, int], None] | None = None
) -> ImportPlan:
    """Pair the files of a folder by their names, open every one, and say what becomes of each.

    Args:
        source: holds the folders of the colour and of the UV photos; nothing in it is changed.
        settings: how names are understood.
        progress: told after each pair how many are done, and of how many.

    Raises:
        DataSetError: one of the two folders is missing, lies within the other, or cannot be listed.

    """
    folders = {"colour": source / settings.colour, "uv": source / settings.uv}
    _check_folders(folders)
    try:
        listings = {side: list_pictures(folder) for side, folder in folders.items()}
    except OSError as error:
        raise DataSetError(error.filename, f"cannot be listed ({error.strerror})", "Make it readable") from error
    matches, unmatched = match(listings["colour"].pictures, listings["uv"].pictures)
    left_out = [(folders[side] / path, why) for side, listing in listings.items() for path, why in listing.others]
    left_out += [(folders[one.side] / one.path, one.reason) for one in unmatched]
    pairs: list[Imported] = []
    for done, pair in enumerate(matches, start=1):
        judged = _judge(pair, folders, settings)
        if isinstance(judged, Imported):
            pairs.append(judged)
        else:
            left_out += judged
        if progress is not None:
            progress(done, len(matches))
    single, doubles = _apart(pairs, source)
    split = with_splits((pair.photo for pair in single), seed=settings.seed)
    kept = tuple(replace(pair, photo=photo) for photo, pair in zip(split, single, strict=True))
    told = sorted((path.relative_to(source).as_posix(), why) for path, why in left_out + doubles)
    return ImportPlan(source, settings, kept, tuple(LeftOut(file, why) for file, why in told))


def _check_folders(folders: dict[str, Path]) -> None:
    for side, folder in folders.items():
        if not folder.is_dir():
            remedy = f"Name the folder of the {side.replace('uv', 'UV')} photos with --{side}"
            raise DataSetError(folder, "is no folder", remedy)
    colour, uv = folders["colour"].resolve(), folders["uv"].resolve()
    if colour.is_relative_to(uv) or uv.is_relative_to(colour):
        raise DataSetError(
            uv, f"and {colour} lie one in the other", "Keep colour and UV photos in folders of their own"
        )


def _judge(pair: Match, folders: dict[str, Path], settings: ImportSettings) -> Imported | list[_Reason]:
    """Make a row of a pair, or say of each of its files why it has none."""
    files = {"colour": folders["colour"] / pair.colour, "uv": folders["uv"] / pair.uv}
    opened = {side: open_file(file, side, quick=False) for side, file in files.items()}
    problems = {side: one.problems[0] for side, one in opened.items() if one.problems}
    for side, path in (("colour", pair.colour), ("uv", pair.uv)):
        if problem := path_problem(f"{side}/{path}"):
            problems[side] = problem
    if problems:
        return [(file, problems.get(side, "its partner cannot be used")) for side, file in files.items()]
    if opened["colour"].size != opened["uv"].size:
        sizes = {side: "{1} x {0}".format(*(one.size or ())) for side, one in opened.items()}
        reason = f"the pair differs in size: colour {sizes['colour']} pixels, UV {sizes['uv']}"
        return [(file, reason) for file in files.values()]
    named = read_name(pair.name, settings, opened["colour"].taken)
    if isinstance(named, str):
        return [(file, named) for file in files.values()]
    paths = f"colour/{pair.colour}", f"uv/{pair.uv}"
    photo = PhotoRow(named.person, named.visit, named.view, named.device, "clinic", *paths)
    return Imported(photo, files["colour"], files["uv"])


def _apart(pairs: Iterable[Imported], source: Path) -> tuple[list[Imported], list[_Reason]]:
    """Set aside pairs that claim the same person, visit, view and device: nobody can tell which counts."""
    single, groups = without_doubles(pairs, lambda pair: _claim(pair.photo))
    doubles = []
    for group in groups:
        for files in ([pair.colour for pair in group], [pair.uv for pair in group]):
            for file in files:
                others = ", ".join(other.relative_to(source).as_posix() for other in files if other != file)
                doubles.append((file, f"has the same person, visit, view and device as {others}"))
    return single, doubles


def _claim(photo: PhotoRow) -> tuple[object, ...]:
    return photo.person, photo.visit, photo.view, photo.device

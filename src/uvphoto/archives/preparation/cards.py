"""Photos without partner that show a colour card: what a clinic takes at the beginning of a day."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from uvphoto import __version__
from uvphoto.archives.colour.archive_photo import ArchivePhoto
from uvphoto.archives.colour.photo import read_colours
from uvphoto.archives.preparation.outcome import Outcome
from uvphoto.archives.preparation.places import Places
from uvphoto.archives.preparation.plan import Plan, naming_for
from uvphoto.archives.preparation.settings import PrepareSettings
from uvphoto.datasets.matching import name_of
from uvphoto.datasets.naming import Named, read_name
from uvphoto.datasets.prepared import key_of
from uvphoto.datasets.processes import in_processes
from uvphoto.errors import FileError, MissingExtraError
from uvphoto.picture import inspect, read_colour


@dataclass(frozen=True)
class CardPhoto:
    """A photo that shows a card and has no partner.

    Attributes:
        file: relative to the archive.
        photo: what the planning of colours has to know.

    """

    file: PurePosixPath
    photo: ArchivePhoto


@dataclass(frozen=True)
class _Job:
    """A photo in which a card is sought, and where what was found is written."""

    path: Path
    record: Path


def find_card_photos(plan: Plan, places: Places, settings: PrepareSettings, processes: int) -> tuple[CardPhoto, ...]:
    """Look for cards in the colour photos of an archive that have no partner; what was seen before is known.

    Args:
        plan: of the archive.
        places: where everything lies.
        settings: how names are understood.
        processes: photos looked at at a time.

    Raises:
        OSError: a record cannot be written.

    """
    jobs = {file: _job(file, plan, places) for file in plan.alone}
    todo = [job for job in jobs.values() if Outcome.read(job.record) is None]
    for _ in in_processes(_look, todo, processes):
        pass
    found = ((file, job, Outcome.read(job.record)) for file, job in jobs.items())
    return tuple(
        CardPhoto(file, _photo(file, job.path, one, settings))
        for file, job, one in found
        if one is not None and one.colours is not None
    )


def _job(file: PurePosixPath, plan: Plan, places: Places) -> _Job:
    path = plan.source / file
    return _Job(path, places.records / f"{key_of([__version__, 'card'], [path])}.json")


def _look(job: _Job) -> None:
    try:
        colours = read_colours(read_colour(job.path).pixels)
    except (FileError, MissingExtraError):
        return  # looked at again the next time: it may be mended, or the extra be there
    Outcome(job.record.stem, colours=colours if colours.card is not None else None).write(job.record)


def _photo(file: PurePosixPath, path: Path, seen: Outcome, settings: PrepareSettings) -> ArchivePhoto:
    if seen.colours is None:
        raise ValueError("no colours were read")
    info = inspect(path)
    naming = naming_for(info, settings)
    named = read_name(name_of(file), naming, info.taken)
    device, visit = naming.device, settings.visit if info.taken is None else info.taken.date()
    if isinstance(named, Named):
        device, visit = named.device, named.visit
    return ArchivePhoto(seen.name, "", device, visit, keeps_settings=True, colours=seen.colours)

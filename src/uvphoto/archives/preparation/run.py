"""The whole way from an archive to a data set; a run that was stopped goes on where it was."""

import secrets
import shutil
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from uvphoto import __version__
from uvphoto.archives.preparation.assembly import assemble
from uvphoto.archives.preparation.cards import find_card_photos
from uvphoto.archives.preparation.outcome import Outcome
from uvphoto.archives.preparation.pair import Job, prepare_pair
from uvphoto.archives.preparation.places import Places
from uvphoto.archives.preparation.plan import Plan, make_plan
from uvphoto.archives.preparation.planned import Planned
from uvphoto.archives.preparation.prepared import Prepared
from uvphoto.archives.preparation.report import REPORT, reasons, write_report
from uvphoto.archives.preparation.wishes import Wishes
from uvphoto.datasets.prepared import key_of
from uvphoto.datasets.processes import alone, in_processes
from uvphoto.datasets.summary import count
from uvphoto.errors import DataSetError

Progress = Callable[[int, int], None]  # pairs done, pairs in all

_TOLD = 3  # reasons, where nothing could be taken


def prepare(places: Places, wishes: Wishes, progress: Progress | None = None) -> Prepared:
    """Prepare an archive; what an earlier run has done is kept.

    Args:
        places: where everything lies.
        wishes: what is asked for.
        progress: told after each pair.

    Returns:
        What became of every file, and the data set.

    Raises:
        DataSetError: the archive cannot be listed, a folder cannot be written or holds something else, another run is
            at it, or no pair could be taken, which the report explains.
        MissingExtraError: the chosen parser needs an extra.
        KeyboardInterrupt: passed on after the pairs under way are finished.

    """
    places.check()
    plan = make_plan(places.source, wishes.settings, wishes.table)
    try:
        places.make()
        with alone(places.private):
            outcomes = _work(plan, places, wishes, progress or (lambda *_: None))
            settings = wishes.settings
            cards = find_card_photos(plan, places, settings, wishes.processes) if settings.calibrate else ()
            prepared = Prepared(plan, outcomes, cards, assemble(plan, outcomes, cards, places, wishes))
            _clear(places, prepared)
            write_report(prepared, places)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise DataSetError(error.filename or places.out, problem, "Make room, then run the same command") from error
    except BrokenProcessPool as error:
        problem = "was left unfinished: a process ended unasked, most likely for want of memory"
        raise DataSetError(places.out, problem, "Run the same command with fewer --processes") from error
    if prepared.dataset is None:
        told = "; ".join(f"{count(number, 'file', 'files')}: {why}" for why, number in reasons(prepared)[:_TOLD])
        problem = f"holds no pair that can be used ({told or 'no file'})"
        raise DataSetError(places.source, problem, f"See {places.private / REPORT}")
    return prepared


def _work(plan: Plan, places: Places, wishes: Wishes, progress: Progress) -> tuple[Outcome, ...]:
    """Return what came of each pair of a plan, in its order."""
    records = [places.records / f"{_key(pair, plan, wishes)}.json" for pair in plan.pairs]
    outcomes = {record: done for record in records if (done := _done(record, places)) is not None}
    todo = [(pair, record) for pair, record in zip(plan.pairs, records, strict=True) if record not in outcomes]
    jobs = [_job(pair, record, places, wishes) for pair, record in todo]
    progress(len(outcomes), len(records))
    for record, outcome in in_processes(_prepare, jobs, wishes.processes):
        outcomes[record] = outcome
        progress(len(outcomes), len(records))
    return tuple(outcomes[record] for record in records)


def _prepare(job: Job) -> tuple[Path, Outcome]:
    return job.record, prepare_pair(job)


def _key(pair: Planned, plan: Plan, wishes: Wishes) -> str:
    """Return a name that changes with the files and with what is asked of their pixels."""
    settings = wishes.settings
    facts = [__version__, settings.mm_per_pixel, settings.margin_mm, settings.calibrate, wishes.parser]
    return key_of(facts, [plan.source / file for file in pair.files])


def _done(record: Path, places: Places) -> Outcome | None:
    done = Outcome.read(record)
    return done if done is not None and (done.problems or (places.pairs / done.name).is_dir()) else None


def _job(pair: Planned, record: Path, places: Places, wishes: Wishes) -> Job:
    return Job(
        name=secrets.token_hex(6),
        colour=places.source / pair.colour,
        uv=places.source / pair.uv,
        pairs=places.pairs,
        pictures=places.pictures,
        record=record,
        mm_per_pixel=wishes.settings.mm_per_pixel,
        margin_mm=wishes.settings.margin_mm,
        parser=wishes.parser,
        with_colours=wishes.settings.calibrate,
    )


def _clear(places: Places, prepared: Prepared) -> None:
    """Take away what earlier runs with other wishes, or ones that were killed, have left."""
    names = {outcome.name for outcome in prepared.outcomes}
    for folder in places.pairs.iterdir():
        if folder.name not in names:
            shutil.rmtree(folder)
    for picture in places.pictures.iterdir():
        if picture.stem not in names:
            picture.unlink()

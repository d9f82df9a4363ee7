"""The verb that lays two visits of a person on each other."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uvphoto.cli.record import Person, Photos, Place, open_record

if TYPE_CHECKING:
    from uvphoto.longitudinal.comparison.compare import Comparison
    from uvphoto.longitudinal.comparison.visit import Visit
    from uvphoto.longitudinal.tracks import DeviceNoise


def compare(
    person: Person,
    *,
    out: Annotated[Path, typer.Option(help="Folder for the report, the tables and all numbers.")],
    first: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the earlier visit; else the first.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the later visit; else the last.")
    ] = None,
    view: Annotated[str, typer.Option(help="front, left or right.")] = "front",
    device: Annotated[
        str | None, typer.Option(help="Only photos that it took; else by one device if possible.")
    ] = None,
    record: Place = None,
    store: Photos = None,
) -> None:
    """Compare two visits: what is new, grown, faded or gone.

    The later photo is laid on the earlier one, each spot is measured in both, and a change counts where it is beyond
    the device's own noise. Ends with code 2 where the photos cannot be laid on each other.
    """
    from uvphoto.cli.console import complain
    from uvphoto.longitudinal.comparison.choice import check_comparable, first_and_last, measured_photos
    from uvphoto.longitudinal.comparison.compare import compare as compare_visits
    from uvphoto.longitudinal.comparison.files import RECORD, WHAT, write_comparison
    from uvphoto.longitudinal.comparison.visits import read_visit
    from uvphoto.picture.whole_folder import check_free

    check_free(out, RECORD, WHAT)
    kept = open_record(record, store)
    where = str(kept.place)
    photos = measured_photos(kept.person(person), view, device=device, where=where)
    begin, end = (None if date is None else date.date() for date in (first, last))
    chosen = first_and_last(photos, first=begin, last=end, where=where)
    check_comparable(chosen, where=where)
    before, after = (read_visit(kept, one) for one in chosen)
    found = compare_visits(before, after, _noise(before, after))
    write_comparison(out, person, found)
    _tell(out, found)
    if before.device != after.device:
        complain(f"{person}: the photos are by two devices, {before.device} and {after.device}; their noise differs.")


def _noise(*visits: "Visit") -> dict[str, "DeviceNoise"]:
    from uvphoto.longitudinal.tracks.usual_noise import usual_noise

    return {visit.device: usual_noise(visit.domain, is_taken=visit.is_taken) for visit in visits}


def _tell(out: Path, comparison: "Comparison") -> None:
    from uvphoto.longitudinal.comparison.words import summary, visit_words

    typer.echo(f"{visit_words(comparison.first)}, and {visit_words(comparison.last)}")
    typer.echo(summary(comparison))
    typer.echo(f"{out}: report.html, report.png, tracks.csv, regions.csv, comparison.json")

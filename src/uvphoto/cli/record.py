"""The verbs on the record of persons: add photos, list, show, export, delete."""

import dataclasses
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uvphoto.cli.extras import needs_extra
from uvphoto.errors import SettingsError

if TYPE_CHECKING:
    from uvphoto.longitudinal.record.entries import Added, StoredPhoto
    from uvphoto.longitudinal.record.record import Record

_EXTRA = "Keeping a record", "record", ("alembic", "sqlalchemy")

app = typer.Typer(name="record", help="Keep persons, visits, photos and results.", no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="The pseudonym.")]
Place = Annotated[
    str | None,
    typer.Option(
        "--record",
        envvar="UVPHOTO_RECORD",
        help="The record: a folder, or the URL of a PostgreSQL database; else a folder among your data.",
    ),
]
Photos = Annotated[
    Path | None,
    typer.Option(
        "--photos",
        envvar="UVPHOTO_RECORD_PHOTOS",
        help="Folder of the photos of a record in PostgreSQL; else a folder among your data.",
    ),
]
Date = typer.Option(formats=["%Y-%m-%d"], help="The date, like 2026-01-31; else as each photo tells.")


@app.command("add")
def add_photos(
    person: Annotated[str | None, typer.Argument(help="The pseudonym: letters, digits, - _ and dots.")] = None,
    photos: Annotated[list[Path] | None, typer.Argument(help="Colour photos of one visit.")] = None,
    *,
    visit: Annotated[datetime | None, Date] = None,
    device: Annotated[str | None, typer.Option(help="What took the photos; else named as the domain.")] = None,
    domain: Annotated[str, typer.Option(help="clinic or phone.")] = "clinic",
    view: Annotated[str, typer.Option(help="front, left or right.")] = "front",
    treatment: Annotated[
        str, typer.Option(help="What was done to the skin between the visit before and this one.")
    ] = "",
    analysis: Annotated[
        Path | None, typer.Option(help="What uvphoto analyse wrote of these photos: the folder given to it with --out.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="A whole data set in place of PERSON and PHOTOS.")] = None,
    record: Place = None,
    store: Photos = None,
) -> None:
    """Store photos of a person, with their results.

    What was told as added is on the disk; what is there already stays as it is.
    """
    if data is not None:
        if person or photos or visit or device or treatment or analysis:
            raise SettingsError("--data brings persons, visits and devices with it: leave out all else.")
        _add_data(data, record, store)
        return
    if person is None or not photos:
        raise SettingsError("Name a person and photos, or a data set with --data. See: uvphoto record add --help")
    with needs_extra(*_EXTRA):
        from uvphoto.longitudinal.record.pseudonyms import check_pseudonym
        from uvphoto.longitudinal.record.sources import Said, read_photo

    check_pseudonym(person)
    said = Said(None if visit is None else visit.date(), device, domain, view, treatment)
    new = [read_photo(photo, said, analysis) for photo in photos]
    kept = _create(record, store)
    typer.echo(f"{person}: {_told(kept.add(person, new))}; {kept.place}")


@app.command("list")
def list_people(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Read every file of the record; code 2 where one is missing or altered.")
    ] = False,
    record: Place = None,
    store: Photos = None,
) -> None:
    """List the persons of the record."""
    from uvphoto.cli.console import complain, print_table
    from uvphoto.datasets.summary import count

    kept = open_record(record, store)
    people = kept.people()
    rows = [
        (one.pseudonym, *map(str, (one.visits, one.photos, one.results, one.first, one.last)), ", ".join(one.devices))
        for one in people
    ]
    print_table([("person", "visits", "photos", "results", "first", "last", "devices"), *rows])
    typer.echo(f"{count(len(people), 'person', 'people')} in {kept.place}")
    if not check:
        return
    problems = kept.problems()
    for path, problem in problems:
        complain(f"{path}: {problem}.")
    if problems:
        raise typer.Exit(2)
    typer.echo("Every file is there, and as it was stored.")


@app.command("show")
def show_person(
    person: Person,
    *,
    region: Annotated[str, typer.Option(help="Of which the share of spots is shown.")] = "cheeks",
    as_json: Annotated[bool, typer.Option("--json", help="Print all that is kept, as JSON.")] = False,
    record: Place = None,
    store: Photos = None,
) -> None:
    """Show the visits of a person, and what was found."""
    from uvphoto.cli.console import print_table

    kept = open_record(record, store)
    found = kept.person(person)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(found), indent=1, ensure_ascii=False, default=str))
        return
    results = [result for visit in found.visits for photo in visit.photos for result in photo.results]
    known = list(dict.fromkeys(name for result in results for name in result.regions))
    if results and region not in known:
        raise SettingsError(f"No result has the region {region!r}; --region may be: {', '.join(known)}.")
    rows = [
        (str(visit.date), photo.view, photo.device, photo.domain, *_newest(photo, region), str(kept.path(photo.colour)))
        for visit in found.visits
        for photo in visit.photos
    ]
    share = f"spots, {region}"
    print_table([("visit", "view", "device", "domain", share, "90 %", "weights", "algorithm", "photo"), *rows])
    for visit in found.visits:
        if visit.treatment:
            typer.echo(f"before {visit.date}: {visit.treatment}")


@app.command("export")
def export_people(
    out: Annotated[Path, typer.Argument(help="The data set to make: a new folder, or a new file NAME.zip.")],
    *,
    person: Annotated[list[str] | None, typer.Option(help="Whom to export; again for more; else everybody.")] = None,
    name: Annotated[str | None, typer.Option(help="Of the data set; else that of its folder.")] = None,
    record: Place = None,
    store: Photos = None,
) -> None:
    """Write persons as a data set, with their results.

    A folder or a ZIP file, with all that is kept of them; record add --data reads it back.
    """
    from uvphoto.cli.dataset import counted
    from uvphoto.datasets.summary import summarise

    kept = open_record(record, store)
    from uvphoto.longitudinal.record.exporting import export

    with counted("Exporting") as progress:
        dataset = export(kept, out, person, name=name, progress=progress)
    typer.echo(f"{out}: {summarise(dataset)}")


@app.command("delete")
def delete_person(
    person: Person,
    *,
    visit: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The date of one visit; else the whole person.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    record: Place = None,
    store: Photos = None,
) -> None:
    """Remove a person, or one visit, and make sure of it.

    Rows, photos and results, but files that others refer to too; then the room that the rows left in the database.
    """
    from uvphoto.datasets.summary import count

    kept = open_record(record, store)
    what = person if visit is None else f"the visit of {person} on {visit.date()}"
    kept.person(person)  # so that nobody is asked about somebody who is not there
    if not yes and not _agreed(f"Remove {what} from {kept.place} for ever?"):
        typer.echo("Nothing was removed.")
        return
    removed = kept.delete(person, None if visit is None else visit.date())
    parts = ", ".join(
        (
            count(removed.visits, "visit", "visits"),
            count(removed.photos, "photo", "photos"),
            count(removed.results, "result", "results"),
        )
    )
    files = f"{count(removed.files, 'file', 'files')} of {removed.bytes / 1e6:.1f} MB"
    typer.echo(f"{person}: removed {parts}; {files} gone from the disk; the database rewritten without them")


def _add_data(data: Path, where: str | None, store: Path | None) -> None:
    from uvphoto.cli.dataset import counted
    from uvphoto.datasets.summary import count
    from uvphoto.longitudinal.record.entries import Added

    with needs_extra(*_EXTRA):
        from uvphoto.longitudinal.record.data_sets import read_photos

    with counted("Reading") as progress:
        photos = read_photos(data, progress)
    kept = _create(where, store)
    total = Added(0, 0, 0)
    with counted("Storing") as progress:
        for done, (person, new) in enumerate(photos.items(), start=1):
            added = kept.add(person, new)
            total = Added(total.visits + added.visits, total.photos + added.photos, total.results + added.results)
            progress(done, len(photos))
    typer.echo(f"{count(len(photos), 'person', 'people')}: {_told(total)}; {kept.place}")


def _told(added: "Added") -> str:
    from uvphoto.datasets.summary import count

    parts = (
        (added.visits, "visit", "visits"),
        (added.photos, "photo", "photos"),
        (added.results, "result", "results"),
    )
    told = ", ".join(count(number, one, several) for number, one, several in parts if number)
    return f"added {told}" if told else "all there already"


def _newest(photo: "StoredPhoto", region: str) -> tuple[str, str, str, str]:
    """Return the share of spots, its interval, weights and algorithm of the result that was added last."""
    if not photo.results:
        return "-", "-", "-", "-"
    result = photo.results[-1]
    measures = result.regions.get(region, {})
    share, low, high = (measures.get(f"spot_ratio{end}") for end in ("", "_90_low", "_90_high"))
    weights = result.document["weights"]
    return (
        "-" if share is None else f"{100 * share:.2f} %",
        "-" if low is None or high is None else f"{100 * low:.2f}-{100 * high:.2f} %",
        "-" if weights is None else f"{weights['name']} {weights['sha256'][:8]}",
        result.document["algorithm"],
    )


def _agreed(question: str) -> bool:
    try:
        return typer.confirm(question, err=True)
    except typer.Abort as error:
        raise SettingsError("Nothing was removed: there was no answer. Add --yes to remove without asking.") from error


def open_record(where: str | None, store: Path | None) -> "Record":
    """Return the record that a user means; one that has to be there."""
    with needs_extra(*_EXTRA):
        from uvphoto.longitudinal.record.place import find_place
        from uvphoto.longitudinal.record.record import Record

    return Record.open(find_place(where, store))


def _create(where: str | None, store: Path | None) -> "Record":
    with needs_extra(*_EXTRA):
        from uvphoto.longitudinal.record.place import find_place
        from uvphoto.longitudinal.record.record import Record

    return Record.create(find_place(where, store))

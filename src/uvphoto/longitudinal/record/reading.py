"""The rows of a record into plain values."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from uvphoto.longitudinal.record import tables
from uvphoto.longitudinal.record.entries import (
    History,
    PersonSummary,
    Sitting,
    StoredPerson,
    StoredPhoto,
    StoredResult,
    StoredVisit,
)
from uvphoto.longitudinal.record.photo_store import Stored


def summaries(session: Session) -> list[PersonSummary]:
    """Return every person, by pseudonym, in the order of the letters' codes whatever the database's language."""
    person, visit, photo, result = tables.Person, tables.Visit, tables.Photo, tables.Result
    visits = session.execute(
        select(person.pseudonym, func.count(visit.id), func.min(visit.date), func.max(visit.date))
        .join(visit, visit.person_id == person.id)
        .group_by(person.pseudonym)
    )
    photos = session.execute(
        select(person.pseudonym, photo.device, func.count(photo.id))
        .join(visit, visit.person_id == person.id)
        .join(photo, photo.visit_id == visit.id)
        .group_by(person.pseudonym, photo.device)
    )
    results = session.execute(
        select(person.pseudonym, func.count(result.id))
        .join(visit, visit.person_id == person.id)
        .join(photo, photo.visit_id == visit.id)
        .join(result, result.photo_id == photo.id)
        .group_by(person.pseudonym)
    )
    taken: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, device, number in photos:
        taken[name][device] = number
    found: dict[str, int] = {name: number for name, number in results}  # noqa: C416 - rows are no pairs to a type checker
    return sorted(
        (
            PersonSummary(
                name, number, sum(taken[name].values()), found.get(name, 0), first, last, tuple(sorted(taken[name]))
            )
            for name, number, first, last in visits
        ),
        key=lambda summary: summary.pseudonym,
    )


def find_person(session: Session, pseudonym: str) -> tables.Person | None:
    """Return a person's row."""
    return session.scalar(select(tables.Person).where(tables.Person.pseudonym == pseudonym))


def to_person(row: tables.Person) -> StoredPerson:
    """Return all that is kept of a person."""
    return StoredPerson(
        row.pseudonym,
        tuple(
            StoredVisit(visit.date, visit.treatment, tuple(_photo(photo) for photo in visit.photos))
            for visit in row.visits
        ),
    )


def _photo(row: tables.Photo) -> StoredPhoto:
    return StoredPhoto(
        colour=to_stored(row.colour),
        device=row.device,
        domain=row.domain,
        view=row.view,
        files=_files(row.files),
        results=tuple(_result(result) for result in row.results),
        mm_per_pixel=row.mm_per_pixel,
        split=row.split,
        licence=row.licence,
        maps=row.maps,
        extra=row.extra,
    )


def _result(row: tables.Result) -> StoredResult:
    regions = {region.region: region.measures for region in row.regions}
    return StoredResult({**row.document, "regions": regions}, _files(row.files))


def _files(rows: Iterable[tables.PhotoFile | tables.ResultFile]) -> dict[str, Stored]:
    return {row.kind: to_stored(row.file) for row in sorted(rows, key=lambda row: row.kind)}


def to_stored(row: tables.StoredFile) -> Stored:
    """Return a file of the folder of photos."""
    return Stored(row.sha256, row.suffix, row.size)


def to_history(row: tables.Person, *, all_results: bool) -> History:
    """Return what was measured in a person's photos."""
    sittings = [
        _sitting(visit, photo, result, (visit.date - row.visits[0].date).days)
        for visit in row.visits
        for photo in visit.photos
        for result in (photo.results if all_results else photo.results[-1:])
    ]
    return History(row.pseudonym, tuple(sittings))


def _sitting(visit: tables.Visit, photo: tables.Photo, result: tables.Result, day: int) -> Sitting:
    return Sitting(
        visit=visit.date,
        day=float(day),
        treatment=visit.treatment,
        device=photo.device,
        domain=photo.domain,
        view=photo.view,
        regions={region.region: region.measures for region in result.regions},
        weights_name=result.weights_name,
        weights_sha256=result.weights_sha256,
        algorithm=result.algorithm,
        spots_found_in=result.spots_found_in,
        white_balance=result.white_balance,
        is_refused=result.is_refused,
        made_by=result.made_by,
    )

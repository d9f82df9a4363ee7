"""Photos into the rows of a record."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from uvphoto.errors import RecordError
from uvphoto.longitudinal.record import tables
from uvphoto.longitudinal.record.deleting import delete_unused
from uvphoto.longitudinal.record.entries import Added, NewPhoto, NewResult
from uvphoto.longitudinal.record.photo_store import Stored


class Adding:
    """One person's photos on their way into the rows: all of them or, after an error, none."""

    def __init__(self, session: Session, where: str, files: Mapping[Path, Stored]) -> None:
        """Take what has been copied already.

        Args:
            session: in a transaction.
            where: the record's name for messages.
            files: what each source is by its content.

        """
        self._session = session
        self._where = where
        self._files = files
        self._visits = self._photos = self._results = 0

    def add(self, pseudonym: str, photos: Sequence[NewPhoto]) -> Added:
        """Add photos and results that are not there yet.

        Raises:
            RecordError: they contradict what is there.

        """
        person = self._person(pseudonym)
        self._add_files()
        for photo in photos:
            visit = self._visit(person, photo)
            row = self._photo(person, visit, photo)
            self._complete(row, photo.files)
            for result in photo.results:
                self._add_result(row, result)
        self._session.flush()
        # A result that is there already keeps the files that it has, and so nobody takes those that came with it again.
        delete_unused(self._session, {stored.sha256 for stored in self._files.values()})
        return Added(self._visits, self._photos, self._results)

    def _person(self, pseudonym: str) -> tables.Person:
        folded = func.lower(tables.Person.pseudonym) == pseudonym.lower()
        person = self._session.scalar(select(tables.Person).where(folded))
        if person is None:
            person = tables.Person(pseudonym=pseudonym)
            self._session.add(person)
        elif person.pseudonym != pseudonym:
            problem = f"holds {person.pseudonym!r}, from whom {pseudonym!r} differs in capitals only"
            raise RecordError(self._where, problem, "Take the same letters for the same person")
        return person

    def _add_files(self) -> None:
        for stored in {one.sha256: one for one in self._files.values()}.values():
            if self._session.get(tables.StoredFile, stored.sha256) is None:
                row = tables.StoredFile(sha256=stored.sha256, suffix=stored.suffix, size=stored.size)
                self._session.add(row)
        self._session.flush()  # no relationship tells SQLAlchemy that photos need them first

    def _visit(self, person: tables.Person, photo: NewPhoto) -> tables.Visit:
        visit = next((one for one in person.visits if one.date == photo.visit), None)
        if visit is None:
            visit = tables.Visit(date=photo.visit, treatment=photo.treatment)
            person.visits.append(visit)
            self._visits += 1
        elif photo.treatment and visit.treatment not in ("", photo.treatment):
            problem = f"tells another treatment before the visit of {photo.visit}: {visit.treatment!r}"
            raise RecordError(self._where, problem, "Leave it out, or delete the visit and add it anew")
        else:
            visit.treatment = visit.treatment or photo.treatment
        return visit

    def _photo(self, person: tables.Person, visit: tables.Visit, photo: NewPhoto) -> tables.Photo:
        sha256 = self._files[photo.colour].sha256
        same = [(where, one) for where in person.visits for one in where.photos if one.sha256 == sha256]
        for where, one in same:
            if (where.date, one.view, one.device, one.domain) != (photo.visit, photo.view, photo.device, photo.domain):
                problem = f"is in the record as the photo of {where.date}, {one.view}, by {one.device} ({one.domain})"
                remedy = "If that is wrong, delete that visit and add it anew; else leave the photo out"
                raise RecordError(str(photo.colour), problem, remedy)
            return one
        row = tables.Photo(
            view=photo.view,
            device=photo.device,
            domain=photo.domain,
            sha256=sha256,
            mm_per_pixel=photo.mm_per_pixel,
            split=photo.split,
            licence=photo.licence,
            maps={column: dict(scale) for column, scale in photo.maps.items()},
            extra=dict(photo.extra),
        )
        visit.photos.append(row)
        self._photos += 1
        return row

    def _complete(self, row: tables.Photo, files: Mapping[str, Path]) -> None:
        """Add what lies on a photo, which may have been there without it."""
        known = {file.kind: file.sha256 for file in row.files}
        for kind, path in files.items():
            sha256 = self._files[path].sha256
            if kind not in known:
                row.files.append(tables.PhotoFile(kind=kind, sha256=sha256))
            elif known[kind] != sha256:
                problem = f"is another {kind} than the one in the record for the same photo"
                raise RecordError(str(path), problem, "Delete the visit and add it anew")

    def _add_result(self, row: tables.Photo, result: NewResult) -> None:
        digest = result.digest
        if any(one.digest == digest for one in row.results):
            return
        document = dict(result.document)
        regions: Mapping[str, Mapping[str, Any]] = document.pop("regions")
        weights = document["weights"] or {}
        row.results.append(
            tables.Result(
                digest=digest,
                made_by=document["made_by"],
                spots_found_in=document["spots_found_in"],
                weights_name=weights.get("name"),
                weights_sha256=weights.get("sha256"),
                algorithm=document["algorithm"],
                white_balance=document["white_balance"]["asked"],
                is_refused=document["is_refused"],
                document=document,
                files=[
                    tables.ResultFile(kind=kind, sha256=self._files[path].sha256) for kind, path in result.files.items()
                ],
                regions=[
                    tables.RegionMeasure(number=number, region=name, spot_ratio=values["spot_ratio"], measures=values)
                    for number, (name, values) in enumerate(regions.items())
                ],
            )
        )
        self._results += 1

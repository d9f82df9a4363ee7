"""Which photos of a person can be compared: of one view, measured, and measured in one and the same way."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from uvphoto.analysis.analyse import Source
from uvphoto.errors import RecordError
from uvphoto.longitudinal.record.entries import StoredPerson, StoredPhoto, StoredResult

_AGAIN = "Analyse the photos again with uvphoto analyse, all in the same way, and add the results to the record"


@dataclass(frozen=True)
class MeasuredPhoto:
    """A photo of a visit with the result that was added last."""

    date: dt.date
    photo: StoredPhoto
    result: StoredResult

    @property
    def made_by(self) -> str:
        """What the result was made by: results are comparable where this is the same."""
        document = self.result.document
        weights = document["weights"]
        converter = "no weights" if weights is None else f"weights {weights['name']} ({weights['sha256'][:12]})"
        settings = ", ".join(f"{name} {value}" for name, value in sorted((document.get("settings") or {}).items()))
        balance = document["white_balance"]["asked"]
        detector = f"{document['algorithm']} ({settings})" if settings else document["algorithm"]
        return f"{converter}, {detector}, white balance {balance}, spots sought in: {document['spots_found_in']}"


def measured_photos(
    person: StoredPerson, view: str, *, device: str | None = None, where: str = "the record"
) -> list[MeasuredPhoto]:
    """Return the photos of a view that were analysed and not refused, by date.

    Args:
        person: of the record.
        view: front, left or right.
        device: that took them; None takes all.
        where: the record, named in errors.

    Raises:
        RecordError: there is none.

    """
    of_view = [
        (visit.date, photo)
        for visit in person.visits
        for photo in visit.photos
        if photo.view == view and device in (None, photo.device)
    ]
    found = [
        MeasuredPhoto(date, photo, photo.results[-1])
        for date, photo in of_view
        if photo.results and not photo.results[-1].document["is_refused"]
    ]
    if not found:
        taken = "" if device is None else f" by {device!r}"
        known = f"; {len(of_view)} are there without a result that counts" if of_view else ""
        problem = f"holds no measured {view} photo of {person.pseudonym!r}{taken}{known}"
        raise RecordError(where, problem, "Add photos with their analysis: uvphoto record add --analysis")
    return found


def first_and_last(
    photos: Sequence[MeasuredPhoto],
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    where: str = "the record",
) -> tuple[MeasuredPhoto, MeasuredPhoto]:
    """Return a photo of each of two visits, by one device where there are such, of a clinic before a phone.

    Args:
        photos: of one person and view, by date; one or more.
        first: date of the earlier visit; None: the first of all.
        last: of the later one; None: the last of all.
        where: the record, named in errors.

    Raises:
        RecordError: a date has no photo, or the visits are not one after the other.

    """
    dates = sorted({one.date for one in photos})
    for wanted in (first, last):
        if wanted is not None and wanted not in dates:
            there = ", ".join(map(str, dates))
            raise RecordError(where, f"holds no measured photo of {wanted} (there are {there})", "Give one of these")
    begin, end = first or dates[0], last or dates[-1]
    if begin >= end:
        raise RecordError(
            where, f"has no two visits from {begin} to {end}", "Add another visit, or give the earlier date first"
        )
    pairs = [(one, other) for one in photos if one.date == begin for other in photos if other.date == end]
    return min(pairs, key=_order)


def _order(pair: tuple[MeasuredPhoto, MeasuredPhoto]) -> tuple[bool, bool, bool]:
    """Return what is against a pair, the worst first."""
    first, last = pair
    is_phone = any(one.photo.domain != "clinic" for one in pair)
    return first.made_by != last.made_by, first.photo.device != last.photo.device, is_phone


def check_comparable(photos: Sequence[MeasuredPhoto], *, where: str = "the record") -> None:
    """Make sure that all results were made in one way, and from UV photos.

    Raises:
        RecordError: they were not; what made them is told.

    """
    ways: dict[str, MeasuredPhoto] = {}
    for one in photos:
        ways.setdefault(one.made_by, one)
    if len(ways) > 1:
        told = "; ".join(f"that of {one.date} by {way}" for way, one in ways.items())
        raise RecordError(where, f"holds results that cannot be compared: {told}", _AGAIN)
    for one in photos:
        if one.result.document["spots_found_in"] not in (Source.SYNTHETIC.value, Source.TAKEN.value):
            problem = f"has a result of {one.date} that was not found in a UV photo"
            raise RecordError(where, problem, "Analyse the photo again without --in-colour")

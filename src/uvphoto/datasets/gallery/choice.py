"""Which people, visits and photos of a data set a gallery shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from uvphoto.datasets.manifest import VIEWS, DataSet, PhotoRow

MOST_PHONES = 3

Item = TypeVar("Item")


@dataclass(frozen=True)
class Sitting:
    """What is shown of one person on one visit."""

    person: str
    visit: date | None
    clinic: PhotoRow | None
    phones: tuple[PhotoRow, ...]
    hidden: int  # photos of the visit that are not shown


def choose_sittings(dataset: DataSet, *, people: int, visits: int) -> tuple[Sitting, ...]:
    """Choose people, and visits of each, evenly over the data set, from its first to its last.

    Of a visit it takes one clinic photo (front before left before right, a pair before a single photo) and up to
    MOST_PHONES phone photos.
    """
    sittings: list[Sitting] = []
    for person in spread(dataset.persons, people):
        of_person = [row for row in dataset.photos if row.person == person]
        dates = sorted({row.visit for row in of_person}, key=lambda visit: visit or date.min)
        sittings += [
            _sitting(person, visit, [row for row in of_person if row.visit == visit]) for visit in spread(dates, visits)
        ]
    return tuple(sittings)


def spread(items: Sequence[Item], count: int) -> list[Item]:
    """Pick ``count`` items evenly spaced, the first and the last among them; all where there are no more."""
    if count >= len(items):
        return list(items)
    if count == 1:
        return [items[0]]
    return [items[round(index * (len(items) - 1) / (count - 1))] for index in range(count)]


def _sitting(person: str, visit: date | None, rows: list[PhotoRow]) -> Sitting:
    ranked = sorted(rows, key=lambda row: (VIEWS.index(row.view), not row.is_pair))
    clinic = next((row for row in ranked if row.domain == "clinic"), None)
    phones = tuple(row for row in ranked if row.domain == "phone")[:MOST_PHONES]
    return Sitting(person, visit, clinic, phones, len(rows) - len(phones) - (clinic is not None))

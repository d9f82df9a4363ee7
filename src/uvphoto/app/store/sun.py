"""What a forecast asks beside the photos: where somebody lives and how they meet the sun; sealed, as names are."""

import dataclasses
import datetime as dt
import json
import math
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete

from uvphoto.app.store import tables
from uvphoto.app.store.audit import note
from uvphoto.app.store.database import Database
from uvphoto.app.store.people import People
from uvphoto.app.store.rows import files_of, person_row
from uvphoto.app.store.texts import checked_text
from uvphoto.app.vault.vault import Vault
from uvphoto.errors import SettingsError

PURPOSE = "sun"
MOST_MONTHS = 24
_LATITUDES = 20.0, 55.0  # between which the sun of a latitude is known, north and south
_OLDEST = 120  # years
_NAME_LENGTH = 60
_MOST_OUTDOORS, _MOST_SPF, _MOST_TIMES = 20.0, 100.0, 10.0


@dataclass(frozen=True)
class Sun:
    """How somebody meets the sun.

    Attributes:
        latitude: of the place where they live, degrees, south below 0.
        born: year; None: not known.
        skin_type: Fitzpatrick's, 1 to 6; None: not known.
        outdoors: time outdoors, against that of an indoor worker.
        spf: of the sunscreen, as on its label; 1: none.
        worn: share of the time outdoors for which it is worn.
        months: to forecast.
        scenarios: name, and how many times as much sun it means; empty: the usual ones.

    Raises:
        SettingsError: a value makes no sense.

    """

    latitude: float
    born: int | None = None
    skin_type: int | None = None
    outdoors: float = 1.0
    spf: float = 1.0
    worn: float = 0.0
    months: int = MOST_MONTHS
    scenarios: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        least, most = _LATITUDES
        _check("The latitude", abs(self.latitude), least, most, " degrees north or south")
        _check("Time outdoors", self.outdoors, 0, _MOST_OUTDOORS, " times that of an indoor worker")
        _check("The sun protection factor", self.spf, 1, _MOST_SPF)
        _check("The share of time with sunscreen", 100 * self.worn, 0, 100, " %")
        _check("The number of months", self.months, 1, MOST_MONTHS)
        year = dt.datetime.now().astimezone().year
        _check("The year of birth", year if self.born is None else self.born, year - _OLDEST, year)
        _check("The skin type", 1 if self.skin_type is None else self.skin_type, 1, 6)
        for name, times in self.scenarios:
            checked_text(name, "A scenario", _NAME_LENGTH)
            _check(f"The sun of {name!r}", times, 0, _MOST_TIMES, " times as much")
        if len({name for name, _ in self.scenarios}) < len(self.scenarios):
            raise SettingsError("Scenarios have names of their own.")


class Suns:
    """By person, how they meet the sun. ``by`` is the name of whoever tells it, for the audit log."""

    def __init__(self, database: Database, vault: Vault, people: People) -> None:
        self._database = database
        self._vault = vault
        self._people = people

    def get(self, person: str) -> Sun | None:
        """Return what is known; None: nothing.

        Raises:
            NotThereError: there is no such person.

        """
        key = self._people.key(person)
        with self._database.reading() as session:
            names = files_of(session, _is_it(person))
        if not names:
            return None
        told = json.loads(self._vault.get(key, PURPOSE, names[0]))
        return Sun(**told | {"scenarios": tuple((name, times) for name, times in told["scenarios"])})

    def put(self, person: str, sun: Sun, by: str) -> None:
        """Keep it in place of what was known before.

        Raises:
            NotThereError: there is no such person.

        """
        data = json.dumps(dataclasses.asdict(sun)).encode()
        key = self._people.key(person)
        with self._vault.putting(key, PURPOSE, data) as name, self._database.writing() as session:
            person_row(session, person)
            old = files_of(session, _is_it(person))
            session.execute(delete(tables.SealedFile).where(_is_it(person)))
            session.add(tables.SealedFile(id=name, person_id=person, purpose=PURPOSE, size=len(data)))
            note(session, by, "sun.change", person)
        self._vault.remove(old)


def _is_it(person: str) -> ColumnElement[bool]:
    return (tables.SealedFile.person_id == person) & (tables.SealedFile.purpose == PURPOSE)


def _check(what: str, value: float, least: float, most: float, unit: str = "") -> None:
    if not (math.isfinite(value) and least <= value <= most):
        raise SettingsError(f"{what} is a number from {least:g} to {most:g}{unit}.")

"""A measured daily series of ambient UV doses, from a file and laid on a person's days."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uvphoto.errors import FileError
from uvphoto.simulate.series.climate import DAYS_OF_YEAR, Climate

DATE, DOSE = "date", "uvdef"  # columns: ISO date, erythemal dose of a cloud-free day in J/m2
_MOST = 20_000.0  # J/m2; no place on Earth has as much erythemal dose in a day
_REMEDY = (
    f"Give a table in the form of TEMIS (www.temis.nl/uvradiation): semicolons or commas between columns, among them "
    f"'{DATE}' (2015-12-30) and '{DOSE}' (erythemal dose, J/m2 a day)"
)


@dataclass(frozen=True, eq=False)
class DailySeries:
    """Ambient erythemal doses of one place by date.

    Attributes:
        dates: (D,) datetime64[D], rising.
        doses: (D,) kJ/m2 a day; NaN where none was measured.
        climate: the mean year, which stands in for days without a measurement.

    """

    dates: NDArray[np.datetime64]
    doses: NDArray[np.float64]
    climate: Climate

    def since(self, first: date) -> "SeriesFrom":
        """Return the series as the sky over somebody whose first visit was on that date."""
        return SeriesFrom(self, first)


@dataclass(frozen=True, eq=False)
class SeriesFrom:
    """A daily series by calendar days counted from 1 January of the first visit's year.

    A day that was measured has its own dose, any other that of the mean year. Since calendars here have 365 days, a
    date slips by a day at each 29 February on the way.
    """

    series: DailySeries
    first: date

    def ambient(self, calendar_days: ArrayLike) -> NDArray[np.float64]:
        """Return the ambient doses, kJ/m2, of days counted from 1 January of the first visit's year."""
        calendar = np.floor(np.asarray(calendar_days, dtype=np.float64)).astype(np.int64)
        begin = min(self.first.timetuple().tm_yday, DAYS_OF_YEAR) - 1
        dates = np.datetime64(self.first, "D") + (calendar - begin)
        place = np.minimum(np.searchsorted(self.series.dates, dates), self.series.dates.size - 1)
        found = self.series.dates[place] == dates
        dose = np.where(found, self.series.doses[place], np.nan)
        return np.where(np.isfinite(dose), dose, self.series.climate.ambient(calendar))


def read_daily_series(path: Path) -> DailySeries:
    """Read a daily series of erythemal doses from a table of text.

    A dose that is empty, negative or not a number counts as not measured.

    Raises:
        FileError: the file cannot be read, lacks a column or a month of the year, or a line makes no sense; the line
            is named.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileError(path, f"cannot be read ({error.strerror})", _REMEDY) from error
    except UnicodeDecodeError as error:
        raise FileError(path, "is no text in UTF-8", _REMEDY) from error
    lines = text.splitlines()
    head = lines[0] if lines else ""
    reader = csv.DictReader(lines, delimiter=";" if ";" in head else ",")
    if missing := [name for name in (DATE, DOSE) if name not in (reader.fieldnames or ())]:
        raise FileError(path, f"has no column '{missing[0]}'", _REMEDY)
    rows = [_row(path, reader.line_num, row) for row in reader]
    if len({day for day, _ in rows}) < len(rows):
        raise FileError(path, "has a date more than once", "Keep one line a day")
    rows.sort()
    dates = np.array([day for day, _ in rows], dtype="datetime64[D]")
    doses = np.array([dose for _, dose in rows], dtype=np.float64)
    try:
        climate = Climate.from_daily_series(path.stem, dates, doses)
    except ValueError as error:
        raise FileError(path, f"is no series of a whole year ({error})", _REMEDY) from error
    return DailySeries(dates, doses, climate)


def _row(path: Path, line: int, row: dict[str, str | None]) -> tuple[date, float]:
    """Return the date and the dose in kJ/m2 of a line."""
    try:
        day, text = date.fromisoformat((row[DATE] or "").strip()), (row[DOSE] or "").strip()
        dose = float(text) if text else np.nan
    except ValueError as error:
        raise FileError(path, f"line {line} makes no sense ({error})", _REMEDY) from error
    if dose > _MOST:
        raise FileError(path, f"line {line} has {dose:g}, more than any day's erythemal dose in J/m2", _REMEDY)
    return day, dose / 1000.0 if dose >= 0 else np.nan

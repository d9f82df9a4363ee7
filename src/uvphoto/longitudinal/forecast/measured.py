"""What was measured of a person as courses to be drawn, one of each region, with nothing computed from it."""

from collections.abc import Mapping

import numpy as np
from scipy.special import expit

from uvphoto.longitudinal.charts import SPOTS, Course, Event
from uvphoto.longitudinal.charts import Readings as Drawn
from uvphoto.longitudinal.forecast.readings import Readings

MEASURED = "What was measured in the photos, and no forecast."


def measured_courses(
    readings: Readings, smallest: Mapping[str, float] | None = None, *, is_southern: bool = False
) -> list[Course]:
    """Return a chart of each region in which spots were measured at least once.

    Args:
        readings: of a person.
        smallest: by region the smallest real change between two readings by the device of the last one, in logits of
            the share of spots; not told of a region that is not there.
        is_southern: summer is from December to February.

    """
    known = smallest or {}
    return [
        Course(
            title=f"Spots, {readings.regions[column].replace('_', ' ')}",
            region=readings.regions[column].replace("_", " "),
            quantity=SPOTS,
            readings=readings_to_draw(readings, column),
            statement=MEASURED,
            events=tuple(Event(day, what) for day, what in readings.treatments),
            no_change=no_change(readings, column, known.get(readings.regions[column])),
            is_southern=is_southern,
        )
        for column in columns_read(readings)
    ]


def columns_read(readings: Readings) -> list[int]:
    """Return the columns of the regions in which spots were measured at least once."""
    return [column for column in range(len(readings.regions)) if np.isfinite(readings.shares[:, column]).any()]


def readings_to_draw(readings: Readings, column: int) -> Drawn:
    """Return the readings of a region with their intervals as error bars."""
    shares = readings.shares[:, column]
    low, high = np.fmin(readings.low[:, column], shares), np.fmax(readings.high[:, column], shares)
    known = np.isfinite(readings.low[:, column]) & np.isfinite(shares)
    return Drawn(
        readings.dates,
        shares,
        np.where(known, low, np.nan),
        np.where(known, high, np.nan),
        readings.devices,
        bars="90 % interval of a photo" if known.any() else "",
    )


def no_change(readings: Readings, column: int, smallest: float | None) -> tuple[float, float] | None:
    """Return the shares around the last reading within which another by its device tells no change of the skin.

    Args:
        readings: of a person.
        column: of the region.
        smallest: real change of the logit; None: not known.

    """
    known = np.flatnonzero(np.isfinite(readings.shares[:, column]))
    if smallest is None or not known.size or known[-1] != len(readings.days) - 1:
        return None
    last = float(readings.logits[-1, column])
    return float(expit(last - smallest)), float(expit(last + smallest))

"""Which of a person's sittings make a course."""

from collections import Counter

from uvphoto.datasets.manifest import VIEWS
from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.readings import Readings, readings_of
from uvphoto.longitudinal.record.entries import History
from uvphoto.skin.regions import REGIONS


def views_of(history: History) -> tuple[str, ...]:
    """Return the views in which something was measured, in the usual order."""
    there = {one.view for one in history.sittings if not one.is_refused}
    return tuple(view for view in VIEWS if view in there)


def choose_view(history: History, asked: str | None) -> str:
    """Return the view that was asked for, else that of most photos."""
    if asked is not None:
        return asked
    counts = Counter(one.view for one in history.sittings if not one.is_refused)
    return max(VIEWS, key=lambda view: (counts[view], -VIEWS.index(view)))


def readings_in(history: History, view: str, regions: tuple[str, ...] = REGIONS) -> Readings | None:
    """Return the readings of a view that can be laid side by side; None where there is none."""
    try:
        return readings_of(history, regions, view)
    except SettingsError:  # whose text tells what to do on the command line
        return None

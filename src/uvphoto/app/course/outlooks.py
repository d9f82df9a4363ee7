"""What is expected of a person: what needs the extra ``forecast``, loaded when it is first asked for."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from uvphoto.app.course.sittings import readings_in
from uvphoto.app.store.sun import Sun
from uvphoto.longitudinal.charts import Course
from uvphoto.longitudinal.forecast.dose import climate_of_latitude
from uvphoto.longitudinal.record.entries import History
from uvphoto.simulate.series.dose import Habits, blocked_share

if TYPE_CHECKING:
    from uvphoto.longitudinal.forecast.outlook import Outlook

_NEEDED = ("torch", "safetensors")


def can_forecast() -> bool:
    """Whether the extra is installed."""
    return all(find_spec(name) is not None for name in _NEEDED)


def load_forecast() -> None:
    """Load what forecasts need, which takes seconds, before the first page asks for it; nothing without the extra."""
    if can_forecast():
        import uvphoto.longitudinal.forecast.charted  # noqa: PLC0415 - brings torch
        import uvphoto.longitudinal.forecast.outlook  # noqa: F401, PLC0415 - the same


def smallest_changes(history: History, view: str) -> dict[str, float]:
    """Return by region the smallest real change between two readings by the device of the last one, in logits.

    Nothing is told where nothing was measured, or the extra is not installed.
    """
    if not can_forecast():
        return {}
    from uvphoto.longitudinal.forecast.history import Measure  # noqa: PLC0415 - brings torch
    from uvphoto.longitudinal.forecast.outlook import repeats_of  # noqa: PLC0415 - the same
    from uvphoto.longitudinal.forecast.parameters import bundled_parameters  # noqa: PLC0415 - the same

    fitted = bundled_parameters()
    readings = readings_in(history, view, fitted.info.settings.regions)
    if readings is None:
        return {}
    repeats = repeats_of(fitted, readings)[readings.devices[-1]]
    return {region: repeats[Measure.SPOTS, region].smallest_change for region in readings.regions}


def outlook_of(history: History, view: str, sun: Sun) -> "Outlook | None":
    """Return what is expected of a person; None where nothing was measured. Needs the extra.

    Raises:
        SettingsError: a fact makes no sense together with the photos, such as a birth after them.

    """
    import torch  # noqa: PLC0415 - of an extra

    from uvphoto.longitudinal.forecast.outlook import Facts, look_ahead  # noqa: PLC0415 - the same
    from uvphoto.longitudinal.forecast.parameters import bundled_parameters  # noqa: PLC0415 - the same

    torch.set_num_threads(1)  # the matrices of one person are small: threads would only wait for each other
    fitted = bundled_parameters()
    readings = readings_in(history, view, fitted.info.settings.regions)
    if readings is None:
        return None
    blocked = blocked_share(sun.spf, sun.worn)
    habits = Habits(outdoor=sun.outdoors, summer_blocked=blocked, winter_blocked=blocked)
    facts = Facts(climate_of_latitude(sun.latitude), habits, sun.born, sun.skin_type)
    return look_ahead(fitted, readings, facts, sun.scenarios, sun.months)


def courses_ahead(outlook: "Outlook", sun: Sun) -> Sequence[Course]:
    """Return the charts of what is expected, one of each region."""
    from uvphoto.longitudinal.forecast.charted import courses_of  # noqa: PLC0415 - brings torch

    return courses_of(outlook, is_southern=sun.latitude < 0)

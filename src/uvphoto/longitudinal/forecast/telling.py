"""An outlook as plain values: what JSON holds and tables show."""

import math
from collections.abc import Sequence
from typing import Any

from uvphoto import __version__
from uvphoto.analysis.record import DISCLAIMER, plain
from uvphoto.datasets.summary import count
from uvphoto.longitudinal.forecast.fans import LEVELS, Fan
from uvphoto.longitudinal.forecast.forecaster import Forecast, NotEnoughVisits
from uvphoto.longitudinal.forecast.history import Measure
from uvphoto.longitudinal.forecast.outlook import Outlook, Supposed, dates_of, spots_of

FORMAT_VERSION = 1


def as_record(outlook: Outlook) -> dict[str, Any]:
    """Return all that an outlook tells, as JSON can hold it; shares are from 0 to 1, not a number becomes null."""
    readings = outlook.readings
    return plain({
        "format_version": FORMAT_VERSION,
        "made_by": f"uvphoto {__version__}",
        "disclaimer": DISCLAIMER,
        "person": readings.person,
        "measured_by": str(readings.method),
        "left_out": readings.left_out,
        "treatments": [{"before": str(day), "what": what} for day, what in readings.treatments],
        "readings": [
            {"date": str(day), "device": device, "spot_ratio": dict(zip(readings.regions, shares, strict=True))}
            for day, device, shares in zip(readings.dates, readings.devices, readings.shares.tolist(), strict=True)
        ],
        "smallest_real_change_of_logit": {
            device: {region: one.smallest_change for (measure, region), one in repeats.items() if _is_told(measure)}
            for device, repeats in outlook.repeats.items()
        },
        "skin": {region: _fan(outlook, fan) for (measure, region), fan in outlook.skin.items() if _is_told(measure)},
        "forecast": _forecast(outlook, outlook.usual),
        "scenarios": [_scenario(outlook, one) for one in outlook.supposed],
        "notes": [outlook.statement] if outlook.statement else [],
    })  # fmt: skip


def _is_told(measure: Measure) -> bool:
    """Tell whether a record holds anything of a measure: of melanin it does not yet."""
    return measure is Measure.SPOTS


def _forecast(outlook: Outlook, forecast: Forecast | NotEnoughVisits) -> dict[str, Any]:
    if isinstance(forecast, NotEnoughVisits):
        return {"none_because": forecast.reason}
    regions = {region: fan for (measure, region), fan in forecast.fans.items() if _is_told(measure)}
    return {
        "statement": forecast.statement,
        "regions": {
            region: {"none_because": fan.reason} if isinstance(fan, NotEnoughVisits) else _fan(outlook, fan)
            for region, fan in regions.items()
        },
    }


def _scenario(outlook: Outlook, supposed: Supposed) -> dict[str, Any]:
    scenario = supposed.scenario
    return {
        "name": scenario.name,
        "exposure": scenario.exposure,
        **_forecast(outlook, supposed.expected),
        "difference_of_logit": _forecast(outlook, supposed.difference)["regions"],
    }


def _fan(outlook: Outlook, fan: Fan) -> dict[str, Any]:
    """Return dates, mean and median, and the ends of the intervals by their level in %."""
    ends = {f"{100 * level:g}": [one.tolist() for one in fan.interval(level)] for level in LEVELS}
    return {
        "dates": [str(day) for day in dates_of(outlook.readings, fan.days)],
        "mean": fan.mean.tolist(),
        "median": fan.median.tolist(),
        "intervals": {level: {"low": low, "high": high} for level, (low, high) in ends.items()},
    }


def shares_table(outlook: Outlook, months: Sequence[int]) -> list[tuple[str, ...]]:
    """Return headings and a row for each region: last reading, the skin itself, and what is expected, in % of skin.

    Args:
        outlook: of a person.
        months: after the last visit, of which to tell.

    """
    last = outlook.readings.dates[-1]
    expected = [f"in {count(month, 'month', 'months')} (80 %)" for month in months]
    headings = ("region", f"read {last}", "skin then (95 %)", *expected)
    return [headings, *(_row(outlook, column, months) for column in range(len(outlook.readings.regions)))]


def scenarios_table(outlook: Outlook, month: int) -> list[tuple[str, ...]]:
    """Return headings and rows of the shares expected in some months in the usual course and under each assumption."""
    names = outlook.readings.regions
    headings = (f"expected in {count(month, 'month', 'months')}", "exposure", *names)
    rows = [("usual", "x 1", *(_expected(outlook.usual, region, month) for region in names))]
    for one in outlook.supposed:
        shares = (_expected(one.expected, region, month) for region in names)
        rows.append((one.scenario.name, f"x {one.scenario.exposure:.2g}", *shares))
    return [headings, *rows]


def sentences(outlook: Outlook) -> list[str]:
    """Return what has to stand beside the numbers."""
    usual = outlook.usual
    left_out = not_counted(outlook)
    if isinstance(usual, NotEnoughVisits):
        return [*left_out, f"No forecast: {usual.reason}."]
    reasons = {
        fan.reason for (measure, _), fan in usual.fans.items() if _is_told(measure) and isinstance(fan, NotEnoughVisits)
    }
    lacking = [f"No forecast of a region: {reason}." for reason in sorted(reasons)]
    scenarios = (
        ["Scenarios are what the model expects under stated assumptions, not effects."] if outlook.supposed else []
    )
    return [*left_out, *lacking, usual.statement, *([outlook.statement] if outlook.statement else []), *scenarios]


def not_counted(outlook: Outlook) -> list[str]:
    """Return which readings do not count, and why."""
    return [f"Does not count: {one}." for one in outlook.readings.left_out]


def _row(outlook: Outlook, column: int, months: Sequence[int]) -> tuple[str, ...]:
    region = outlook.readings.regions[column]
    read = float(outlook.readings.shares[-1, column])
    skin = outlook.skin.get((Measure.SPOTS, region))
    then = "-" if skin is None else _range(skin, len(skin.days) - 1, 0.95)
    return (
        region,
        f"{100 * read:.2f}" if math.isfinite(read) else "-",
        then,
        *(_expected(outlook.usual, region, month, 0.8) for month in months),
    )


def _expected(forecast: Forecast | NotEnoughVisits, region: str, month: int, level: float | None = None) -> str:
    fan = spots_of(forecast, region)
    return "-" if isinstance(fan, NotEnoughVisits) else _range(fan, month - 1, level)


def _range(fan: Fan, place: int, level: float | None) -> str:
    """Return the median in %, with an interval where one is asked for."""
    middle = f"{100 * fan.median[place]:.2f}"
    if level is None:
        return middle
    low, high = (100 * ends[place] for ends in fan.interval(level))
    return f"{middle} ({low:.2f}-{high:.2f})"

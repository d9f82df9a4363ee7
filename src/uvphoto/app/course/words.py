"""What is expected of a person as plain values for a page."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uvphoto.longitudinal.forecast.fans import Fan
    from uvphoto.longitudinal.forecast.outlook import Outlook

_SHOWN = (6, 12)  # months, of which a table tells beside the last one


@dataclass(frozen=True)
class Range:
    """Shares in %: what is expected, and the ends of an interval."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class RegionRow:
    """A region: what was read last, the skin then (95 % interval), and what is expected by month (80 % interval)."""

    region: str
    read: float | None  # %
    skin: Range | None
    expected: tuple[Range | None, ...]


@dataclass(frozen=True)
class ScenarioRow:
    """A scenario: how many times as much sun, and the share that is expected by region, in %."""

    name: str  # empty: the usual sun
    exposure: float
    expected: tuple[float | None, ...]


@dataclass(frozen=True)
class ShownOutlook:
    """An outlook as a page shows it.

    Attributes:
        reason: why there is no forecast at all; empty where there is one.
        lacking: by region why there is none of it.
        months: of which ``rows`` tell.
        regions: names.
        rows: of the regions.
        scenarios: what is expected after the last month, with another sun; the usual one first.
        left_out: which photos do not count, and why.
        statements: what has to stand beside the numbers.

    """

    reason: str
    lacking: tuple[tuple[str, str], ...]
    months: tuple[int, ...]
    regions: tuple[str, ...]
    rows: tuple[RegionRow, ...]
    scenarios: tuple[ScenarioRow, ...]
    left_out: tuple[str, ...]
    statements: tuple[str, ...]


def shown(outlook: "Outlook", last_month: int) -> ShownOutlook:
    """Return an outlook as a page shows it.

    Args:
        outlook: of a person.
        last_month: to which it reaches.

    """
    from uvphoto.longitudinal.forecast.forecaster import NotEnoughVisits  # noqa: PLC0415 - brings torch
    from uvphoto.longitudinal.forecast.outlook import spots_of  # noqa: PLC0415 - the same

    usual, regions = outlook.usual, outlook.readings.regions
    if isinstance(usual, NotEnoughVisits):
        return ShownOutlook(usual.reason, (), (), regions, (), (), outlook.readings.left_out, ())
    months = (*(month for month in _SHOWN if month < last_month), last_month)
    found = {region: spots_of(usual, region) for region in regions}
    fans = {region: None if isinstance(fan, NotEnoughVisits) else fan for region, fan in found.items()}
    lacking = tuple((region, fan.reason) for region, fan in found.items() if isinstance(fan, NotEnoughVisits))
    scenarios = [ScenarioRow("", 1.0, tuple(_middle(fans[region], last_month) for region in regions))]
    for one in outlook.supposed:
        supposed = [spots_of(one.expected, region) for region in regions]
        middles = (None if isinstance(fan, NotEnoughVisits) else _middle(fan, last_month) for fan in supposed)
        scenarios.append(ScenarioRow(one.scenario.name, one.scenario.exposure, tuple(middles)))
    return ShownOutlook(
        reason="",
        lacking=lacking,
        months=months,
        regions=regions,
        rows=tuple(_row(outlook, column, fans[region], months) for column, region in enumerate(regions)),
        scenarios=tuple(scenarios),
        left_out=outlook.readings.left_out,
        statements=tuple(text for text in (usual.statement, outlook.statement) if text),
    )


def _row(outlook: "Outlook", column: int, fan: "Fan | None", months: tuple[int, ...]) -> RegionRow:
    from uvphoto.longitudinal.forecast.history import Measure  # noqa: PLC0415 - brings torch

    region = outlook.readings.regions[column]
    read = 100 * float(outlook.readings.shares[-1, column])
    skin = outlook.skin.get((Measure.SPOTS, region))
    return RegionRow(
        region,
        read if math.isfinite(read) else None,
        None if skin is None or fan is None else _range(skin, len(skin.days) - 1, 0.95),
        tuple(None if fan is None else _range(fan, month - 1, 0.8) for month in months),
    )


def _range(fan: "Fan", place: int, level: float) -> Range:
    low, high = fan.interval(level)
    return Range(100 * float(fan.median[place]), 100 * float(low[place]), 100 * float(high[place]))


def _middle(fan: "Fan | None", month: int) -> float | None:
    return None if fan is None else 100 * float(fan.median[month - 1])

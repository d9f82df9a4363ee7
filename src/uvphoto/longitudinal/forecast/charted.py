"""An outlook as courses to be drawn, one of each region."""

from uvphoto.longitudinal.charts import SPOTS, Band, Course, Event, FanBand, Scenario
from uvphoto.longitudinal.forecast.fans import LEVELS, Fan
from uvphoto.longitudinal.forecast.forecaster import NotEnoughVisits
from uvphoto.longitudinal.forecast.history import Measure
from uvphoto.longitudinal.forecast.measured import MEASURED, columns_read, no_change, readings_to_draw
from uvphoto.longitudinal.forecast.outlook import Outlook, dates_of, spots_of

_SKIN = 0.95  # level of the band of the skin itself


def courses_of(outlook: Outlook, *, is_southern: bool = False) -> list[Course]:
    """Return what is to be drawn: a chart of each region in which spots were measured at least once.

    Args:
        outlook: of a person.
        is_southern: summer is from December to February.

    """
    return [_course(outlook, column, is_southern=is_southern) for column in columns_read(outlook.readings)]


def _course(outlook: Outlook, column: int, *, is_southern: bool) -> Course:
    readings = outlook.readings
    region = readings.regions[column]
    found = spots_of(outlook.usual, region)
    is_there = not isinstance(found, NotEnoughVisits)
    return Course(
        title=f"Spots, {region.replace('_', ' ')}",
        region=region.replace("_", " "),
        quantity=SPOTS,
        readings=readings_to_draw(readings, column),
        statement=_statement(outlook),
        skin=_skin(outlook, region) if is_there else None,
        fan=None if isinstance(found, NotEnoughVisits) else _fan(outlook, found),
        scenarios=_scenarios(outlook, region) if is_there else (),
        events=tuple(Event(day, what) for day, what in readings.treatments),
        no_change=no_change(
            readings, column, outlook.repeats[readings.devices[-1]][Measure.SPOTS, region].smallest_change
        ),
        note=found.reason if isinstance(found, NotEnoughVisits) else "",
        is_southern=is_southern,
    )


def _statement(outlook: Outlook) -> str:
    usual = outlook.usual
    return MEASURED if isinstance(usual, NotEnoughVisits) else f"{usual.statement} {outlook.statement}".strip()


def _skin(outlook: Outlook, region: str) -> Band:
    """Return the skin at the visits; of several photos of a date the last one speaks, which knows the others."""
    fan = outlook.skin[Measure.SPOTS, region]
    dates = outlook.readings.dates
    last = [number for number, day in enumerate(dates) if number + 1 == len(dates) or dates[number + 1] > day]
    low, high = fan.interval(_SKIN)
    return Band(
        tuple(dates[number] for number in last),
        fan.median[last],
        low[last],
        high[last],
        words=f"{100 * _SKIN:g} % interval",
    )


def _fan(outlook: Outlook, fan: Fan) -> FanBand:
    intervals = {level: fan.interval(level) for level in LEVELS}
    return FanBand(dates_of(outlook.readings, fan.days), fan.median, intervals)


def _scenarios(outlook: Outlook, region: str) -> tuple[Scenario, ...]:
    shown = []
    for one in outlook.supposed:
        fan = spots_of(one.expected, region)
        if not isinstance(fan, NotEnoughVisits):
            shown.append(Scenario(one.scenario.name, _fan(outlook, fan), one.expected.statement))
    return tuple(shown)

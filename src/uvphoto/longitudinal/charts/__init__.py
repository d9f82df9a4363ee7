"""Charts of a person's course: readings, the skin behind them, forecast, scenarios and what happened meanwhile."""

from uvphoto.longitudinal.charts.course import (
    MELANIN,
    SPOTS,
    Band,
    Course,
    Event,
    FanBand,
    Quantity,
    Readings,
    Scenario,
)

__all__ = ["MELANIN", "SPOTS", "Band", "Course", "Event", "FanBand", "Quantity", "Readings", "Scenario"]

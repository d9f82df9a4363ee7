"""The days that a chart spans, and the summers in them."""

import datetime as dt
from collections.abc import Sequence

import matplotlib.dates as mdates

from uvphoto.longitudinal.charts.course import Course

Span = tuple[dt.date, dt.date]

_LEAST_DAYS = 120  # that a chart shows, however few there are
_NOTE_SHARE = 0.55  # of the history's width, where a note stands in place of the forecast
_LEAST_NOTE_DAYS = 150
_BAND_SHARE, _LEAST_BAND_DAYS = 0.15, 30  # the same, where what is no real change is all that lies ahead
_MARGIN = 0.03


def span_of(courses: Sequence[Course]) -> Span:
    """Return the first and the last day of charts that share their axis of time, with a margin."""
    begin = min(_first(course) for course in courses)
    end = max(_last(course) for course in courses)
    days = max((end - begin).days, 1)
    if days < _LEAST_DAYS:
        missing = dt.timedelta((_LEAST_DAYS - days) // 2)
        begin, end = begin - missing, end + missing
    margin = dt.timedelta(max(round(_MARGIN * (end - begin).days), 3))
    return begin - margin, end + margin


def position(date: dt.date) -> float:
    """Return where a day lies on an axis of time."""
    return float(mdates.date2num(date))  # type: ignore[no-untyped-call]


def summers(span: Span, *, is_southern: bool) -> list[Span]:
    """Return the summers within a span, cut at its ends: June to August, or December to February."""
    found = []
    for year in range(span[0].year - 1, span[1].year + 1):
        begin = dt.date(year, 12 if is_southern else 6, 1)
        end = dt.date(year + is_southern, 3 if is_southern else 9, 1)
        if begin < span[1] and end > span[0]:
            found.append((max(begin, span[0]), min(end, span[1])))
    return found


def _first(course: Course) -> dt.date:
    return min([course.readings.dates[0], *(event.date for event in course.events), *_skin(course)])


def _last(course: Course) -> dt.date:
    ends = [course.last_visit, *(event.date for event in course.events), *_skin(course)]
    ends += [fan.dates[-1] for fan in (course.fan, *(one.fan for one in course.scenarios)) if fan and fan.dates]
    days = (course.last_visit - course.readings.dates[0]).days
    if course.note:
        ends.append(course.last_visit + dt.timedelta(max(_LEAST_NOTE_DAYS, round(_NOTE_SHARE * days))))
    elif course.no_change is not None:
        ends.append(course.last_visit + dt.timedelta(max(_LEAST_BAND_DAYS, round(_BAND_SHARE * days))))
    return max(ends)


def _skin(course: Course) -> tuple[dt.date, ...]:
    return () if course.skin is None else course.skin.dates

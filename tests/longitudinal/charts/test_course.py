"""Charts of a course: what is drawn and told is what was given, whatever is missing, and nothing lies on another."""

import datetime as dt
import re
from dataclasses import replace
from xml.dom import minidom

import matplotlib.dates as mdates
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes

from uvphoto.longitudinal.charts import MELANIN, SPOTS, Band, Course, Event, FanBand, Quantity, Readings, Scenario
from uvphoto.longitudinal.charts.calendar import span_of, summers
from uvphoto.longitudinal.charts.dark import GROUND, darkened
from uvphoto.longitudinal.charts.draw import draw, to_png, to_svg
from uvphoto.longitudinal.charts.flags import flags_of
from uvphoto.longitudinal.charts.page import course_page
from uvphoto.longitudinal.charts.style import SMALL, shades, width_of, wrapped
from uvphoto.longitudinal.charts.tables import tables_of
from uvphoto.longitudinal.charts.words import described, no_change_words

BEGIN = dt.date(2024, 2, 1)
MISSING = float("nan")


def dates(*days: int) -> tuple[dt.date, ...]:
    return tuple(BEGIN + dt.timedelta(day) for day in days)


def readings(*values: float, half: float = 0.004) -> Readings:
    """Return readings half a year apart, by two devices in turn."""
    known = np.array(values, np.float64)
    devices = tuple("clinic" if number % 2 == 0 else "phone" for number in range(len(values)))
    return Readings(
        dates(*(180 * number for number in range(len(values)))), known, known - half, known + half, devices, "90 % bar"
    )


def fan(start: int, *, middle: float = 0.06, points: int = 5) -> FanBand:
    """Return a forecast that widens."""
    at = np.linspace(0, 730, points)
    middles, spread = middle + 0.01 * at / 365, 0.002 + 0.004 * at / 365
    intervals = {
        level: (middles - k * spread, middles + k * spread) for level, k in ((0.5, 0.7), (0.8, 1.3), (0.95, 2))
    }
    return FanBand(dates(*(start + round(day) for day in at)), middles, intervals)


def axes_of(course: Course) -> Axes:
    return draw([course]).axes[0]


@pytest.fixture
def course() -> Course:
    """Return a course with everything in it."""
    seen = readings(0.051, 0.048, 0.055, 0.061)
    return Course(
        title="Left cheek & nose: spots",
        region="left cheek",
        quantity=SPOTS,
        readings=seen,
        statement="From four visits, by parameters that were fitted on simulated people.",
        skin=Band(seen.dates, seen.values, seen.values - 0.002, seen.values + 0.002),
        fan=fan(540),
        scenarios=(Scenario("more sunscreen", fan(540, middle=0.05), "Assumed: 0.3 of the usual exposure."),),
        events=(Event(BEGIN + dt.timedelta(200), "laser <$1 a shot$>"),),
        no_change=(0.052, 0.07),
    )


def test_a_chart_is_xml_with_its_words_and_the_same_every_time(course: Course) -> None:
    svg = to_svg(draw([course]))
    document = minidom.parseString(svg)  # noqa: S318 - drawn by us
    texts = " ".join(node.data for one in document.getElementsByTagName("text") for node in one.childNodes)
    for words in (
        course.title, "laser <$1 a shot$>", "last visit", "forecast", "spots, % of the skin", "read by phone, 90 % bar",
        "95 % interval", "more sunscreen (thin: 80 %)", "no real change", "summer", "simulated people.",
    ):  # fmt: skip
        assert words in texts, words
    assert to_svg(draw([course])) == svg
    assert to_png(draw([course])) == to_png(draw([course]))
    assert to_png(draw([course])).startswith(b"\x89PNG")
    assert "simulated people." not in to_svg(draw([course], has_words=False))


def test_a_dark_chart_is_the_same_drawing_in_colours_that_stand_out(course: Course) -> None:
    light = to_svg(draw([course]))
    dark = darkened(light)
    assert re.sub("#[0-9a-f]{6}", "", dark) == re.sub("#[0-9a-f]{6}", "", light)
    filled = set(re.findall("(?:fill|stroke): (#[0-9a-f]{6})", dark))
    assert GROUND in filled
    assert "#ffffff" not in filled
    for words in re.findall("<text[^>]*fill: (#[0-9a-f]{6})", dark):
        assert contrast(words, GROUND) > 4.5
    lines = set(re.findall("fill: none; stroke: (#[0-9a-f]{6})", dark)) - {GROUND}
    assert lines
    assert min(contrast(one, GROUND) for one in lines) > 3


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG 2 has it."""
    levels = np.array([[int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] for colour in (one, other)])
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    low, high = sorted(linear @ (0.2126, 0.7152, 0.0722))
    return float((high + 0.05) / (low + 0.05))


def test_a_narrow_chart_holds_all_that_a_wide_one_does(course: Course) -> None:
    long = replace(course.scenarios[0], name="sunscreen on nearly every day that is spent outdoors")
    course = replace(course, scenarios=(long,))
    wide, narrow = (draw([course], has_words=False, width=width) for width in (4.3, 2.75))
    assert narrow.get_size_inches()[0] == pytest.approx(wide.get_size_inches()[0] - 1.55)
    entries = [[text.get_text() for text in figure.legends[0].get_texts()] for figure in (wide, narrow)]
    assert [text.replace("\n", " ") for text in entries[1]] == entries[0]
    assert any("\n" in text for text in entries[1])
    narrow.draw_without_rendering()
    box = narrow.legends[0].get_window_extent()
    assert box.x1 <= narrow.bbox.x1
    assert box.y0 >= narrow.bbox.y0


def test_words_of_the_chart_are_told_in_another_language_and_those_of_people_are_left(course: Course) -> None:
    svg = to_svg(draw([course], has_words=False, tell=str.upper))
    for words in (
        "LAST VISIT",
        "FORECAST",
        "SPOTS, % OF THE SKIN",
        "READ BY PHONE, 90 % BAR",
        "SUMMER",
        "laser &lt;$1",
    ):
        assert words in svg
    noted = replace(course, fan=None, scenarios=(), note="too few visits")
    assert "TOO FEW VISITS" in to_svg(draw([noted], tell=str.upper))


def test_what_is_no_real_change_has_room_where_nothing_else_lies_ahead(course: Course) -> None:
    alone = replace(course, fan=None, scenarios=(), events=())
    left, right = axes_of(alone).get_xlim()
    assert right - mdates.date2num(alone.last_visit) > 0.1 * (right - left)


def test_what_is_drawn_is_what_was_given(course: Course) -> None:
    axes = axes_of(course)
    lines = [
        (tuple(line.get_xdata()), tuple(line.get_ydata())) for line in axes.lines if len(line.get_xdata()) > 1
    ]  # fmt: skip
    assert course.fan is not None
    ahead = tuple(mdates.date2num(course.fan.dates))
    assert (ahead, tuple(100 * course.fan.middle)) in lines
    assert (ahead, tuple(100 * course.scenarios[0].fan.middle)) in lines
    for end in course.scenarios[0].fan.intervals[0.8]:
        assert (ahead, tuple(100 * end)) in lines
    clinic = (tuple(mdates.date2num(course.readings.dates[::2])), tuple(100 * course.readings.values[::2]))
    assert clinic in [(x, pytest.approx(y)) for x, y in lines]
    bars = [path.vertices for one in axes.containers for path in one[2][0].get_paths()]
    assert sorted(float(ends[1, 1]) for ends in bars) == pytest.approx(sorted(100 * course.readings.high))
    areas = [collection.get_paths()[0].vertices for collection in axes.collections if collection.get_paths()]
    low, high = (100 * end for end in course.fan.intervals[0.95])
    assert any({*np.round(low, 6), *np.round(high, 6)} <= set(np.round(area[:, 1], 6)) for area in areas)
    assert axes.get_ylim()[0] < min(low.min(), 4.4)
    assert axes.get_ylim()[1] > high.max()


def test_every_number_stands_in_a_table(course: Course) -> None:
    tables = {table.caption: table for table in tables_of(course)}
    assert list(tables) == [
        "Readings", "The skin itself, as all visits together say", "Forecast", "Scenario: more sunscreen", "Events"
    ]  # fmt: skip
    for table in tables.values():
        assert {len(row) for row in table.rows} == {len(table.headings)}
    for row, day, device, value, low, high in zip(
        tables["Readings"].rows, course.readings.dates, course.readings.devices, course.readings.values,
        course.readings.low, course.readings.high, strict=True,
    ):  # fmt: skip
        assert row[:2] == (day.isoformat(), device)
        assert [float(one) for one in re.findall(r"[\d.]+", " ".join(row[2:]))] == pytest.approx(
            [100 * value, 100 * low, 100 * high], abs=0.005
        )
    assert course.fan is not None
    for at, row in enumerate(tables["Forecast"].rows):
        told = [float(one) for one in re.findall(r"-?[\d.]+", " ".join(row[1:]))]
        ends = [end[at] for level in (0.5, 0.8, 0.95) for end in course.fan.intervals[level]]
        assert told == pytest.approx(100 * np.array([course.fan.middle[at], *ends]), abs=0.005)
    assert tables["Forecast"].headings[2:] == ("50 % interval", "80 % interval", "95 % interval")
    assert tables["Events"].rows == (("2024-08-19", "laser <$1 a shot$>"),)


def test_of_many_days_about_a_dozen_are_told(course: Course) -> None:
    long = replace(course, fan=fan(540, points=120), scenarios=())
    (table,) = [one for one in tables_of(long) if one.caption == "Forecast"]
    assert long.fan is not None
    assert len(table.rows) == 13
    assert (table.rows[0][0], table.rows[-1][0]) == (long.fan.dates[0].isoformat(), long.fan.dates[-1].isoformat())


def test_a_chart_is_told_in_words(course: Course) -> None:
    assert described(course) == (
        "Chart of the share of spots, left cheek: 4 readings, from 5.10 % on 2024-02-01 to 6.10 % on 2025-07-25; "
        "forecast of 8.00 % for 2027-07-25, 95 % interval 6.00 to 10.00 %; laser <$1 a shot$> on 2024-08-19."
    )
    assert "5.20 to 7.00 % by phone" in no_change_words(course)
    assert no_change_words(replace(course, no_change=None)) == ""
    alone = Course("m", "nose", MELANIN, readings(171.0, half=2.0), "One visit.", note="not enough visits: 1 of 3")
    assert described(alone).endswith("one reading, 171.0 on 2024-02-01; no forecast: not enough visits: 1 of 3.")


def test_a_note_stands_in_place_of_the_forecast() -> None:
    short = Course("s", "nose", SPOTS, readings(0.05, 0.06), "Two visits.", note="not enough visits: 2 of 3")
    svg = to_svg(draw([short]))
    assert "not enough visits: 2 of 3" in svg
    assert "no forecast" in svg
    assert span_of([short])[1] > short.last_visit + dt.timedelta(90)


def test_a_page_has_each_chart_with_words_and_tables(course: Course) -> None:
    other = replace(course, region="nose", title="Nose", quantity=MELANIN, events=())
    page = course_page(
        "p1 <x>", [course, other], introduction=["Four visits."], badges=["a forecast"], facts=[("a", "b")]
    )
    assert page == course_page(
        "p1 <x>", [course, other], introduction=["Four visits."], badges=["a forecast"], facts=[("a", "b")]
    )
    assert "p1 &lt;x&gt;" in page
    assert "<x>" not in page
    assert page.count('<svg role="img" aria-label="Chart of the') == 2
    assert page.count(course.statement) == 2
    assert page.count("<table>") == 5 + 4 + 1
    assert page.count("Smallest real change") == 2
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]+"|<metadata>.*?</metadata>', "", page, flags=re.DOTALL)


def test_summers_are_those_of_the_hemisphere() -> None:
    span = dt.date(2024, 7, 10), dt.date(2026, 1, 20)
    north = [(dt.date(2024, 7, 10), dt.date(2024, 9, 1)), (dt.date(2025, 6, 1), dt.date(2025, 9, 1))]
    south = [(dt.date(2024, 12, 1), dt.date(2025, 3, 1)), (dt.date(2025, 12, 1), dt.date(2026, 1, 20))]
    assert summers(span, is_southern=False) == north
    assert summers(span, is_southern=True) == south


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-100, 900), st.text(max_size=50)), max_size=8))
def test_no_label_lies_on_another(events: list[tuple[int, str]]) -> None:
    happened = tuple(Event(BEGIN + dt.timedelta(day), text) for day, text in events)
    one = Course("s", "nose", SPOTS, readings(0.05, 0.06, 0.05), "Three.", fan=fan(360), events=happened)
    flags = flags_of(one, span_of([one]), 4.0)
    assert len(flags) == 2 + sum(any(letter.isprintable() and letter != " " for letter in text) for _, text in events)
    for number, flag in enumerate(flags):
        for other in flags[number + 1 :]:
            is_beside = (
                flag.left + width_of(flag.text, SMALL) <= other.left
                or other.left + width_of(other.text, SMALL) <= flag.left
            )
            assert flag.row != other.row or is_beside


known_or_not = st.one_of(st.floats(0, 1), st.just(MISSING))


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 400), known_or_not, known_or_not, known_or_not), min_size=1, max_size=5),
    st.booleans(),
    st.integers(0, 3),
    st.sampled_from(["", "not enough visits"]),
)
def test_whatever_is_missing_a_chart_is_drawn(
    rows: list[tuple[int, float, float, float]], has_skin: bool, points: int, note: str
) -> None:
    days = np.cumsum([row[0] for row in rows])
    known = np.array([row[1] for row in rows])
    low, high = known - np.array([row[2] for row in rows]), known + np.array([row[3] for row in rows])
    seen = Readings(dates(*map(int, days)), known, low, high, tuple(f"d{n % 3}" for n in range(len(rows))))
    skin = Band(dates(0), np.array([MISSING]), np.array([MISSING]), np.array([MISSING])) if has_skin else None
    ahead = fan(int(days[-1]), points=points) if points and not note else None
    one = Course("a chart", "chin", SPOTS, seen, "Behind it.", skin=skin, fan=ahead, note=note)
    assert axes_of(one).get_ylim()[0] >= 0
    assert "nan" not in course_page("a page", [one]).lower().split("</style>")[-1]


def test_what_makes_no_sense_is_an_error(course: Course) -> None:
    seen, nothing = readings(0.05, 0.06), np.zeros(0)
    with pytest.raises(ValueError, match="there are 2 dates"):
        replace(seen, values=np.array([0.1]))
    with pytest.raises(ValueError, match="as many devices"):
        replace(seen, devices=("a",))
    with pytest.raises(ValueError, match="order of their dates"):
        replace(seen, dates=seen.dates[::-1])
    with pytest.raises(ValueError, match="hold their values"):
        replace(seen, low=seen.values + 0.1)
    with pytest.raises(ValueError, match="infinite"):
        replace(seen, high=np.array([np.inf, 1.0]))
    with pytest.raises(ValueError, match="dates of a band rise"):
        Band(dates(3, 3), seen.values, seen.values, seen.values)
    with pytest.raises(ValueError, match="low to high"):
        Band(dates(3, 4), seen.values, seen.values, seen.values - 0.1)
    with pytest.raises(ValueError, match="between 0 and 1, not 95"):
        FanBand(dates(1, 2), seen.values, {95: (seen.values, seen.values)})
    with pytest.raises(ValueError, match="no interval of 80 %"):
        Scenario("shade", FanBand(dates(1, 2), seen.values, {}), "Assumed.")
    for wrong, message in (
        ({"readings": Readings((), nothing, nothing, nothing, ())}, "needs a reading"),
        ({"statement": ""}, "stands behind"),
        ({"note": "not enough visits"}, "not both"),
        ({"scenarios": course.scenarios * 2}, "names of their own"),
        ({"no_change": (0.2, 0.1)}, "low to high"),
    ):
        with pytest.raises(ValueError, match=message):
            replace(course, **wrong)
    with pytest.raises(ValueError, match="a chart and a column"):
        draw([])


def test_a_sheet_tells_what_all_its_charts_share_once(course: Course) -> None:
    others = [replace(course, title=f"chart {number}", quantity=Quantity("q", "axis")) for number in range(3)]
    svg = to_svg(draw([course, *others], title="All of them"))
    assert svg.count("simulated people.") == 1
    assert svg.count("more sunscreen (thin") == 1
    assert svg.count(">last visit<") == 4
    assert svg.count(">chart 2<") == 1


def test_letters_of_any_script_are_written(course: Course) -> None:
    cream = "ハイドロキノン\x00クリーム"
    svg = to_svg(draw([replace(course, events=(Event(BEGIN, cream),))]))
    minidom.parseString(svg)  # noqa: S318 - drawn by us
    assert "ハイドロキノン クリーム" in svg
    assert to_png(draw([replace(course, events=(Event(BEGIN, cream),))])).startswith(b"\x89PNG")
    assert width_of("ハイド", 8) > width_of("abc", 8)


def test_shades_and_lines() -> None:
    levels = [sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in shades(3)]
    assert levels == sorted(levels, reverse=True)  # the widest interval is the palest, in grey too
    assert len(set(shades(3))) == 3
    lines = wrapped("to be or not to be that is the question", 0.8, 8)
    assert " ".join(lines) == "to be or not to be that is the question"
    assert max(width_of(line, 8) for line in lines) <= 0.8
    assert wrapped("Donaudampfschiff fährt", 0.1, 8) == ["Donaudampfschiff", "fährt"]

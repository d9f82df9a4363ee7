"""Charts for pages: every word that they say can be translated, and somebody's own words stay as they are."""

import datetime as dt
import re
from dataclasses import replace
from html import unescape

import numpy as np

from uvphoto.app.course.charts import LOOKS, drawn, told_tables
from uvphoto.app.course.vocabulary import WORDS
from uvphoto.longitudinal.charts import SPOTS, Band, Course, Event, FanBand, Readings, Scenario

BEGIN = dt.date(2024, 2, 1)


def course() -> Course:
    """Return a course with everything in it."""
    dates = tuple(BEGIN + dt.timedelta(100 * number) for number in range(3))
    values = np.array([0.05, 0.06, 0.055])
    seen = Readings(dates, values, values - 0.01, values + 0.01, ("camera",) * 3, "90 % interval of a photo")
    ahead = tuple(dates[-1] + dt.timedelta(30 * number) for number in range(1, 4))
    fan = FanBand(ahead, values, dict.fromkeys((0.5, 0.8, 0.95), (values - 0.02, values + 0.02)))
    return Course(
        title="Spots, nose",
        region="nose",
        quantity=SPOTS,
        readings=seen,
        statement="It is one.",
        skin=Band(dates, values, values - 0.01, values + 0.01),
        fan=fan,
        scenarios=(Scenario("half the sun", fan, "Assumed."),),
        events=(Event(dates[1], "laser <b>"),),
        no_change=(0.05, 0.06),
    )


def test_every_word_can_be_translated() -> None:
    patterns = [re.sub(r"\\{\w+\\}", ".+", re.escape(one)) for one in WORDS]
    one = course()
    said: list[str] = []

    def tell(text: str) -> str:
        said.append(text)
        return text

    for shown in (one, replace(one, fan=None, skin=None, scenarios=(), note="too few visits")):
        drawn(shown, LOOKS["dark"], tell)
        told_tables(shown, tell)
    own = {"half the sun", "too few visits", "Scenario", ""}
    unknown = {text for text in said if text not in own and not any(re.fullmatch(known, text) for known in patterns)}
    assert unknown == set()
    assert {"summer", "spots, % of the skin", "The skin itself, as all visits together say"} <= set(said)


def test_a_chart_speaks_the_language_and_leaves_names_alone() -> None:
    known = {"summer": "夏", "last visit": "最後の<来院>"}
    svg = unescape(drawn(course(), LOOKS["light-narrow"], lambda text: known.get(text, text)).decode())
    for words in ("夏", "最後の<来院>", "laser <b>", "forecast"):
        assert words in svg, words
    assert "last visit" not in svg
    assert "Spots, nose" not in svg  # the page has it as a heading


def test_tables_say_all_numbers_and_no_treatment() -> None:
    tables = told_tables(course(), str)
    assert [table.caption for table in tables] == [
        "Readings", "The skin itself, as all visits together say", "Forecast", "Scenario: half the sun"
    ]  # fmt: skip
    assert tables[0].rows[1] == ("2024-05-11", "camera", "6.00", "5.00–7.00")
    assert tables[2].rows[0][2:] == ("3.00–7.00",) * 3

"""A person's record into a forecast, its words, its numbers and its charts."""

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.charted import courses_of
from uvphoto.longitudinal.forecast.daily_series import DailySeries
from uvphoto.longitudinal.forecast.dose import climate_of_latitude, southern
from uvphoto.longitudinal.forecast.forecaster import Forecast, NotEnoughVisits
from uvphoto.longitudinal.forecast.forecaster import forecast as forecast_of
from uvphoto.longitudinal.forecast.history import Measure
from uvphoto.longitudinal.forecast.measured import measured_courses
from uvphoto.longitudinal.forecast.outlook import Facts, Outlook, horizons, look_ahead, usual_scenarios
from uvphoto.longitudinal.forecast.parameters import Fitted, bundled_parameters
from uvphoto.longitudinal.forecast.readings import Method, Readings
from uvphoto.longitudinal.forecast.telling import as_record, scenarios_table, sentences, shares_table
from uvphoto.simulate.series.climate import Climate
from uvphoto.simulate.series.dose import Habits, blocked_share
from uvphoto.simulate.series.dose_history import dose_history

FIRST = date(2024, 7, 1)


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return bundled_parameters()


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(climate_of_latitude(35.7), Habits(), born=1980, skin_type=3)


def readings(days: list[float], devices: str = "clinic") -> Readings:
    regions = ("forehead", "left_cheek", "right_cheek", "nose")
    shares = 0.05 + 0.001 * np.arange(len(days))[:, None] + np.zeros(4)
    shares[:, 3] = np.nan
    return Readings(
        person="p0001",
        first=FIRST,
        days=np.array(days),
        devices=(devices,) * len(days),
        domains={devices: "clinic"},
        shares=shares,
        low=0.9 * shares,
        high=1.2 * shares,
        skin_mm2=np.full(shares.shape, 2000.0),
        regions=regions,
        method=Method("synthetic UV photo", "compact", "ab" * 32, "uvphoto-spots 1", "none"),
        treatments=((FIRST + timedelta(days=days[-1]), "laser"),),
        left_out=("2024-08-01, clinic, front: the photo was refused when it was analysed",),
    )


@pytest.fixture(scope="module")
def outlook(fitted: Fitted, facts: Facts) -> Outlook:
    return look_ahead(fitted, readings([0.0, 90.0, 200.0, 200.01]), facts)


def test_the_forecast_is_that_of_the_model(outlook: Outlook, fitted: Fitted) -> None:
    usual = outlook.usual
    assert isinstance(usual, Forecast)
    again = forecast_of(fitted.model, outlook.history, horizons(24), device="clinic", has_errors=False)
    fan = usual.fans[Measure.SPOTS, "forehead"]
    np.testing.assert_allclose(fan.mean, again.fans[Measure.SPOTS, "forehead"].mean)
    assert (fan.days[0], fan.days[-1]) == pytest.approx((200.01 + 365 / 12, 200.01 + 730))
    assert isinstance(usual.fans[Measure.SPOTS, "nose"], NotEnoughVisits)
    assert outlook.history.treatments == (199.5,)
    assert outlook.history.age == pytest.approx(2024.5 - 1980.5, abs=0.01)


def test_more_sun_is_more_spots_and_less_is_fewer(outlook: Outlook) -> None:
    screened, outdoors = outlook.supposed
    usual = outlook.usual.fans[Measure.SPOTS, "left_cheek"].mean[-1]
    fewer, more = (one.expected.fans[Measure.SPOTS, "left_cheek"].mean[-1] for one in (screened, outdoors))
    assert fewer < usual < more
    assert screened.scenario.exposure == pytest.approx(1 - blocked_share(30, 0.9))
    assert "not an effect" in screened.expected.statement


def test_who_blocks_the_sun_already_is_not_told_to() -> None:
    well = blocked_share(50, 0.95)
    assert [one.exposure for one in usual_scenarios(Habits(summer_blocked=well), 10.0)] == [2.0]


def test_scenarios_of_ones_own_take_the_place_of_the_usual_ones(fitted: Fitted, facts: Facts) -> None:
    (one,) = look_ahead(fitted, readings([0.0, 90.0, 200.0]), facts, [("half the sun", 0.5)], 6).supposed
    assert (one.scenario.name, one.scenario.exposure) == ("half the sun", 0.5)
    assert one.expected.fans[Measure.SPOTS, "forehead"].days.size == 6
    with pytest.raises(SettingsError, match="not -1"):
        look_ahead(fitted, readings([0.0, 90.0, 200.0]), facts, [("no", -1.0)])
    with pytest.raises(SettingsError, match="1 to 24 months, not 25"):
        look_ahead(fitted, readings([0.0, 90.0, 200.0]), facts, months=25)


def test_photos_of_one_day_are_one_visit(fitted: Fitted, facts: Facts) -> None:
    few = look_ahead(fitted, readings([0.0, 0.01, 0.02, 90.0]), facts)
    assert isinstance(few.usual, NotEnoughVisits)
    assert "2 with readings, 3 are needed" in few.usual.reason
    assert (few.supposed, few.skin) == ((), {})
    assert f"No forecast: {few.usual.reason}." in sentences(few)
    assert shares_table(few, [6])[1] == ("forehead", "5.30", "-", "-")
    charts = courses_of(few)
    assert all(one.fan is None and one.note == few.usual.reason for one in charts)
    assert as_record(few)["forecast"] == {"none_because": few.usual.reason}


def test_devices_err_as_the_usual_ones_of_their_kind_or_as_the_worst(
    fitted: Fitted, facts: Facts, outlook: Outlook
) -> None:
    assert outlook.history.kinds == {"clinic": "synthetic UV, clinic"}
    assert "clinic as the usual device of its kind (synthetic UV, clinic)" in outlook.statement
    taken = replace(readings([0.0, 90.0, 200.0], "a camera"), method=Method("UV photo taken", None, None, "3", "none"))
    usual = look_ahead(fitted, taken, facts)
    assert usual.history.kinds == {"a camera": "UV taken, clinic"}
    strange = look_ahead(fitted, replace(taken, domains={"a camera": "phone"}), facts)  # no phone takes UV photos
    assert strange.history.kinds == {}
    assert any("a camera, which is not known, as the worst" in one for one in sentences(strange))
    wide, narrow = (one.repeats["a camera"][Measure.SPOTS, "forehead"].sd for one in (strange, usual))
    assert wide > narrow
    known = replace(taken, devices=("synthetic UV, phone",) * 3, domains={"synthetic UV, phone": "phone"})
    assert look_ahead(fitted, known, facts).statement == ""


def test_summer_in_the_south_begins_in_october() -> None:
    dates = np.arange("2020-01-01", "2024-01-01", dtype="datetime64[D]")
    month = dates.astype("datetime64[M]").astype(int) % 12
    monthly = np.array(climate_of_latitude(-35).monthly)
    series = DailySeries(dates, monthly[month], Climate("there", tuple(monthly)))
    by_latitude, by_days = (Facts(sky, Habits()) for sky in (climate_of_latitude(-35), series))
    assert by_latitude.is_southern
    assert by_days.is_southern
    assert not Facts(climate_of_latitude(35), Habits()).is_southern
    doses = by_latitude.doses(date(2022, 1, 1), 400)
    expected = dose_history(climate_of_latitude(-35), southern(Habits()), first_visit=0, last_day=400)
    np.testing.assert_array_equal(doses.dose, expected.dose)
    np.testing.assert_allclose(by_days.doses(date(2022, 1, 1), 400).dose.mean(), doses.dose.mean(), rtol=0.05)


def test_an_age_that_nobody_has_is_refused(facts: Facts) -> None:
    for born in (2030, 1850):
        with pytest.raises(SettingsError, match=f"born in {born}"):
            Facts(facts.sky, Habits(), born).age(FIRST)
    assert Facts(facts.sky, Habits()).age(FIRST) is None


def test_the_numbers_are_the_same_in_json_tables_and_charts(outlook: Outlook) -> None:
    told = json.loads(json.dumps(as_record(outlook), allow_nan=False))
    fan = outlook.usual.fans[Measure.SPOTS, "forehead"]
    in_json = told["forecast"]["regions"]["forehead"]
    assert in_json["median"] == pytest.approx(fan.median.tolist(), rel=1e-5)
    assert in_json["intervals"]["95"]["low"] == pytest.approx(fan.interval(0.95)[0].tolist(), rel=1e-5)
    assert in_json["dates"][-1] == str(FIRST + timedelta(days=930))
    assert "none_because" in told["forecast"]["regions"]["nose"]
    assert told["readings"][0] == {
        "date": "2024-07-01",
        "device": "clinic",
        "spot_ratio": told["readings"][0]["spot_ratio"],
    }
    assert told["readings"][0]["spot_ratio"]["nose"] is None
    low, high = (100 * ends[11] for ends in fan.interval(0.8))
    assert shares_table(outlook, [12])[1][3] == f"{100 * fan.median[11]:.2f} ({low:.2f}-{high:.2f})"
    assert scenarios_table(outlook, 24)[1][:3] == ("usual", "x 1", f"{100 * fan.median[23]:.2f}")
    forehead = courses_of(outlook)[0]
    np.testing.assert_allclose(forehead.fan.intervals[0.8][1], fan.interval(0.8)[1])
    np.testing.assert_allclose(forehead.fan.middle, fan.median)
    assert forehead.skin.dates == (FIRST, FIRST + timedelta(days=90), FIRST + timedelta(days=200))


def test_what_was_measured_is_drawn_as_beside_a_forecast(outlook: Outlook) -> None:
    smallest = {
        region: one.smallest_change
        for (measure, region), one in outlook.repeats["clinic"].items()
        if measure is Measure.SPOTS
    }
    for known, ahead in zip(measured_courses(outlook.readings, smallest), courses_of(outlook), strict=True):
        assert (known.title, known.region, known.events) == (ahead.title, ahead.region, ahead.events)
        np.testing.assert_array_equal(known.readings.values, ahead.readings.values)
        assert known.no_change == ahead.no_change
        assert known.no_change is not None
        assert (known.fan, known.skin, known.note) == (None, None, "")
    assert {one.no_change for one in measured_courses(outlook.readings)} == {None}


def test_charts_show_what_belongs_to_them(outlook: Outlook) -> None:
    charts = courses_of(outlook, is_southern=True)
    assert [one.region for one in charts] == ["forehead", "left cheek", "right cheek"]  # the nose was never read
    forehead = charts[0]
    assert forehead.is_southern
    assert [one.text for one in forehead.events] == ["laser"]
    assert [one.name for one in forehead.scenarios] == [one.scenario.name for one in outlook.supposed]
    low, high = forehead.no_change
    last = outlook.readings.shares[-1, 0]
    smallest = outlook.repeats["clinic"][Measure.SPOTS, "forehead"].smallest_change
    assert low < last < high
    assert np.log(high / (1 - high)) - np.log(last / (1 - last)) == pytest.approx(smallest)

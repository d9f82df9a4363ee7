from copy import deepcopy
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy.special import expit
from scipy.stats import norm

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.batch import Future
from uvphoto.longitudinal.forecast.course import estimate_course
from uvphoto.longitudinal.forecast.dose import Scenario
from uvphoto.longitudinal.forecast.fans import GaussianFan, ShareFan
from uvphoto.longitudinal.forecast.forecaster import (
    Forecast,
    NotEnoughVisits,
    forecast,
    predict,
    scenario_difference,
)
from uvphoto.longitudinal.forecast.history import Measure, PersonHistory, history_of
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.simulate.series.cohort import CohortSettings, simulate_cohort
from uvphoto.simulate.series.cohort_plan import REGIONS

HORIZONS = np.array([30.0, 180.0, 365.0, 730.0])


@pytest.fixture(scope="module")
def unseen() -> list[PersonHistory]:
    members = simulate_cohort(CohortSettings(120, 22, most_visits=12))
    return [history_of(member) for member in members]


@pytest.fixture(scope="module")
def person(unseen: list[PersonHistory]) -> PersonHistory:
    return next(one for one in unseen if one.days.size >= 8 and one.dose.before > 0.3)


def whole(result: Forecast | NotEnoughVisits) -> Forecast:
    assert isinstance(result, Forecast)
    return result


def test_each_measure_of_each_region_has_a_fan_that_widens(model: SkinModel, person: PersonHistory) -> None:
    fans = whole(forecast(model, person, HORIZONS)).fans
    assert set(fans) == {(measure, region) for measure in Measure for region in REGIONS}
    for (measure, _), fan in fans.items():
        assert isinstance(fan, ShareFan if measure is Measure.SPOTS else GaussianFan)
        np.testing.assert_allclose(fan.days, person.days[-1] + HORIZONS)
        ends = [fan.interval(level) for level in (0.5, 0.8, 0.95)]
        for (low, high), (wider_low, wider_high) in pairwise(ends):
            assert ((wider_low < low) & (low < fan.median) & (fan.median < high) & (high < wider_high)).all()
        assert ends[2][1][-1] - ends[2][0][-1] > ends[2][1][0] - ends[2][0][0]


def test_a_reading_is_less_sure_than_the_skin_and_a_new_device_less_than_a_known(
    model: SkinModel, person: PersonHistory
) -> None:
    def spread(device: str | None) -> float:
        fan = whole(forecast(model, person, HORIZONS, device=device)).fans[Measure.MELANIN, "nose"]
        assert isinstance(fan, GaussianFan)
        return float(fan.sd[0])

    assert spread(None) < spread("clinic") < spread("phone_cheap") < spread("never seen")


def test_the_intervals_hold_what_is_read_next(model: SkinModel, unseen: list[PersonHistory]) -> None:
    past = [one.first(one.days.size - 1) for one in unseen]
    future = [Future(one.days[-1:], one.devices[-1:]) for one in unseen]
    z = []
    for one, expected in zip(unseen, predict(model, past, future), strict=True):
        z.append((one.values[-1] - expected.mean[0]) / np.sqrt(np.diagonal(expected.covariance[0])))
    scores = np.concatenate(z)
    scores = scores[np.isfinite(scores)]
    for quantile, level in ((0.674, 0.5), (1.96, 0.95)):
        assert np.mean(np.abs(scores) < quantile) == pytest.approx(level, abs=0.08)


def test_people_are_forecast_alike_alone_and_together(model: SkinModel, unseen: list[PersonHistory]) -> None:
    future = [Future(one.days[-1] + HORIZONS[:2], ("phone", None)) for one in unseen[:5]]
    together = predict(model, unseen[:5], future)
    for one, asked, expected in zip(unseen[:5], future, together, strict=True):
        alone = predict(model, [one], [asked])[0]
        np.testing.assert_allclose(alone.mean, expected.mean)
        np.testing.assert_allclose(alone.covariance, expected.covariance, atol=1e-9)


def test_less_sun_is_expected_to_bring_less_melanin_and_is_called_a_scenario(
    model: SkinModel, person: PersonHistory
) -> None:
    since = float(person.days[-1])
    shade = Scenario(since, 0.1, "hardly any sun")
    usual, supposed = (whole(forecast(model, person, HORIZONS, scenario=one)) for one in (None, shade))
    difference = whole(scenario_difference(model, person, HORIZONS, shade))
    for key, change in difference.fans.items():
        assert isinstance(change, GaussianFan)
        assert (change.mean <= 1e-9).all()
        ends = [usual.fans[key], supposed.fans[key]]
        means = [fan.logit.mean if isinstance(fan, ShareFan) else fan.mean for fan in ends]
        np.testing.assert_allclose(change.mean, means[1] - means[0], atol=1e-9)
        assert (change.sd > 0).all()
    refits = [deepcopy(model), deepcopy(model)]
    refits[1].person.linear.bias[-1] += 0.5  # another answer of the tan to the sun
    wider = whole(scenario_difference(model, person, HORIZONS, shade, refits))
    for key, change in wider.fans.items():
        np.testing.assert_allclose(change.mean, difference.fans[key].mean)
        assert (change.sd > difference.fans[key].sd).all()
    assert "scenario under stated assumptions" in supposed.statement
    assert "hardly any sun" in supposed.statement
    assert "scenario" not in usual.statement
    none = whole(scenario_difference(model, person, HORIZONS, Scenario(since, 1.0)))
    for fan in none.fans.values():
        np.testing.assert_allclose(fan.mean, 0, atol=1e-12)


def test_a_treatment_makes_the_course_unsure_until_the_next_visit(model: SkinModel, person: PersonHistory) -> None:
    planned = replace(person, treatments=(float(person.days[-1]) + 10.0,))
    past = replace(person, treatments=(float(person.days[0]) + 1.0,))

    def spread(history: PersonHistory) -> float:
        fan = whole(forecast(model, history, [5.0, 100.0])).fans[Measure.SPOTS, "nose"]
        assert isinstance(fan, ShareFan)
        assert fan.logit.sd[0] < fan.logit.sd[1]
        return float(fan.logit.sd[1])

    assert spread(planned) > 1.5 * spread(person)
    assert spread(past) == pytest.approx(spread(person), rel=0.1)
    assert planned.first(3).treatments == ()


def test_too_few_visits_give_the_reason_and_no_number(model: SkinModel, person: PersonHistory) -> None:
    few = forecast(model, person.first(2), [30.0])
    assert isinstance(few, NotEnoughVisits)
    assert "2 with readings, 3 are needed" in few.reason
    hasty = replace(person.first(3), days=np.array([0.0, 10.0, 20.0]))
    short = forecast(model, hasty, [30.0])
    assert isinstance(short, NotEnoughVisits)
    assert "span 20 days" in short.reason
    spots = person.spots.copy()
    spots[1:, 0] = np.nan
    fans = whole(forecast(model, replace(person, spots=spots), [30.0])).fans
    lacking = fans[Measure.SPOTS, REGIONS[0]]
    assert isinstance(lacking, NotEnoughVisits)
    assert REGIONS[0] in lacking.reason
    assert isinstance(fans[Measure.MELANIN, REGIONS[0]], GaussianFan)


@pytest.mark.parametrize("horizons", [[], [0.0], [-5.0], [30.0, 20.0], [732.0], [float("nan")]])
def test_horizons_outside_two_years_are_refused(model: SkinModel, person: PersonHistory, horizons: list[float]) -> None:
    with pytest.raises(SettingsError, match="731 days"):
        forecast(model, person, horizons)


def test_scenarios_of_the_past_and_other_regions_are_refused(model: SkinModel, person: PersonHistory) -> None:
    with pytest.raises(SettingsError, match="before the last visit"):
        forecast(model, person, [30.0], scenario=Scenario(person.days[-1] - 1, 0.5))
    with pytest.raises(SettingsError, match="forehead"):
        forecast(model, replace(person, spots=person.spots[:, :2], melanin=person.melanin[:, :2]), [30.0])


def test_a_share_has_the_mean_and_quantiles_of_the_normal_logit() -> None:
    fan = ShareFan(GaussianFan(np.array([0.0]), np.array([-2.5]), np.array([0.8])))
    expected = norm(-2.5, 0.8).expect(expit)
    assert fan.mean[0] == pytest.approx(expected, rel=1e-6)
    assert fan.median[0] == pytest.approx(expit(-2.5))
    np.testing.assert_allclose(np.concatenate(fan.interval(0.8)), expit(norm(-2.5, 0.8).ppf([0.1, 0.9])))
    with pytest.raises(ValueError, match="confidence"):
        fan.interval(1.0)


def test_histories_that_make_no_sense_are_refused(person: PersonHistory) -> None:
    for change in (
        {"days": person.days + 1},
        {"days": person.days[::-1]},
        {"devices": person.devices[1:]},
        {"spots": person.spots[1:]},
        {"melanin": np.full_like(person.melanin, np.inf)},
        {"skin_type": 7},
        {"treatments": (0.0,)},
    ):
        with pytest.raises(ValueError, match=r"days|visits|spots|skin"):
            replace(person, **change)
    np.testing.assert_array_equal(replace(person, age=None, skin_type=None).covariates[:3], 0)


def test_where_spots_are_few_each_counts(model: SkinModel, person: PersonHistory) -> None:
    known = person.first(4)
    counted = deepcopy(model)
    counted.devices.log_count.fill_(np.log(0.7))
    rarity = np.full(known.spots.shape, np.nan)
    rarity[-2] = [0.0, 0.01, 0.02, 0.1]  # of the last visit nothing is known: the one before it counts
    few = replace(known, rarity=rarity)
    future = Future(known.days[-1] + np.array([50.0, 50.5]), (known.devices[0], None))
    variances = []
    for history in (known, few):
        unread = replace(history, spots=np.full(history.spots.shape, np.nan))  # so that the past says the same
        variances.append(np.diagonal(predict(counted, [unread], [future])[0].covariance, axis1=1, axis2=2))
    added = variances[1] - variances[0]
    spread = counted.scale[:4].numpy() ** 2
    np.testing.assert_allclose(added[0, :4], 0.49 * rarity[-2] * spread, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(added[0, 4:], 0.0, atol=1e-9)
    np.testing.assert_allclose(added[1], 0.0, atol=1e-9)  # a perfect device sees each spot
    assert few.first(3).rarity.shape == (3, 4)
    with pytest.raises(ValueError, match="rarity"):
        replace(known, rarity=-rarity)


def test_the_skin_may_be_told_as_a_device_shows_it(model: SkinModel, person: PersonHistory) -> None:
    device = person.devices[0]
    with_errors, without, perfect = (
        whole(forecast(model, person, HORIZONS, device=name, has_errors=errs)).fans[Measure.MELANIN, "nose"]
        for name, errs in ((device, True), (device, False), (None, False))
    )
    np.testing.assert_array_equal(with_errors.mean, without.mean)
    index = model.settings.devices.index(device)
    noise = torch.diagonal(model.devices.noise(torch.tensor(index))) * model.scale**2
    np.testing.assert_allclose(with_errors.sd**2 - without.sd**2, float(noise[7]), rtol=1e-6)
    if index:
        assert without.mean[0] != perfect.mean[0]
    shown, itself = (estimate_course(model, person, name)[Measure.MELANIN, "nose"] for name in (device, None))
    offset = without.mean[0] - perfect.mean[0]  # of the device and of this person's readings by it: the same throughout
    np.testing.assert_allclose(shown.mean - itself.mean, offset, atol=1e-6)

"""What of a person's record can be laid side by side, and what is left out and why."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.special import expit

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.readings import SMALLEST_MM2, Readings, readings_of
from uvphoto.longitudinal.record.entries import History, Sitting

FIRST = date(2024, 3, 1)
REGIONS = ("forehead", "nose")


def sitting(day: int, share: float | None = 0.05, **changes: object) -> Sitting:
    measures = {"spot_ratio": share, "spot_ratio_90_low": 0.04, "spot_ratio_90_high": 0.07, "skin_mm2": 2000.0}
    one = Sitting(
        visit=FIRST + timedelta(days=day),
        day=float(day),
        treatment="",
        device="clinic",
        domain="clinic",
        view="front",
        regions={"forehead": measures},
        weights_name="compact",
        weights_sha256="ab" * 32,
        algorithm="uvphoto-spots 1",
        spots_found_in="synthetic UV photo",
        white_balance="none",
        is_refused=False,
        made_by="uvphoto 1.0",
    )
    return replace(one, **changes)


def chosen(*sittings: Sitting) -> Readings:
    return readings_of(History("p0001", sittings), REGIONS)


def test_readings_stand_by_date_and_region() -> None:
    found = chosen(sitting(0, 0.05), sitting(90, 0.06, treatment="laser", device="phone"))
    assert found.dates == (FIRST, FIRST + timedelta(days=90))
    assert found.devices == ("clinic", "phone")
    np.testing.assert_array_equal(found.days, [0, 90])
    np.testing.assert_array_equal(found.shares, [[0.05, np.nan], [0.06, np.nan]])
    np.testing.assert_allclose(expit(found.logits[:, 0]), [0.05, 0.06])
    assert (found.low[0, 0], found.high[0, 0]) == (0.04, 0.07)
    assert found.treatments == ((FIRST + timedelta(days=90), "laser"),)
    assert found.left_out == ()


def test_days_begin_with_the_first_reading_and_photos_of_a_day_stay_apart() -> None:
    found = chosen(sitting(0, is_refused=True), sitting(30), sitting(30, 0.06), sitting(30, 0.07), sitting(31))
    np.testing.assert_allclose(found.days, [0, 0.01, 0.02, 1])
    assert found.first == FIRST + timedelta(days=30)
    assert found.dates[:3] == (found.first,) * 3


def test_skin_without_a_spot_is_not_without_any_for_ever() -> None:
    found = chosen(sitting(0, 0.0))
    np.testing.assert_allclose(expit(found.logits[0, 0]), SMALLEST_MM2 / 2000)
    assert found.shares[0, 0] == 0


def test_what_was_measured_by_most_counts_and_the_rest_is_named() -> None:
    other = {"weights_name": "older", "weights_sha256": "cd" * 32}
    found = chosen(
        sitting(0, **other),
        sitting(30),
        sitting(60),
        sitting(90, view="left"),
        sitting(120, is_refused=True),
        sitting(150, regions={"chin": {"spot_ratio": 0.1}}),
    )
    np.testing.assert_array_equal(found.days, [0, 30])
    assert found.method.weights_name == "compact"
    reasons = ("measured otherwise", "another view", "refused", "nothing was measured")
    assert len(found.left_out) == len(reasons)
    assert all(reason in sentence for reason, sentence in zip(reasons, found.left_out, strict=True))
    assert "older cdcdcdcd" in found.left_out[0]
    assert found.left_out[0].startswith("2024-03-01")


def test_of_several_results_of_a_photo_the_comparable_one_counts_and_of_equals_the_newest() -> None:
    other = {"weights_name": "newer", "weights_sha256": "cd" * 32}
    both = chosen(sitting(0), sitting(0, 0.08, **other), sitting(30))
    assert both.method.weights_name == "compact"
    assert both.left_out == ()
    equal = chosen(sitting(0), sitting(30, **other))
    assert equal.method.weights_name == "newer"


def test_nothing_to_compare_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(SettingsError, match=r"no measured photo of 'p0001' in the view 'front'.*uvphoto analyse"):
        chosen(sitting(0, is_refused=True), sitting(30, None))

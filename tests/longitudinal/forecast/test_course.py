import numpy as np
import pytest

from uvphoto.longitudinal.forecast.course import estimate_course, repeat_noise
from uvphoto.longitudinal.forecast.fans import GaussianFan, ShareFan
from uvphoto.longitudinal.forecast.history import Measure, history_of
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.simulate.series.cohort import CohortSettings, simulate_cohort
from uvphoto.simulate.series.cohort_plan import DEVICES, REGIONS


def test_the_course_lies_nearer_to_the_truth_than_the_readings_and_knows_how_near(model: SkinModel) -> None:
    """Of people who were measured by phones too, against what a perfect device would have read."""
    errors, read, scores = [], [], []
    for member in simulate_cohort(CohortSettings(60, 33, most_visits=12)):
        fans = estimate_course(model, history_of(member))
        for column, region in enumerate(REGIONS):
            fan = fans[Measure.MELANIN, region]
            assert isinstance(fan, GaussianFan)
            assert fan.days is member.days
            errors.append(fan.mean - member.truth.melanin[:, column])
            read.append(member.melanin[:, column] - member.truth.melanin[:, column])
            scores.append(errors[-1] / fan.sd)
    found, usual = np.concatenate(errors), np.concatenate(read)
    assert np.mean(np.abs(found)) < 0.8 * np.nanmean(np.abs(usual))
    assert np.mean(np.abs(np.concatenate(scores)) < 1.96) == pytest.approx(0.95, abs=0.06)


def test_spots_are_told_as_shares(model: SkinModel) -> None:
    member = next(iter(simulate_cohort(CohortSettings(1, 34))))
    fan = estimate_course(model, history_of(member))[Measure.SPOTS, "nose"]
    assert isinstance(fan, ShareFan)
    assert ((fan.median > 0) & (fan.median < 1)).all()


def test_the_smallest_change_is_that_of_the_devices_noise(model: SkinModel) -> None:
    for name, facts in DEVICES.items():
        found = repeat_noise(model, name)
        melanin = np.mean([found[Measure.MELANIN, region].sd for region in REGIONS])
        assert melanin == pytest.approx(np.hypot(facts.melanin_error, facts.melanin_sitting), rel=0.3)
        for one in found.values():
            assert one.smallest_change == pytest.approx(1.96 * np.sqrt(2) * one.sd, rel=1e-3)
    unknown = repeat_noise(model, "never seen")
    assert all(unknown[place].sd >= found[place].sd for place in found)
    assert repeat_noise(model, "clinic", 0.5)[Measure.SPOTS, "nose"].smallest_change < found[Measure.SPOTS, "nose"].sd

"""Probabilities agree with the share that is expected, and rise with the darkness that is."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import norm

from uvphoto.longitudinal.image_forecast.network import Outcome
from uvphoto.longitudinal.image_forecast.probability import calibrated
from uvphoto.longitudinal.image_forecast.regional import Skin

SIDE = 60


def halves() -> Skin:
    """Return skin whose left half is the forehead and whose right half the nose, with a strip of neither."""
    regions = np.zeros((SIDE, SIDE), np.uint8)
    regions[:, :25], regions[:, 35:] = 1, 4
    mask = np.ones((SIDE, SIDE), bool)
    mask[:5] = False
    return Skin(regions, mask, 0.4)


@settings(max_examples=25)
@given(forehead=st.floats(0.001, 0.6), nose=st.floats(0.001, 0.6), seed=st.integers(0, 50))
def test_the_mean_over_a_region_is_the_share(forehead: float, nose: float, seed: int) -> None:
    skin = halves()
    logit = 2.0 * np.random.default_rng(seed).standard_normal((SIDE, SIDE)) - 3.0
    found = calibrated(logit.astype(np.float32), skin, {"forehead": forehead, "nose": nose})
    assert found[skin.of("forehead")].mean() == pytest.approx(forehead, abs=2e-3)
    assert found[skin.of("nose")].mean() == pytest.approx(nose, abs=2e-3)
    assert (found[~skin.mask] == 0).all()


def test_all_pixels_of_a_region_shift_alike() -> None:
    """Far from where regions pass into each other."""
    skin = halves()
    skin = Skin(np.ones_like(skin.regions), skin.mask, 0.4)
    logit = np.random.default_rng(2).standard_normal((SIDE, SIDE)).astype(np.float32)
    found = calibrated(logit, skin, {"forehead": 0.3})[skin.mask]
    shift = np.log(found / (1 - found)) - logit[skin.mask]
    np.testing.assert_allclose(shift, shift.mean(), atol=1e-4)


def test_without_a_share_nothing_shifts() -> None:
    skin = halves()
    logit = np.full((SIDE, SIDE), -2.0, np.float32)
    np.testing.assert_allclose(calibrated(logit, skin, {})[skin.mask], expit(-2.0), rtol=1e-6)


def test_the_skin_between_regions_follows_their_mean() -> None:
    skin = halves()
    joined = skin.joined({"forehead": 1.0, "nose": 3.0})
    assert joined[30, 2] == pytest.approx(1.0, abs=0.01)
    assert joined[30, -3] == pytest.approx(3.0, abs=0.01)
    assert 1.5 < joined[30, 30] < 2.5
    steps = np.abs(np.diff(joined[30]))
    assert steps.max() < 0.2  # no edge anywhere


@given(
    mean=st.lists(st.floats(-0.1, 0.3), min_size=2, max_size=8),
    sd=st.floats(0.002, 0.1),
    threshold=st.floats(0.02, 0.1),
)
def test_the_probability_rises_with_the_mean_and_is_the_normal_one(
    mean: list[float], sd: float, threshold: float
) -> None:
    means = torch.tensor(sorted(mean), dtype=torch.float64)
    outcome = Outcome(means, torch.full_like(means, sd), torch.zeros_like(means))
    logit = outcome.logit(threshold)
    assert (torch.diff(logit) >= 0).all()
    z = np.clip((means.numpy() - threshold) / sd, -4.5, 4.5)
    np.testing.assert_allclose(expit(logit.numpy()), norm.cdf(z), rtol=1e-6)

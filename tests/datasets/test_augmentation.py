"""Colour patches as other cameras see them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.augmentation import AugmentationSettings, as_other_camera
from uvphoto.errors import SettingsError

NOTHING = AugmentationSettings(white_balance=0, exposure=0, tone=0, blur=0, noise=0, jpeg_quality=100)


def patch(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.2, 0.8, (24, 24, 3)).astype(np.float32)


def test_nothing_asked_changes_nothing() -> None:
    np.testing.assert_allclose(as_other_camera(patch(), NOTHING, np.random.default_rng(0)), patch(), atol=1e-6)


@given(st.integers(0, 2**32 - 1))
def test_it_stays_a_picture_and_is_the_same_for_the_same_chance(seed: int) -> None:
    first, second = (as_other_camera(patch(), AugmentationSettings(), np.random.default_rng(seed)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.dtype == np.float32
    assert first.shape == patch().shape
    assert first.min() >= 0
    assert first.max() <= 1


def test_exposure_is_a_gain_on_light_within_its_stops() -> None:
    settings = AugmentationSettings(white_balance=0, exposure=0.5, tone=0, blur=0, noise=0, jpeg_quality=100)
    stops = []
    for seed in range(200):
        grey = np.full((4, 4, 3), 0.5, np.float32)
        changed = as_other_camera(grey, settings, np.random.default_rng(seed))
        stops.append(2.2 * np.log2(changed / grey).mean())
    assert -0.5 <= min(stops) < -0.4
    assert 0.4 < max(stops) <= 0.5


def test_white_balance_moves_channels_apart() -> None:
    settings = AugmentationSettings(white_balance=0.1, exposure=0, tone=0, blur=0, noise=0, jpeg_quality=100)
    grey = np.full((4, 4, 3), 0.5, np.float32)
    changed = as_other_camera(grey, settings, np.random.default_rng(0))[0, 0]
    assert np.ptp(changed) > 0.005
    assert np.abs((changed / 0.5) ** 2.2 - 1).max() <= 0.1 + 1e-5


@pytest.mark.parametrize(("name", "value"), [("exposure", -1), ("blur", 11), ("jpeg_quality", 0), ("tone", 0.6)])
def test_a_setting_out_of_range_is_named(name: str, value: float) -> None:
    with pytest.raises(SettingsError, match=name):
        AugmentationSettings(**{name: value})

"""Colour patches as other cameras see them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.augmentation import AugmentationSettings, as_other_camera
from uvphoto.errors import SettingsError

NOTHING = AugmentationSettings(white_balance=0, exposure=0, tone=0, blur=0, noise=0, jpeg_quality=100)
STEPS = ("shading", "colour_matrix", "motion", "smoothing", "local_tone", "contrast", "saturation", "sharpening")
STRONG = replace(NOTHING, **dict.fromkeys(STEPS, 0.3), exposure=1, noise=0.05, blur=1, jpeg_quality=50)


def patch(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.2, 0.8, (24, 24, 3)).astype(np.float32)


def test_nothing_asked_changes_nothing() -> None:
    np.testing.assert_allclose(as_other_camera(patch(), NOTHING, np.random.default_rng(0)), patch(), atol=1e-6)


@pytest.mark.parametrize("settings", [AugmentationSettings(), STRONG])
@given(seed=st.integers(0, 2**32 - 1))
def test_it_stays_a_picture_and_is_the_same_for_the_same_chance(settings: AugmentationSettings, seed: int) -> None:
    first, second = (as_other_camera(patch(), settings, np.random.default_rng(seed)) for _ in range(2))
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


@pytest.mark.parametrize("name", STEPS)
def test_each_step_alone_changes_the_patch_and_no_other_step_wakes(name: str) -> None:
    settings = replace(NOTHING, **{name: 0.3})
    changes = [np.abs(as_other_camera(patch(), settings, np.random.default_rng(seed)) - patch()) for seed in range(20)]
    assert max(change.max() for change in changes) > 0.002
    assert max(change.mean() for change in changes) < 0.2


def test_steps_that_are_not_asked_for_draw_no_chance() -> None:
    plain, more = np.random.default_rng(7), np.random.default_rng(7)
    as_other_camera(patch(), AugmentationSettings(), plain)
    as_other_camera(patch(), AugmentationSettings(contrast=0.2), more)
    rng = np.random.default_rng(7)
    rng.uniform(size=7)  # exposure, three gains, tone, blur, noise
    rng.standard_normal((24, 24, 3), dtype=np.float32)
    rng.integers(60, 101)  # quality
    rng.uniform()  # whether it is compressed
    assert plain.random() == rng.random() != more.random()


def test_grey_stays_grey_under_another_sensor_and_saturation() -> None:
    settings = replace(NOTHING, colour_matrix=0.2, saturation=0.5)
    grey = np.repeat(patch()[..., :1], 3, axis=-1)
    np.testing.assert_allclose(as_other_camera(grey, settings, np.random.default_rng(0)), grey, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "value"), [("exposure", -1), ("blur", 11), ("jpeg_quality", 0), ("tone", 0.6), ("sharpening", 4)]
)
def test_a_setting_out_of_range_is_named(name: str, value: float) -> None:
    with pytest.raises(SettingsError, match=name):
        AugmentationSettings(**{name: value})


def test_a_share_of_the_patches_stays_as_taken() -> None:
    colour = np.random.default_rng(0).random((16, 16, 3), dtype=np.float32)
    settings = AugmentationSettings(share=0.4)
    same = [as_other_camera(colour, settings, np.random.default_rng(seed)) is colour for seed in range(400)]
    assert 0.52 < np.mean(same) < 0.68

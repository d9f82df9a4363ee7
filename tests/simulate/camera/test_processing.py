"""Processing: what each step must change, and what it must leave alone."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.color import rgb2hsv

from uvphoto.simulate.camera import processing


def noisy_edge(noise: float) -> np.ndarray:
    picture = np.full((128, 128, 3), 0.3)
    picture[:, 64:] = 0.7
    return (picture + np.random.default_rng(0).normal(0, noise, picture.shape)).astype(np.float32)


def test_denoising_calms_the_plain_and_keeps_the_edge() -> None:
    before = noisy_edge(0.02)
    after = processing.denoise(before, 0.02, 1.0)
    assert after[20:100, 10:50].std() < 0.35 * before[20:100, 10:50].std()
    step = processing.luma(after)[:, 66:68].mean() - processing.luma(after)[:, 60:62].mean()
    assert step == pytest.approx(0.4, abs=0.02)


def test_more_denoising_leaves_less_noise() -> None:
    left = [processing.denoise(noisy_edge(0.03), 0.03, strength)[:, :50].std() for strength in (0, 0.3, 0.6, 1)]
    assert left == sorted(left, reverse=True)


def test_edge_preserving_smoothing_is_between_picture_and_mean() -> None:
    grey = processing.luma(noisy_edge(0.02))
    np.testing.assert_allclose(processing.edge_preserving(grey, 3, 1e-4), grey, atol=1e-3)
    strong = processing.edge_preserving(grey, 3, 100.0)
    assert strong[10:-10, 10:50].std() < 0.3 * grey[10:-10, 10:50].std()


def test_local_tone_takes_from_large_contrasts_not_from_small_ones() -> None:
    columns = np.arange(512)
    bright = np.where(columns < 256, 0.25, 0.75)
    texture = 1 + 0.02 * np.sin(columns * 2 * np.pi / 6)
    picture = np.broadcast_to((bright * texture)[None, :, None], (384, 512, 3)).astype(np.float32)
    result = processing.local_tone(picture, 0.4)
    halves = [slice(40, 200), slice(312, 472)]
    means = [result[:, half].mean() for half in halves]
    assert means[1] / means[0] == pytest.approx(3**0.6, rel=0.05)
    for half, mean in zip(halves, means, strict=True):
        assert result[100, half, 0].std() / mean == pytest.approx(0.02 / np.sqrt(2), rel=0.15)


@given(st.floats(1, 1.95))
def test_roll_off_rises_smoothly_to_white(headroom: float) -> None:
    light = np.linspace(0, headroom, 4001, dtype=np.float32)
    bent = processing.roll_off(light, headroom)
    steps = np.diff(bent) / np.diff(light)
    assert steps.min() > -1e-3
    assert steps.max() < 1.01
    assert bent[-1] == pytest.approx(1, abs=1e-5)
    assert processing.roll_off(np.float32([headroom + 1]), headroom)[0] == pytest.approx(1, abs=1e-5)
    np.testing.assert_array_equal(bent[:100], light[:100])


@given(st.floats(0, 1))
def test_contrast_keeps_black_grey_and_white_and_their_order(contrast: float) -> None:
    tones = np.linspace(0, 1, 501, dtype=np.float32)
    curve = processing.steepen(tones, contrast)
    np.testing.assert_allclose(curve[[0, 250, 500]], [0, 0.5, 1], atol=1e-6)
    assert np.diff(curve).min() > -1e-6
    assert (curve[251] - curve[249]) / (tones[251] - tones[249]) == pytest.approx(1 + contrast / 2, rel=0.01)


def test_saturation_keeps_brightness_and_hue() -> None:
    colours = np.random.default_rng(0).uniform(0.3, 0.6, (6, 6, 3)).astype(np.float32)
    strong = processing.saturate(colours, 1.2)
    np.testing.assert_allclose(processing.luma(strong), processing.luma(colours), atol=1e-6)
    np.testing.assert_allclose(rgb2hsv(strong)[..., 0], rgb2hsv(colours)[..., 0], atol=1e-4)
    assert np.all(rgb2hsv(strong)[..., 1] > rgb2hsv(colours)[..., 1])


def test_beautifying_takes_faint_spots_and_leaves_features() -> None:
    picture = np.full((600, 600, 3), 0.6, np.float32)
    rows, columns = np.mgrid[:600, :600]
    faint, dark = np.hypot(rows - 200, columns - 200) < 3, np.hypot(rows - 400, columns - 400) < 12
    picture[faint] -= 0.03
    picture[dark] -= 0.4
    smooth = processing.beautify(picture, 0.9)
    assert 0.6 - smooth[200, 200, 0] < 0.5 * 0.03
    assert 0.6 - smooth[400, 400, 0] > 0.9 * 0.4


def test_sharpening_overshoots_at_an_edge_within_its_bound() -> None:
    sharp = processing.sharpen(noisy_edge(0), 1.0)
    assert 0.7 + 0.05 < sharp.max() <= 0.7 + 0.1201
    np.testing.assert_allclose(sharp[:, :50], 0.3, atol=1e-5)


@pytest.mark.parametrize(
    "step",
    [
        lambda grey: processing.denoise(grey, 0.02, 0.7),
        lambda grey: processing.local_tone(grey, 0.3),
        lambda grey: processing.saturate(grey, 1.3),
        lambda grey: processing.beautify(grey, 0.8),
        lambda grey: processing.sharpen(grey, 0.8),
    ],
)
def test_grey_stays_grey(step: Callable[[np.ndarray], np.ndarray]) -> None:
    level = np.random.default_rng(2).uniform(0.2, 0.8, (50, 41, 1)).astype(np.float32)
    result = step(np.repeat(level, 3, axis=2))
    assert result.shape == (50, 41, 3)
    assert result.dtype == np.float32
    assert np.ptp(result, axis=2).max() < 1e-5


def test_no_strength_changes_nothing() -> None:
    picture = noisy_edge(0.05)
    result = processing.sharpen(processing.beautify(processing.local_tone(processing.denoise(picture, 1, 0), 0), 0), 0)
    result = processing.saturate(processing.steepen(result, 0), 1)
    np.testing.assert_array_equal(result, picture)

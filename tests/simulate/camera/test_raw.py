"""The mosaic: its noise law, its clipping, and what demosaicing brings back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.simulate.camera import raw
from uvphoto.simulate.camera.noise import sensor_noise


def flat(level: float, size: int = 200) -> np.ndarray:
    return np.full((size, size, 3), level, np.float32)


def test_noise_variance_is_a_straight_line_in_the_signal() -> None:
    rng = np.random.default_rng(0)
    levels = np.linspace(0.05, 0.8, 8)
    full_well, read_noise = 2000.0, 4.0
    variances = []
    for level in levels:
        digital = raw.record(flat(level), full_well, read_noise, 14, rng) / ((2**14 - 1) * 15 / 16)
        variances.append(digital.var())
    slope, offset = np.polyfit(levels, variances, 1)
    assert slope == pytest.approx(1 / full_well, rel=0.03)
    assert offset == pytest.approx((read_noise / full_well) ** 2, rel=0.8)
    residual = variances - np.polyval([slope, offset], levels)
    assert np.abs(residual).max() < 0.03 * variances[-1]


def test_each_channel_has_the_noise_of_its_own_well() -> None:
    noisy = sensor_noise(flat(0.5, 300), np.array([1000.0, 2000.0, 4000.0]), 0, np.random.default_rng(1))
    np.testing.assert_allclose(noisy.var(axis=(0, 1)), 0.5 / np.array([1000, 2000, 4000]), rtol=0.03)
    np.testing.assert_allclose(noisy.mean(axis=(0, 1)), 0.5, atol=5e-4)


def test_mosaic_is_red_green_green_blue() -> None:
    picture = flat(0, 4) + np.array([0.2, 0.5, 0.8], np.float32)
    mosaic = raw.record(picture, 1e12, 0, 12, np.random.default_rng(0))
    expected = np.array([[0.2, 0.5], [0.5, 0.8]]) * (4095 - 256) + 256
    np.testing.assert_allclose(mosaic[:2, :2], expected, atol=0.51)


@given(st.integers(4, 21), st.integers(4, 21), st.sampled_from([10, 12]))
def test_even_colours_come_back_at_any_size(height: int, width: int, bits: int) -> None:
    picture = np.full((height, width, 3), [0.6, 0.3, 0.1], np.float32)
    back = raw.demosaic(raw.record(picture, 1e12, 0, bits, np.random.default_rng(0)), bits)
    assert back.shape == picture.shape
    np.testing.assert_allclose(back, picture, atol=1.5 / 2**bits)


def test_smooth_pictures_come_back() -> None:
    rows, columns = np.mgrid[:120, :130] / 20
    picture = np.stack([np.sin(rows), np.cos(columns), np.sin(rows + columns)], axis=-1).astype(np.float32) * 0.3 + 0.5
    back = raw.demosaic(raw.record(picture, 1e12, 0, 12, np.random.default_rng(0)), 12)
    assert np.abs(back - picture)[4:-4, 4:-4].max() < 0.01


def test_what_exceeds_the_well_clips_and_the_dark_keeps_its_noise() -> None:
    rng = np.random.default_rng(0)
    assert raw.demosaic(raw.record(flat(3.0), 5000, 3, 10, rng), 10).max() == pytest.approx(1)
    dark = raw.demosaic(raw.record(flat(0.0), 500, 6, 12, rng), 12)
    assert dark.mean() == pytest.approx(0, abs=3e-4)
    assert dark.min() < -0.005

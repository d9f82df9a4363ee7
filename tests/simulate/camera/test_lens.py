"""Blur against the moments that a point of light must have after it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.simulate.camera import lens


def point(size: int = 61) -> np.ndarray:
    picture = np.zeros((size, size), np.float32)
    picture[size // 2, size // 2] = 1
    return picture


def spread(picture: np.ndarray, angle: float) -> float:
    """Variance of the light along a direction, pixels squared."""
    centre = picture.shape[0] // 2
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]] - centre
    along = columns * np.cos(angle) + rows * np.sin(angle)
    return float((picture * along**2).sum() / picture.sum())


@given(st.floats(0, np.pi), st.floats(4, 25))
def test_motion_blurs_along_its_angle_alone(angle: float, length: float) -> None:
    blurred = lens.motion_blur(point(), length, angle)
    assert blurred.sum() == pytest.approx(1, abs=1e-5)
    assert spread(blurred, angle) == pytest.approx(length**2 / 12, rel=0.1, abs=0.6)
    assert spread(blurred, angle + np.pi / 2) < 0.5


@given(st.floats(1, 12))
def test_defocus_is_an_even_disc(radius: float) -> None:
    blurred = lens.defocus_blur(point(), radius)
    assert blurred.sum() == pytest.approx(1, abs=1e-5)
    assert spread(blurred, 0.3) == pytest.approx(radius**2 / 4 + 1 / 12, rel=0.05, abs=0.1)
    assert blurred.max() == pytest.approx(1 / (np.pi * radius**2), rel=0.15, abs=0.03)


@given(st.floats(0.8, 6))
def test_gaussian_has_its_variance(sigma: float) -> None:
    assert spread(lens.gaussian_blur(point(), sigma), 1.0) == pytest.approx(sigma**2, rel=0.03, abs=0.02)


def test_blur_leaves_even_light_and_keeps_channels_apart() -> None:
    even = np.full((40, 30, 3), [0.2, 0.5, 0.9], np.float32)
    blurred = lens.motion_blur(lens.defocus_blur(lens.gaussian_blur(even, 2), 3), 7, 0.4)
    np.testing.assert_allclose(blurred, even, atol=1e-5)
    assert blurred.dtype == np.float32


def test_no_blur_changes_nothing() -> None:
    picture = np.random.default_rng(0).uniform(0, 1, (9, 8, 3)).astype(np.float32)
    np.testing.assert_array_equal(lens.motion_blur(lens.defocus_blur(lens.gaussian_blur(picture, 0), 0), 0, 1), picture)

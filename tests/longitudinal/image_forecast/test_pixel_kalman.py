"""The filter of each pixel against inverting the full joint Gaussian of all photos."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.longitudinal.image_forecast.pixel_kalman import Filtered, Priors, Readings, filter_pixels

LEVEL, SLOPE, BIAS, WANDER = 0.04, 0.0009, 0.0004, 0.0025  # variances
YEARS = np.array([0.0, 0.0, 0.4, 1.3, 1.9])
SYNTHETIC = np.array([False, True, True, False, True])


def joint(years: np.ndarray, is_synthetic: np.ndarray, noise: np.ndarray, ahead: float) -> tuple[np.ndarray, ...]:
    """Return the covariance of the photos, that of A, B, C and A later with them, and that of these four."""
    last = years[-1]
    times = np.minimum.outer(years, years) - years[0]
    gone = years - years[0]
    photos = LEVEL + SLOPE * np.outer(gone, gone) + WANDER * times
    photos += BIAS * np.outer(is_synthetic, is_synthetic) + np.diag(noise)
    span = last - years[0]

    def level(until: float) -> np.ndarray:
        return LEVEL + SLOPE * gone * (until - years[0]) + WANDER * gone

    cross = np.stack([level(last), SLOPE * gone, BIAS * is_synthetic, level(last + ahead)])
    whole = np.zeros((4, 4))
    later = span + ahead
    whole[0] = LEVEL + SLOPE * span**2 + WANDER * span, SLOPE * span, 0, LEVEL + SLOPE * span * later + WANDER * span
    whole[1] = whole[0, 1], SLOPE, 0, SLOPE * later
    whole[2, 2] = BIAS
    whole[3] = whole[0, 3], whole[1, 3], 0, LEVEL + SLOPE * later**2 + WANDER * later
    return photos, cross, whole


def filtered(values: np.ndarray, seen: np.ndarray, noise: np.ndarray) -> Filtered:
    shape = values.shape[1:]
    readings = Readings(YEARS, SYNTHETIC, values, seen, np.broadcast_to(noise[:, None, None], values.shape))
    return filter_pixels(readings, Priors(*(np.full(shape, one) for one in (LEVEL, SLOPE, BIAS, WANDER))))


@given(seed=st.integers(0, 1000), ahead=st.floats(0.0, 2.0))
def test_filter_is_the_conditional_of_the_joint_gaussian_whatever_is_missing(seed: int, ahead: float) -> None:
    rng = np.random.default_rng(seed)
    values = 0.1 * rng.standard_normal((5, 3, 4))
    seen = rng.random((5, 3, 4)) < 0.6
    noise = rng.uniform(1e-4, 1e-3, 5)
    found = filtered(np.where(seen, values, np.nan).astype(np.float64), seen, noise)
    mean, variance = found.level_after(ahead, np.full((3, 4), WANDER))
    photos, cross, whole = joint(YEARS, SYNTHETIC, noise, ahead)
    for row in range(3):
        for column in range(4):
            there = seen[:, row, column]
            gain = cross[:, there] @ np.linalg.inv(photos[np.ix_(there, there)])
            expected = gain @ values[there, row, column]
            covariance = whole - gain @ cross[:, there].T
            np.testing.assert_allclose(found.mean[:, row, column], expected[:3], atol=1e-9)
            np.testing.assert_allclose(found.covariance[:, :, row, column], covariance[:3, :3], atol=1e-9)
            np.testing.assert_allclose(mean[row, column], expected[3], atol=1e-9)
            np.testing.assert_allclose(variance[row, column], covariance[3, 3], atol=1e-9)


def test_likelihood_is_that_of_the_joint_gaussian() -> None:
    rng = np.random.default_rng(3)
    values, noise = 0.1 * rng.standard_normal((5, 1, 1)), rng.uniform(1e-4, 1e-3, 5)
    photos, _, _ = joint(YEARS, SYNTHETIC, noise, 0.0)
    y = values[:, 0, 0]
    expected = -0.5 * (y @ np.linalg.solve(photos, y) + np.linalg.slogdet(2 * np.pi * photos)[1])
    found = filtered(values, np.ones_like(values, bool), noise)
    np.testing.assert_allclose(found.log_likelihood[0, 0], expected, rtol=1e-9)


def test_what_no_photo_shows_stays_as_it_was() -> None:
    seen = np.zeros((5, 2, 2), bool)
    found = filtered(np.full((5, 2, 2), np.nan), seen, np.full(5, 1e-3))
    assert (found.mean == 0).all()
    np.testing.assert_allclose(found.covariance[2, 2], BIAS)
    assert (found.log_likelihood == 0).all()


def test_readings_that_make_no_sense_are_refused() -> None:
    maps, seen = np.zeros((2, 3, 3), np.float32), np.ones((2, 3, 3), bool)
    for years, values in (
        (np.array([1.0, 0.0]), maps),
        (np.array([]), maps[:0]),
        (np.array([0.0]), maps),
    ):
        with pytest.raises(ValueError, match="photo"):
            Readings(years, np.zeros(len(years), bool), values, seen[: len(values)], maps[: len(values)] + 1)
    with pytest.raises(ValueError, match="one shape"):
        Readings(np.array([0.0, 1.0]), np.zeros(2, bool), maps, seen[:, :2], maps)

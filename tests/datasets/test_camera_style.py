"""The steps of a camera, each against a formula or what it must keep."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.color import rgb2gray

from uvphoto.datasets import camera_style as style

POWERS = st.floats(0.3, 3)


def patch(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.2, 0.8, (40, 48, 3)).astype(np.float32)


def step() -> np.ndarray:
    """Two halves, 0.3 and 0.7, with weak noise."""
    picture = np.full((64, 64, 3), 0.3) + np.random.default_rng(1).normal(0, 0.01, (64, 64, 3))
    picture[:, 32:] += 0.4
    return picture.astype(np.float32)


@pytest.mark.parametrize(
    "same",
    [
        lambda picture: style.shaded(picture, 0, 0.5, (1, 2)),
        lambda picture: style.through_matrix(picture, np.eye(3)),
        lambda picture: style.moved(picture, 0, 1),
        lambda picture: style.smoothed(picture, 0, 0.05, 2),
        lambda picture: style.evened(picture, 0),
        lambda picture: style.contrasted(picture, 1),
        lambda picture: style.saturated(picture, 1),
        lambda picture: style.sharpened(picture, 0, 1),
    ],
)
def test_no_strength_changes_nothing(same: object) -> None:
    assert callable(same)
    changed = same(patch())
    np.testing.assert_allclose(changed, patch(), atol=2e-6)
    assert changed.dtype == np.float32


@given(st.floats(0, 2), st.floats(0, 1), st.floats(0, 6.3), st.floats(0, 6.3))
def test_shading_is_a_smooth_gain_of_some_stops_whose_mean_is_none(
    stops: float, bend: float, straight: float, bent: float
) -> None:
    flat = np.full((30, 50, 3), 0.5, np.float32)
    field = 2.2 * np.log2(style.shaded(flat, stops, bend, (straight, bent)) / flat)
    assert field.mean() == pytest.approx(0, abs=1e-4)
    assert np.abs(field).max() <= stops + 1e-4
    assert np.abs(np.diff(field, axis=0)).max(initial=0) <= 4 * stops / 29 + 1e-4


def test_straight_shading_runs_from_corner_to_corner() -> None:
    flat = np.full((33, 33, 3), 0.5, np.float32)
    field = 2.2 * np.log2(style.shaded(flat, 0.6, 0, (np.pi / 4, 0)) / flat)[..., 0]
    rows, columns = np.mgrid[-1:1:33j, -1:1:33j]
    np.testing.assert_allclose(field, 0.3 * (rows + columns), atol=1e-5)


@given(st.integers(0, 1000))
def test_a_matrix_acts_on_light_and_leaves_grey(seed: int) -> None:
    matrix = np.random.default_rng(seed).uniform(-0.1, 0.1, (3, 3))
    matrix += np.diag(1 - matrix.sum(axis=1))
    wanted = np.maximum(patch(seed) ** 2.2 @ matrix.T, 0) ** (1 / 2.2)
    np.testing.assert_allclose(style.through_matrix(patch(seed), matrix), wanted, atol=1e-5)
    grey = np.repeat(patch(seed)[..., :1], 3, axis=-1)
    np.testing.assert_allclose(style.through_matrix(grey, matrix), grey, atol=1e-5)


def test_motion_along_rows_or_columns_is_a_mean_along_them() -> None:
    picture = patch()
    wanted = cv2.blur(picture, (5, 1))
    np.testing.assert_allclose(style.moved(picture, 5, 0)[:, 3:-3], wanted[:, 3:-3], atol=1e-5)
    turned = style.moved(np.ascontiguousarray(picture.transpose(1, 0, 2)), 5, np.pi / 2)
    np.testing.assert_allclose(turned.transpose(1, 0, 2)[:, 3:-3], wanted[:, 3:-3], atol=1e-5)


@given(st.floats(0, 12), st.floats(0, 3.2))
def test_motion_keeps_the_mean(length: float, angle: float) -> None:
    dot = np.zeros((41, 41, 3), np.float32)
    dot[20, 20] = 1
    assert style.moved(dot, length, angle).sum() == pytest.approx(3, rel=1e-4)


def test_smoothing_takes_weak_contrasts_and_keeps_strong_ones() -> None:
    picture = step()
    calm = style.smoothed(picture, 1, 0.05, 2)
    assert calm[:, :30].std() < 0.5 * picture[:, :30].std()
    assert calm[:, 33].mean() - calm[:, 30].mean() == pytest.approx(0.4, abs=0.02)
    np.testing.assert_allclose(style.smoothed(picture, 0.5, 0.05, 2), (picture + calm) / 2, atol=1e-6)


def test_evening_lessens_large_contrasts_by_its_share_and_keeps_small_ones() -> None:
    rows = np.exp(np.linspace(np.log(0.2), np.log(0.8), 128, dtype=np.float32))[:, None, None]
    ripple = 1 + 0.03 * np.cos(np.arange(128, dtype=np.float32) * np.pi)[None, :, None]
    picture = np.repeat(rows * ripple, 3, axis=-1)
    evened = style.evened(picture, 0.5)

    def large(of: np.ndarray) -> float:
        return float(np.log(of[100].mean() / of[28].mean()))

    assert large(evened) == pytest.approx(0.5 * large(picture), rel=0.1)
    small = evened[:, ::2].mean() / evened[:, 1::2].mean()
    assert small == pytest.approx(1.03 / 0.97, rel=1e-3)
    assert np.log(evened).mean() == pytest.approx(np.log(picture).mean(), abs=0.02)


@given(POWERS)
def test_contrast_keeps_the_ends_and_the_middle_and_another_undoes_it(power: float) -> None:
    fixed = np.array([[[0, 0.5, 1]]], np.float32)
    np.testing.assert_allclose(style.contrasted(fixed, power), fixed, atol=1e-6)
    curved = style.contrasted(patch(), power)
    np.testing.assert_allclose(curved / (1 - curved), (patch() / (1 - patch())) ** power, rtol=1e-3)
    np.testing.assert_allclose(style.contrasted(curved, 1 / power), patch(), atol=1e-4)


@given(st.floats(0, 2))
def test_saturation_moves_colours_from_their_grey(factor: float) -> None:
    picture = patch()
    grey = (picture @ np.array([0.2126, 0.7152, 0.0722], np.float32))[..., None]
    np.testing.assert_allclose(style.saturated(picture, factor), grey + factor * (picture - grey), atol=1e-5)


def test_grey_is_that_of_scikit_image() -> None:
    np.testing.assert_allclose(style.grey_of(patch()), rgb2gray(patch()), atol=1e-3)


def test_sharpening_steepens_edges_of_brightness_alone_and_keeps_the_mean() -> None:
    picture = step()
    sharp = style.sharpened(picture, 1, 1.5)
    assert np.diff(sharp.mean(axis=(0, 2))).max() > 1.3 * np.diff(picture.mean(axis=(0, 2))).max()
    assert sharp.mean() == pytest.approx(picture.mean(), abs=1e-3)
    np.testing.assert_allclose(np.diff(sharp, axis=2), np.diff(picture, axis=2), atol=1e-6)


def test_jpeg_stays_near_and_costs_more_at_lower_quality() -> None:
    smooth = cv2.GaussianBlur(patch(), (0, 0), 2)
    errors = [np.abs(style.through_jpeg(smooth, quality) - smooth).mean() for quality in (95, 20)]
    assert errors[0] < 0.01 < errors[1] < 0.05

"""Colours of skin: against the distributions and surfaces that were put in."""

import numpy as np
import pytest
from skimage.color import gray2rgb

from uvphoto.skin.skin_colour import (
    ColourSpread,
    ColourTable,
    log_colours,
    robust_spread,
    shading,
    smooth_along_edges,
)


def encode(linear: np.ndarray) -> np.ndarray:
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055).astype(np.float32)


def test_shade_moves_the_light_and_hardly_the_tint() -> None:
    linear = np.broadcast_to([0.6, 0.4, 0.3], (2, 2, 3))
    lit, dim = log_colours(encode(linear)), log_colours(encode(0.5 * linear))
    assert (lit - dim)[..., 0] == pytest.approx(np.log(2), abs=0.03)
    assert (lit - dim)[..., 1:] == pytest.approx(0, abs=0.03)


def test_an_eighth_of_outliers_hardly_moves_the_spread() -> None:
    rng = np.random.default_rng(3)
    covariance = np.diag([0.04, 0.01, 0.02])
    good = rng.multivariate_normal([1, 2, 3], covariance, 4000)
    bad = rng.multivariate_normal([-1, 2.5, 4], covariance, 550)
    spread = robust_spread(np.concatenate([good, bad]), (0.01, 0.01, 0.01))
    assert spread.mean == pytest.approx([1, 2, 3], abs=0.12)
    assert spread.distance2(np.array([-1, 2.5, 4])) > 16


def test_shading_is_the_surface_that_was_put_in() -> None:
    rng = np.random.default_rng(4)
    y, x = np.linspace(-80, 80, 60)[:, None], np.linspace(-60, 60, 50)[None]
    truth = 0.3 + 0.5 * (x / 80) - 0.2 * (y / 80) ** 2 + 0 * x
    light = truth + 0.02 * rng.normal(size=truth.shape)
    light[rng.random(truth.shape) < 0.15] -= 1.5  # hair, spots
    assert shading(light, y, x, np.ones(truth.shape, bool)) == pytest.approx(truth, abs=0.03)


def test_colours_seen_as_skin_are_likelier_skin_and_unseen_ones_are_not() -> None:
    colours = np.zeros((30, 30, 3))
    colours[:, 10:] = [-1.5, -0.3, 0.3]
    colours[:, 20:] = [-0.5, 0.6, -0.8]
    table = ColourTable(colours, ColourSpread(np.zeros(3), np.eye(3)))
    columns = np.broadcast_to(np.arange(30), (30, 30))
    ratio = table.likelihood_ratio((columns < 10) * 1.0, ((columns >= 10) & (columns < 20)) * 1.0)
    assert (ratio[:, :10] > 2).all()
    assert (ratio[:, 10:20] < -2).all()
    assert (ratio[:, 20:] < 0).all()


def test_smoothing_stops_at_edges() -> None:
    rng = np.random.default_rng(5)
    step = np.zeros((40, 40), np.float32)
    step[:, 20:] = 1
    noisy = step + 0.3 * rng.normal(size=step.shape).astype(np.float32)
    smooth = smooth_along_edges(noisy, np.ones_like(step), gray2rgb(step), 30.0, 8.0)
    assert np.abs(smooth - step).max() < 0.15

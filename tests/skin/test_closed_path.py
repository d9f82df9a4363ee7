"""Closed paths through costs."""

import numpy as np
import pytest

from uvphoto.skin.closed_path import REACH, closed_path, path_cost


def test_a_cheap_closed_curve_is_found_under_noise() -> None:
    rng = np.random.default_rng(1)
    curve = np.rint(20 + 8 * np.sin(2 * np.pi * np.arange(90) / 90)).astype(int)
    costs = rng.random((90, 50))
    costs[np.arange(90), curve] -= 2.0
    path = closed_path(costs, 0.1)
    assert np.mean(path == curve) > 0.95
    assert np.abs(np.diff(path, append=path[:1])).max() <= REACH


def test_a_stiff_path_is_the_best_circle() -> None:
    costs = np.random.default_rng(2).random((60, 30))
    path = closed_path(costs, 1000.0)
    assert (path == costs.sum(axis=0).argmin()).all()
    assert path_cost(costs, path, 1000.0) == pytest.approx(costs.sum(axis=0).min())


def test_bends_cost_their_squares_round_the_whole_turn() -> None:
    assert path_cost(np.zeros((4, 9)), np.array([2, 4, 3, 3]), 0.5) == pytest.approx(0.5 * (4 + 1 + 0 + 1))

import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.analysis.log_linear import fit_log_linear

Values = NDArray[np.float64]


def test_the_truth_is_found_in_laplace_errors() -> None:
    rng = np.random.default_rng(0)
    features = np.column_stack([np.ones(40_000), rng.normal(size=(40_000, 2))])
    truth = np.array([-3.0, 0.7, -0.4])
    sizes = np.abs(rng.laplace(scale=np.exp(features @ truth)))
    np.testing.assert_allclose(fit_log_linear(features, sizes), truth, atol=0.03)


def test_a_constant_alone_gives_the_weighted_mean() -> None:
    sizes, weights = np.array([1.0, 2.0, 6.0]), np.array([1.0, 1.0, 2.0])
    theta = fit_log_linear(np.ones((3, 1)), sizes, weights=weights)
    assert np.exp(theta[0]) == pytest.approx(np.average(sizes, weights=weights))


def test_the_optimum_is_one_of_the_likelihood() -> None:
    rng = np.random.default_rng(1)
    features = np.column_stack([np.ones(200), rng.normal(size=200)])
    sizes = rng.exponential(size=200)
    theta = fit_log_linear(features, sizes)

    def cost(at: Values) -> float:
        return np.sum(features @ at + sizes / np.exp(features @ at))

    assert all(cost(theta) <= cost(theta + off) for off in rng.normal(scale=0.01, size=(50, 2)))


def test_a_ridge_pulls_all_but_the_constant() -> None:
    rng = np.random.default_rng(2)
    features = np.column_stack([np.ones(300), rng.normal(size=300)])
    sizes = rng.exponential(np.exp(2 + features[:, 1]))
    free, held = fit_log_linear(features, sizes), fit_log_linear(features, sizes, ridge=1e6)
    assert abs(held[1]) < 1e-3 < abs(free[1])
    assert np.exp(held[0]) == pytest.approx(sizes.mean(), rel=1e-3)

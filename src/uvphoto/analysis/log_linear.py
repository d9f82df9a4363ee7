"""How large errors are expected to be: their logarithm is linear in what is known beforehand."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

_STEPS = 50
_CLOSE = 1e-8
_FARTHEST = 2.0  # step of a coefficient at a time, so that a bad start does not overflow


def fit_log_linear(features: Values, sizes: Values, *, weights: Values | None = None, ridge: float = 0.0) -> Values:
    """Fit theta so that the sizes of errors have the mean b = exp(features @ theta).

    The sizes are those of Laplace-distributed errors of scale b: theta maximises sum w (-log b - size / b), less the
    ridge. That is a generalised linear model with exponential distribution and logarithmic link, whose optimum is
    unique, found by Fisher scoring (Nelder and Wedderburn 1972, J. R. Stat. Soc. A 135:370).

    Args:
        features: (N, F); where a column is constant, the mean of size / b is 1 at the optimum without ridge.
        sizes: (N,), 0 or more, not all 0.
        weights: (N,) of the observations; None: 1 each.
        ridge: pulls every coefficient but the first towards 0, as this many observations with features of size 1 would.

    """
    w = np.ones(len(sizes)) if weights is None else weights
    penalty = np.full(features.shape[1], ridge)
    penalty[0] = 0
    theta = np.zeros(features.shape[1])
    theta[0] = np.log(max(float(np.average(sizes, weights=w)), 1e-12))  # the first column is the constant
    curvature = (features * w[:, None]).T @ features + np.diag(penalty + 1e-9)
    for _ in range(_STEPS):
        relative = sizes / np.exp(features @ theta)
        step = np.linalg.solve(curvature, features.T @ (w * (relative - 1)) - penalty * theta)
        step *= min(1.0, _FARTHEST / max(float(np.abs(step).max()), 1e-12))
        theta += step
        if np.abs(step).max() < _CLOSE:
            break
    return theta

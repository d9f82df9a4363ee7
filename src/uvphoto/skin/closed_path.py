"""The best closed curve round a point, found by dynamic programming over its angles."""

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float64]

REACH = 3  # steps of the radius by which neighbouring angles may differ


def closed_path(costs: Costs, bend: float) -> NDArray[np.intp]:
    """Return the step of the radius at each angle that costs least in sum.

    The path is found over two turns and the middle one is taken, which closes it but for rare cases where the start
    counts for more than a whole turn.

    Args:
        costs: (angles, radii) of passing there.
        bend: cost of changing the radius from one angle to the next, per square step; at most ``REACH`` steps.

    Returns:
        (angles,) indices of radii.

    """
    angles, radii = costs.shape
    twice = np.concatenate([costs, costs])
    changes = np.arange(-REACH, REACH + 1)
    came_by = np.zeros(twice.shape, np.int8)
    sums = twice[0].copy()
    for angle in range(1, 2 * angles):
        padded = np.pad(sums, REACH, constant_values=np.inf)
        ways = np.stack([padded[REACH + change :][:radii] + bend * change**2 for change in changes])
        best = ways.argmin(axis=0)
        came_by[angle] = changes[best]
        sums = ways[best, np.arange(radii)] + twice[angle]
    path = np.empty(2 * angles, np.intp)
    path[-1] = sums.argmin()
    for angle in range(2 * angles - 1, 0, -1):
        path[angle - 1] = path[angle] + came_by[angle, path[angle]]
    half = angles // 2
    return np.concatenate([path[angles : angles + half], path[half:angles]])


def path_cost(costs: Costs, path: NDArray[np.intp], bend: float) -> float:
    """Return what a closed path costs."""
    changes = np.diff(path, append=path[:1])
    return float(costs[np.arange(len(path)), path].sum() + bend * (changes**2).sum())

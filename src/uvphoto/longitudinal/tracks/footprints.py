"""Which spots of several visits are one and the same, and the skin that they take up together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Labels = NDArray[np.int32]

_SHARED = 0.3  # of the smaller of two spots that must lie in the other, grown by what registration may err
_ERROR_MM = 0.5


@dataclass(frozen=True)
class Footprint:
    """One spot's place over all visits.

    Attributes:
        rows: (N,) of its pixels, the union over the visits.
        columns: (N,).
        areas: pixels of it that each visit counts as spot.

    """

    rows: NDArray[np.intp] = field(repr=False)
    columns: NDArray[np.intp] = field(repr=False)
    areas: tuple[int, ...]


def footprints(visits: Sequence[Labels], mm_per_pixel: float) -> list[Footprint]:
    """Group the spots of visits: those that lie on each other are one, so are the parts of one that fell apart.

    Args:
        visits: labels (H, W) of each, in one frame.
        mm_per_pixel: of that frame.

    Returns:
        From the top of the picture to its bottom.

    """
    starts = np.cumsum([0, *(int(labels.max(initial=0)) for labels in visits)])
    nodes = [np.where(labels > 0, labels + start, 0) for labels, start in zip(visits, starts, strict=False)]
    sizes = np.bincount(np.concatenate([one.ravel() for one in nodes]), minlength=int(starts[-1]) + 1)
    radius = max(round(_ERROR_MM / mm_per_pixel), 1)
    edges = np.concatenate([
        _lying_on_each_other(first, second, sizes, radius)
        for number, first in enumerate(nodes)
        for second in nodes[number + 1 :]
    ] or [np.zeros((0, 2), np.int64)])  # fmt: skip
    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(sizes), len(sizes)))
    groups = connected_components(graph, directed=False)[1]
    return _gathered(nodes, groups)


def _lying_on_each_other(
    first: NDArray[np.int64], second: NDArray[np.int64], sizes: NDArray[np.intp], radius: int
) -> NDArray[np.int64]:
    """Return the pairs (N, 2) of spots of two visits that are the same."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2)
    grown = np.where(first > 0, first, cv2.dilate(first.astype(np.float64), kernel).astype(np.int64))
    both = (grown > 0) & (second > 0)
    if not both.any():
        return np.zeros((0, 2), np.int64)
    pairs, counts = np.unique(np.column_stack([grown[both], second[both]]), axis=0, return_counts=True)
    smaller = np.minimum(sizes[pairs[:, 0]], sizes[pairs[:, 1]])
    return np.asarray(pairs[counts >= _SHARED * smaller], np.int64)


def _gathered(nodes: Sequence[NDArray[np.int64]], groups: NDArray[np.int32]) -> list[Footprint]:
    """Return the pixels of each group of spots."""
    seen = [np.where(one > 0, groups[one], -1) for one in nodes]
    counts = [np.bincount(one[one >= 0], minlength=int(groups.max()) + 1) for one in seen]
    places = np.concatenate([
        np.column_stack([one[one >= 0], np.flatnonzero(one >= 0)]) for one in seen
    ])  # fmt: skip
    places = np.unique(places, axis=0)
    found = []
    for group in np.unique(places[:, 0]):
        rows, columns = np.unravel_index(places[places[:, 0] == group, 1], nodes[0].shape)
        found.append(Footprint(rows, columns, tuple(int(count[group]) for count in counts)))
    return sorted(found, key=lambda one: (float(one.rows.mean()), float(one.columns.mean())))

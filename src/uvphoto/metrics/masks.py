"""How well two masks agree, pixel by pixel."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


class PrecisionRecall(NamedTuple):
    """Share of the found that is true, and share of the true that was found; not a number where there is none."""

    precision: float
    recall: float


def precision_recall(found: Mask, truth: Mask) -> PrecisionRecall:
    """Compare what was found with the truth.

    Args:
        found: bool of any shape.
        truth: bool of the same shape.

    Raises:
        ValueError: shapes that do not fit.

    """
    hits, found_count, true_count = (np.count_nonzero(mask) for mask in (_both(found, truth), found, truth))
    return PrecisionRecall(
        precision=hits / found_count if found_count else math.nan,
        recall=hits / true_count if true_count else math.nan,
    )


def iou(a: Mask, b: Mask) -> float:
    """Intersection over union (Jaccard's index), in [0, 1]; not a number where both are empty.

    Raises:
        ValueError: shapes that do not fit.

    """
    intersection, union = np.count_nonzero(_both(a, b)), np.count_nonzero(a | b)
    return intersection / union if union else math.nan


def _both(a: Mask, b: Mask) -> Mask:
    if a.shape != b.shape:
        raise ValueError(f"masks have one shape, not {a.shape} and {b.shape}")
    return a & b

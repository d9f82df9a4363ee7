"""Agreement of masks against scikit-image and by hand."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from skimage import metrics

from uvphoto.metrics import iou, precision_recall


@given(arrays.arrays(bool, st.tuples(st.just(2), st.integers(1, 6), st.integers(1, 6))))
def test_precision_and_recall_count_pixels(masks: NDArray[np.bool_]) -> None:
    found, truth = masks
    assume(found.any() and truth.any())
    table = metrics.contingency_table(truth.astype(int), found.astype(int)).toarray()
    precision, recall = precision_recall(found, truth)
    assert precision == pytest.approx(table[-1, -1] / table[:, -1].sum())
    assert recall == pytest.approx(table[-1, -1] / table[-1].sum())
    assert precision_recall(truth, found) == (recall, precision)


def test_nothing_found_or_nothing_true_has_no_share() -> None:
    none, one = np.zeros((2, 2), bool), np.eye(2, dtype=bool)
    assert math.isnan(precision_recall(none, one).precision)
    assert precision_recall(none, one).recall == 0
    assert precision_recall(one, none).precision == 0
    assert math.isnan(precision_recall(one, none).recall)
    assert precision_recall(one, one) == (1, 1)
    with pytest.raises(ValueError, match="shape"):
        precision_recall(one, one[:1])


@given(arrays.arrays(bool, st.tuples(st.just(2), st.integers(1, 6), st.integers(1, 6))))
def test_iou_follows_from_precision_and_recall(masks: NDArray[np.bool_]) -> None:
    found, truth = masks
    assume((found & truth).any())
    precision, recall = precision_recall(found, truth)
    assert iou(found, truth) == pytest.approx(1 / (1 / precision + 1 / recall - 1))
    assert iou(truth, found) == iou(found, truth)


def test_iou_by_hand() -> None:
    a, b = np.array([True, True, False, False]), np.array([False, True, True, False])
    assert iou(a, b) == pytest.approx(1 / 3)
    assert iou(a, ~a) == 0
    assert math.isnan(iou(a & ~a, b & ~b))
    with pytest.raises(ValueError, match="shape"):
        iou(a, b[1:])

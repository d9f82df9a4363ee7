"""Measures of agreement against scikit-image, SciPy and direct formulas."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from scipy import stats
from skimage import data, metrics

from uvphoto.metrics import mean_absolute_error, pearson, precision_recall, psnr, ssim

Picture = NDArray[np.float32]
SHAPES = [(40, 50), (33, 21, 3)]


def pair(shape: tuple[int, ...], seed: int = 0) -> tuple[Picture, Picture]:
    rng = np.random.default_rng(seed)
    a = rng.random(shape, dtype=np.float32)
    return a, np.clip(a + rng.normal(0, 0.1, shape), 0, 1).astype(np.float32)


@pytest.mark.parametrize("shape", SHAPES)
def test_psnr_is_that_of_scikit_image(shape: tuple[int, ...]) -> None:
    a, b = pair(shape)
    assert psnr(a, b) == pytest.approx(metrics.peak_signal_noise_ratio(a, b, data_range=1), rel=1e-6)
    assert psnr(a, a) == math.inf
    assert psnr(np.zeros((3, 3)), np.full((3, 3), 0.1)) == pytest.approx(20)


@pytest.mark.parametrize("shape", SHAPES)
def test_masked_errors_are_those_of_the_pixels_alone(shape: tuple[int, ...]) -> None:
    a, b = pair(shape)
    mask = np.zeros(shape[:2], bool)
    mask[5:17, 4:20] = True
    inside = (slice(5, 17), slice(4, 20))
    assert psnr(a, b, mask) == pytest.approx(psnr(a[inside], b[inside]))
    assert mean_absolute_error(a, b, mask) == pytest.approx(np.abs(a - b)[inside].mean(), rel=1e-5)
    assert mean_absolute_error(a, b) == pytest.approx(np.abs(a - b).mean(), rel=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
def test_ssim_is_that_of_scikit_image(shape: tuple[int, ...]) -> None:
    a, b = pair(shape)
    axis = -1 if len(shape) == 3 else None
    theirs = metrics.structural_similarity(
        a, b, data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, channel_axis=axis
    )
    assert ssim(a, b) == pytest.approx(theirs, rel=1e-5)
    assert ssim(a, b, np.ones(shape[:2], bool)) == pytest.approx(theirs, rel=1e-5)
    assert ssim(a, a) == pytest.approx(1)


def test_ssim_of_one_window_follows_the_paper() -> None:
    a, b = pair((11, 11), seed=3)
    side = np.exp(-0.5 * (np.arange(-5, 6) / 1.5) ** 2)
    w = np.outer(side, side) / side.sum() ** 2
    mu_x, mu_y = (w * a).sum(), (w * b).sum()
    var_x, var_y = (w * (a - mu_x) ** 2).sum(), (w * (b - mu_y) ** 2).sum()
    cov = (w * (a - mu_x) * (b - mu_y)).sum()
    c1, c2 = 0.01**2, 0.03**2
    expected = (2 * mu_x * mu_y + c1) * (2 * cov + c2) / ((mu_x**2 + mu_y**2 + c1) * (var_x + var_y + c2))
    assert ssim(a, b) == pytest.approx(expected, rel=1e-5)


def test_masked_ssim_sees_the_damage_inside_alone() -> None:
    a = data.camera()[100:200, 100:200] / np.float32(255)
    b, left = a.copy(), np.zeros(a.shape, bool)
    b[:, 60:] = 1 - b[:, 60:]
    left[:, :50] = True
    assert ssim(a, b, left) == pytest.approx(1)
    assert ssim(a, b, ~left) < 0.5


def test_pictures_that_cannot_be_compared_are_refused() -> None:
    a, b = pair((20, 20))
    for measure in (psnr, ssim, mean_absolute_error):
        with pytest.raises(ValueError, match="shape"):
            measure(a, b[1:])
        with pytest.raises(ValueError, match="mask is bool"):
            measure(a, b, np.ones((19, 20), bool))
        with pytest.raises(ValueError, match="mask is bool"):
            measure(a, b, np.ones((20, 20), np.uint8))
        with pytest.raises(ValueError, match="no pixel counts"):
            measure(a, b, np.zeros((20, 20), bool))
    with pytest.raises(ValueError, match="sides"):
        ssim(a[:10], b[:10])
    border = np.zeros((20, 20), bool)
    border[:4] = True
    with pytest.raises(ValueError, match="border"):
        ssim(a, b, border)


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(4, 50),
    slope=st.floats(-3, 3),
    confidence=st.sampled_from([0.5, 0.95, 0.99]),
)
def test_pearson_is_that_of_scipy(seed: int, count: int, slope: float, confidence: float) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(5, 2, count)
    y = slope * x + rng.normal(0, 1, count)
    ours, theirs = pearson(x, y, confidence), stats.pearsonr(x, y)
    interval = theirs.confidence_interval(confidence)
    assert ours == pytest.approx((theirs.statistic, interval.low, interval.high), abs=1e-9)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    draws = rng.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], size=(2000, 24))  # 24 people, as in the publication
    held = [low <= 0.9 <= high for _, low, high in (pearson(pairs[:, 0], pairs[:, 1]) for pairs in draws)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


@given(
    pairs=arrays.arrays(np.float64, st.tuples(st.integers(4, 20), st.just(2)), elements=st.floats(-100, 100)),
    gain=st.floats(0.1, 10),
    offset=st.floats(-10, 10),
)
def test_correlation_knows_no_unit_and_no_order(pairs: NDArray[np.float64], gain: float, offset: float) -> None:
    x, y = pairs.T
    assume(np.std(x) > 1e-3 and np.std(y) > 1e-3)
    plain = pearson(x, y)
    assert -1 <= plain.low <= plain.r <= plain.high <= 1
    assert pearson(y, x) == pytest.approx(plain)
    assert pearson(gain * x + offset, y) == pytest.approx(plain, abs=1e-6)


def test_correlations_at_the_edge() -> None:
    line = np.arange(5.0)
    assert pearson(line, 2 * line + 1) == pytest.approx((1, 1, 1))
    assert pearson(line, -line) == pytest.approx((-1, -1, -1))
    assert pearson([1, 2, 3], [1, 3, 2]) == pytest.approx((0.5, -1, 1))
    assert all(math.isnan(value) for value in pearson(line, np.ones(5)))
    for x, y in (([1.0], [1.0]), ([1.0, 2.0], [1.0]), ([[1.0, 2.0]], [[1.0, 2.0]])):
        with pytest.raises(ValueError, match="one length"):
            pearson(x, y)
    with pytest.raises(ValueError, match="finite"):
        pearson([1.0, math.nan, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="confidence"):
        pearson(line, line, 95)


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

"""Agreement of pictures against scikit-image and direct formulas."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data, metrics

from uvphoto.metrics import mean_absolute_error, psnr, ssim

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


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("at", [(0, 0), (5, 4), (20, 9), (32, 20), (14, 20)])
def test_masked_ssim_is_the_mean_over_the_mask(shape: tuple[int, ...], at: tuple[int, int]) -> None:
    a, b = pair(shape)
    mask = np.zeros(shape[:2], bool)
    mask[at[0] : at[0] + 8, at[1] : at[1] + 7] = True
    kinds = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "full": True}
    _, map_of_all = metrics.structural_similarity(
        a, b, data_range=1, channel_axis=-1 if len(shape) == 3 else None, **kinds
    )
    counts = mask[5:-5, 5:-5]
    if counts.any():
        assert ssim(a, b, mask) == pytest.approx(map_of_all[5:-5, 5:-5][counts].mean(), rel=1e-5)
    else:
        with pytest.raises(ValueError, match="no pixel counts"):
            ssim(a, b, mask)


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

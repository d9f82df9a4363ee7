"""Losses against their formulas."""

import numpy as np
import pytest
import torch

from uvphoto.training.losses import adversarial_loss, pixel_loss, structure_loss

VERDICT = torch.tensor([[-2.0, 0.5], [3.0, 0.0]])


@pytest.mark.parametrize("is_real", [True, False])
def test_bce_is_the_log_of_the_sigmoid(is_real: bool) -> None:
    probability = 1 / (1 + np.exp(-VERDICT.numpy()))
    wanted = -np.log(probability if is_real else 1 - probability).mean()
    assert float(adversarial_loss(VERDICT, "bce", is_real=is_real)) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("is_real", [True, False])
def test_lsgan_is_the_square_of_the_distance(is_real: bool) -> None:
    wanted = ((VERDICT.numpy() - (1 if is_real else 0)) ** 2).mean()
    assert float(adversarial_loss(VERDICT, "lsgan", is_real=is_real)) == pytest.approx(wanted, rel=1e-6)


def test_pixel_loss_is_the_mean_absolute_difference() -> None:
    made, true = torch.rand(2, 1, 4, 4), torch.rand(2, 1, 4, 4)
    assert float(pixel_loss(made, true)) == pytest.approx(np.abs(made.numpy() - true.numpy()).mean(), rel=1e-6)


def test_structure_has_no_level_and_little_slope() -> None:
    made, slope = torch.rand(2, 1, 64, 64), torch.linspace(0, 0.5, 64).expand(2, 1, 64, 64)
    assert float(structure_loss(made + 0.3, made)) == pytest.approx(0, abs=1e-6)
    inner = float(structure_loss(made + slope, made))
    assert inner < 0.2 * float(pixel_loss(made + slope, made))


def test_a_spot_counts_in_the_structure_nearly_in_full() -> None:
    true = torch.full((1, 1, 128, 128), 0.5)
    made = true.clone()
    made[..., 60:68, 60:68] = 0.3  # 8 of 128 pixels
    ratio = float(structure_loss(made, true)) / float(pixel_loss(made, true))
    assert 0.8 < ratio < 2.2  # the spot in full, and at most as much again around it, where its mean is taken away


def test_emphasis_weighs_what_stands_out() -> None:
    true = torch.full((1, 1, 64, 64), 0.5)
    true[..., 30:34, 30:34] = 0.1
    missed, invented = torch.full_like(true, 0.5), true.clone()
    invented[..., 10:14, 10:14] = 0.1
    plain = float(structure_loss(invented, true)) / float(structure_loss(missed, true))
    weighed = float(structure_loss(invented, true, 30.0)) / float(structure_loss(missed, true, 30.0))
    assert plain == pytest.approx(1, rel=0.2)
    assert weighed < 0.3  # to miss a spot costs more than to invent one

"""The share of spots as a loss: what it asks for, and what it does not."""

import numpy as np
import pytest
import torch
from torch import Tensor

from uvphoto.spots.detect import detect_spots
from uvphoto.training.spot_share import spot_share_loss

SIDE = 128
SCALE = 240 / 1024  # mm per pixel
SKIN = torch.ones(1, 1, SIDE, SIDE)


def face(spots: list[tuple[int, int, float, float]]) -> Tensor:
    """Return UV of skin, (1, 1, 128, 128) in [-1, 1], with round spots: row, column, radius, share of level lost."""
    rng = np.random.default_rng(0)
    level = 0.5 + 0.004 * rng.standard_normal((SIDE, SIDE))
    rows, columns = np.mgrid[:SIDE, :SIDE]
    for row, column, radius, lost in spots:
        level[(rows - row) ** 2 + (columns - column) ** 2 < radius**2] *= 1 - lost
    return torch.tensor(2 * level - 1, dtype=torch.float32)[None, None]


SPOTS = [(32, 32, 6.0, 0.3), (90, 96, 8.0, 0.3), (30, 100, 5.0, 0.3)]


def test_the_loss_is_the_square_of_the_share_that_the_detector_finds() -> None:
    uv = ((face(SPOTS)[0, 0] + 1) / 2).numpy()
    found = detect_spots(uv, np.ones(uv.shape, bool), SCALE).mask
    shares = found.reshape(2, 64, 2, 64).mean(axis=(1, 3))  # each spot lies in a square of its own
    assert np.count_nonzero(shares) == 3
    assert float(spot_share_loss(face([]), face(SPOTS), SKIN)) == pytest.approx(np.square(shares).mean(), rel=0.3)


def test_level_and_place_within_a_square_are_free() -> None:
    true = face(SPOTS)
    missing = float(spot_share_loss(face([]), true, SKIN))
    darker = 2 * (0.8 * (true + 1) / 2) - 1
    assert float(spot_share_loss(darker, true, SKIN)) < 1e-3 * missing
    moved = face([(row - 6, column - 4, radius, lost) for row, column, radius, lost in SPOTS])
    assert float(spot_share_loss(moved, true, SKIN)) < 0.1 * missing


def test_beside_the_skin_nothing_counts() -> None:
    skin = SKIN.clone()
    skin[..., :64, :64] = 0
    made, true = face([]), face(SPOTS[:1])
    assert float(spot_share_loss(made, true, skin)) < 0.01 * float(spot_share_loss(made, true, SKIN))


def test_faint_spots_are_made_darker_and_invented_ones_fainter() -> None:
    faint = face([(row, column, radius, 0.06) for row, column, radius, _ in SPOTS]).requires_grad_()
    (gradient,) = torch.autograd.grad(spot_share_loss(faint, face(SPOTS), SKIN), faint)
    assert float(gradient[0, 0, 84:97, 90:103].sum()) > 0  # a step against it darkens the spot
    for lost in (0.03, 0.06, 0.1):
        invented = face([(row, column, radius, lost) for row, column, radius, _ in SPOTS]).requires_grad_()
        (gradient,) = torch.autograd.grad(spot_share_loss(invented, face([]), SKIN), invented)
        assert float(gradient[0, 0, 84:97, 90:103].sum()) < 0


def test_patches_beyond_the_range_and_without_skin_give_numbers() -> None:
    made = (3 * torch.randn(1, 1, SIDE, SIDE)).requires_grad_()
    loss = spot_share_loss(made, face(SPOTS), 0 * SKIN)
    (gradient,) = torch.autograd.grad(loss, made)
    assert float(loss.detach()) == 0
    assert bool(torch.isfinite(gradient).all())

"""The network: of any size, one with the filter before it has learned, local, and the same for the same input."""

import numpy as np
import pytest
import torch

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.image_forecast.known import OUTLOOK, PLANES
from uvphoto.longitudinal.image_forecast.network import ImageNetwork, NetworkSettings
from uvphoto.longitudinal.image_forecast.parameters import bundled_image_model


def given(height: int, width: int, seed: int = 0) -> tuple[torch.Tensor, ...]:
    rng = np.random.default_rng(seed)
    planes, told = rng.standard_normal((2, len(PLANES), height, width)), rng.standard_normal((2, len(OUTLOOK)))
    mean, sd = 0.05 * rng.standard_normal((2, height, width)), rng.uniform(0.005, 0.02, (2, height, width))
    return tuple(torch.from_numpy(one.astype(np.float32)) for one in (planes, told, mean, sd))


def test_untrained_it_changes_nothing() -> None:
    inputs = given(20, 31)
    found = ImageNetwork(NetworkSettings())(*inputs)
    assert torch.equal(found.mean, inputs[2])
    torch.testing.assert_close(found.sd, inputs[3])
    assert (found.shift == 0).all()


@pytest.mark.parametrize(("height", "width"), [(1, 1), (17, 40), (64, 64)])
def test_it_takes_pictures_of_any_size(height: int, width: int) -> None:
    found = bundled_image_model().network(*given(height, width))
    for one in (found.mean, found.sd, found.shift):
        assert one.shape == (2, height, width)
        assert torch.isfinite(one).all()
    assert (found.sd > 0).all()


def test_it_is_small_and_looks_no_farther_than_its_layers() -> None:
    network = bundled_image_model().network
    assert sum(one.numel() for one in network.parameters()) < 40_000
    reach = network.reach
    planes, *others = given(40, 40)
    changed = planes.clone()
    changed[..., 0, 0] += 5
    before, after = (network(one, *others).mean for one in (planes, changed))
    moved = (before != after).any(dim=0)
    assert moved[0, 0]
    assert not moved[reach + 1 :].any()
    assert not moved[:, reach + 1 :].any()


def test_settings_are_checked() -> None:
    with pytest.raises(SettingsError, match="width 0"):
        NetworkSettings(width=0)

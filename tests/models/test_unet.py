"""The U-Net of pix2pix beside its tensors, which test_golden_networks.py holds to the original."""

import torch

from uvphoto.models.settings import UnetSettings
from uvphoto.models.unet import UnetGenerator


def test_dropout_is_in_three_places_of_eight_halvings_and_acts_in_training_only() -> None:
    network = UnetGenerator(UnetSettings(width=2))
    places = [name for name, module in network.named_modules() if isinstance(module, torch.nn.Dropout)]
    assert sorted(name.count("model.3") for name in places) == [3, 4, 5]  # of 0 to 6
    colour = torch.ones(2, 3, 256, 256)
    network.eval()
    assert torch.equal(network(colour), network(colour))
    for module in network.modules():
        module.train(isinstance(module, torch.nn.Dropout))
    assert not torch.equal(network(colour), network(colour))


def test_dropout_may_be_left_out() -> None:
    network = UnetGenerator(UnetSettings(width=2, dropout=False))
    assert not [module for module in network.modules() if isinstance(module, torch.nn.Dropout)]


def test_the_whole_tile_is_seen() -> None:
    """With positive weights, by which no ReLU is shut, a corner depends on the corner across."""
    network = UnetGenerator(UnetSettings(width=2)).eval().double()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.abs_()
    colour = torch.full((1, 3, 256, 256), 1e-3, dtype=torch.float64, requires_grad=True)
    network(colour)[0, 0, 0, 0].backward()
    assert colour.grad is not None
    assert colour.grad[0, :, 255, 255].min() > 0

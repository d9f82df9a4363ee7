"""Our default generator: its start, its range, its tensors."""

import pytest
import torch

from uvphoto.models.build import build_generator
from uvphoto.models.compact import CompactGenerator
from uvphoto.models.settings import CompactSettings


def noise(*shape: int) -> torch.Tensor:
    """Return colours in [-1, 1]."""
    return torch.rand(shape, generator=torch.Generator().manual_seed(7)) * 2 - 1


@pytest.mark.parametrize("settings", [CompactSettings(), CompactSettings(width=4, levels=1, unshuffle=1)], ids=str)
def test_a_fresh_one_gives_about_the_mean_of_green_and_blue(settings: CompactSettings) -> None:
    colour = noise(2, 3, 64, 48)
    uv = build_generator(settings)(colour)
    assert uv.shape == (2, 1, 64, 48)
    difference = uv - colour[:, 1:].mean(dim=1, keepdim=True)
    assert 0 < difference.std() < 0.2
    assert abs(difference.mean()) < 0.1


def test_the_maps_are_applied_to_the_colours_at_full_resolution() -> None:
    """With a head that ignores the features, any map of the colours comes out, pixel for pixel."""
    network = build_generator(CompactSettings(width=4, unshuffle=2))
    assert isinstance(network, CompactGenerator)
    colour = noise(1, 3, 16, 16) / 2
    with torch.no_grad():
        network.head.weight.zero_()
        network.head.bias.copy_(torch.tensor([0.2, -0.5, 0.25, 0.125]).repeat_interleave(4))
    red, green, blue = colour[0]
    expected = 0.2 * red - 0.5 * green + 0.25 * blue + 0.125
    assert torch.allclose(network(colour)[0, 0], expected, atol=1e-7)


def test_the_range_is_held_in_eval_and_the_gradient_lives_in_training() -> None:
    network = build_generator(CompactSettings(width=4))
    with torch.no_grad():
        network.head.bias.fill_(9)
    colour = torch.ones(1, 3, 16, 16)
    assert network(colour).min() > 1
    network(colour).sum().backward()
    assert network.head.bias.grad.abs().min() > 0
    assert torch.equal(network.eval()(colour), torch.ones(1, 1, 16, 16))
    assert torch.equal(network(-colour * 9), -torch.ones(1, 1, 16, 16))


def test_signals_keep_their_size_through_the_levels() -> None:
    """He's weights: the mean square of what leaves each pair of convolutions stays of the order of one."""
    network, sizes = build_generator(CompactSettings(width=32, levels=4)), []
    for block in [*network.encoder, *network.decoder]:
        block.register_forward_hook(lambda _module, _input, output: sizes.append(float(output.square().mean())))
    with torch.inference_mode():
        network(noise(1, 3, 128, 128) * 3**0.5)
    assert len(sizes) == 7
    assert 0.1 < min(sizes) <= max(sizes) < 10


def test_the_names_of_the_tensors_stay() -> None:
    names = list(build_generator(CompactSettings(width=4, levels=2)).state_dict())
    pairs = [f"{part}.0.{layer}" for part in ("encoder", "decoder") for layer in (0, 2)]
    layers = ["encoder.0.0", "encoder.0.2", "encoder.1.0", "encoder.1.2", "narrow.0", *pairs[2:], "head"]
    assert names == [f"{layer}.{kind}" for layer in layers for kind in ("weight", "bias")]


@pytest.mark.parametrize("levels", [1, 3, 4])
def test_the_count_of_parameters(levels: int) -> None:
    """By hand, convolution by convolution."""

    def count(side: int, inputs: int, outputs: int) -> int:
        return side**2 * inputs * outputs + outputs

    widths = [32 * 2**level for level in range(levels)]
    expected = count(3, 32, 16) + sum(count(3, width, width) for width in widths)
    expected += sum(count(3, inputs, width) for inputs, width in zip([12, *widths], widths, strict=False))
    for width in widths[:-1]:
        expected += count(1, 2 * width, width) + count(3, 2 * width, width) + count(3, width, width)
    network = build_generator(CompactSettings(levels=levels))
    assert sum(parameter.numel() for parameter in network.parameters()) == expected

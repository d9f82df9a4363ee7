"""Settings in, networks out: the same ones for the same seed."""

import pytest
import torch

from uvphoto.models.build import build_discriminator, build_generator, tiling_of
from uvphoto.models.settings import (
    AlexnetSettings,
    CompactSettings,
    DiscriminatorSettings,
    GeneratorSettings,
    PatchGanSettings,
    ResnetSettings,
    UnetSettings,
)
from uvphoto.models.weights_info import ExactTiling, WindowedTiling

GENERATORS: list[GeneratorSettings] = [
    CompactSettings(width=4),
    UnetSettings(width=4, halvings=6),
    UnetSettings(width=4, halvings=2, norm="instance"),
    ResnetSettings(width=4, blocks=2),
]
DISCRIMINATORS: list[DiscriminatorSettings] = [
    PatchGanSettings(width=4),
    PatchGanSettings(width=4, layers=1, norm="none"),
    AlexnetSettings(width=2),
]


def weights(network: torch.nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in network.parameters()])


@pytest.mark.parametrize("settings", GENERATORS, ids=str)
def test_the_seed_and_nothing_else_sets_the_weights_of_a_generator(settings: GeneratorSettings) -> None:
    before = torch.get_rng_state()
    first, same, other = (build_generator(settings, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(weights(first), weights(same))
    assert not torch.equal(weights(first), weights(other))


@pytest.mark.parametrize("settings", DISCRIMINATORS, ids=str)
def test_the_seed_and_nothing_else_sets_the_weights_of_a_discriminator(settings: DiscriminatorSettings) -> None:
    before = torch.get_rng_state()
    first, same, other = (build_discriminator(settings, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(weights(first), weights(same))
    assert not torch.equal(weights(first), weights(other))


@pytest.mark.parametrize("settings", GENERATORS, ids=str)
def test_a_generator_keeps_the_size_of_the_picture_and_its_range(settings: GeneratorSettings) -> None:
    network = build_generator(settings).eval()
    with torch.inference_mode():
        uv = network(torch.rand(2, 3, 64, 128) * 2 - 1)
    assert uv.shape == (2, 1, 64, 128)
    assert uv.abs().max() <= 1


@pytest.mark.parametrize(
    ("settings", "tiling"),
    [
        (CompactSettings(), ExactTiling(reach=49, multiple=8)),
        (UnetSettings(), WindowedTiling(256)),
        (UnetSettings(halvings=7), WindowedTiling(128)),
        (ResnetSettings(), WindowedTiling(256)),
        (ResnetSettings(norm="batch"), ExactTiling(reach=84, multiple=4)),
    ],
    ids=str,
)
def test_the_tiling(settings: GeneratorSettings, tiling: ExactTiling | WindowedTiling) -> None:
    assert tiling_of(settings) == tiling


@pytest.mark.parametrize("settings", [UnetSettings(), PatchGanSettings(norm="instance")], ids=str)
def test_the_first_weights_of_the_papers_networks(settings: UnetSettings | PatchGanSettings) -> None:
    """Normal with 0.02 around 0, for batch norm around 1; biases 0."""
    is_unet = isinstance(settings, UnetSettings)
    network = build_generator(settings) if is_unet else build_discriminator(settings)
    for name, parameter in network.requires_grad_(False).named_parameters():
        if name.endswith("bias"):
            assert (parameter == 0).all()
        elif parameter.numel() >= 64:
            error = 4 / parameter.numel() ** 0.5
            assert float(parameter.std()) == pytest.approx(0.02, rel=error)
            assert float(parameter.mean()) == pytest.approx(float(parameter.dim() == 1), abs=0.02 * error)

"""The reach by formula against what the networks really look at."""

from typing import Any

import pytest
import torch

from uvphoto.models.build import build_generator
from uvphoto.models.reach import multiple_of, reach_of
from uvphoto.models.settings import CompactSettings, ResnetSettings

SETTINGS = [
    CompactSettings(width=2, levels=1, unshuffle=1),
    CompactSettings(width=2, levels=1, unshuffle=3),
    CompactSettings(width=2, levels=2, unshuffle=1),
    CompactSettings(width=2, levels=2, unshuffle=4),
    CompactSettings(width=2, levels=3, unshuffle=2),
    CompactSettings(width=2, levels=3, unshuffle=3),
    CompactSettings(width=2, levels=4, unshuffle=2),
    ResnetSettings(width=2, blocks=1, norm="batch"),
    ResnetSettings(width=2, blocks=3, norm="batch"),
]


def positive_generator(settings: CompactSettings | ResnetSettings) -> Any:  # noqa: ANN401
    """Return a generator in which nothing hides: with positive weights no ReLU is shut and no gradient cancels out."""
    network = build_generator(settings).double()
    if isinstance(settings, ResnetSettings):
        network.eval()  # batch norm with fixed statistics
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.abs_()
            if parameter.dim() > 1:
                parameter.div_(parameter.sum(dim=(1, 2, 3), keepdim=True))
    return network


def seen(settings: CompactSettings | ResnetSettings, pixel: int, side: int, draws: int) -> tuple[int, int]:
    """Return the first and the last input column on which an output pixel depends, by autograd over a few inputs."""
    network = positive_generator(settings)
    generator = torch.Generator().manual_seed(0)
    touched = torch.zeros(side, dtype=torch.bool)
    rows = 4 * multiple_of(settings)
    for _ in range(draws):  # a max pooling hands the gradient to one of its pixels
        colour = torch.rand(1, 3, rows, side, generator=generator, dtype=torch.float64, requires_grad=True)
        network(colour)[0, 0, rows // 2, pixel].backward()
        touched |= (colour.grad != 0).any(dim=2).any(dim=1)[0]
    columns = touched.nonzero()[:, 0]
    return int(columns.min()), int(columns.max())


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_it_is_what_autograd_sees_over_all_places_of_a_pixel(settings: CompactSettings | ResnetSettings) -> None:
    reach, multiple = reach_of(settings), multiple_of(settings)
    middle = multiple * (reach // multiple + 2)
    spans = [(pixel, *seen(settings, pixel, 2 * middle, 6)) for pixel in range(middle, middle + multiple)]
    farthest = max(max(pixel - low, high - pixel) for pixel, low, high in spans)
    assert reach - 2 <= farthest <= reach


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_a_tile_with_a_halo_of_the_reach_gives_what_the_whole_photo_gives(
    settings: CompactSettings | ResnetSettings,
) -> None:
    multiple = multiple_of(settings)
    halo = -(-reach_of(settings) // multiple) * multiple
    network = build_generator(settings).eval()
    side = 2 * halo + 6 * multiple
    colour = torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(1)) * 2 - 1
    inner = slice(halo + 2 * multiple, halo + 4 * multiple)
    around = slice(2 * multiple, 2 * halo + 4 * multiple)
    with torch.inference_mode():
        whole, tile = network(colour), network(colour[..., around, around])
    assert torch.allclose(tile[..., halo:-halo, halo:-halo], whole[..., inner, inner], atol=1e-5)


@pytest.mark.parametrize(
    ("settings", "reach", "multiple"),
    [
        # by hand: levels 1: head 1 and two convolutions 2 cells; a cell has u pixels: u * 3 + u - 1
        (CompactSettings(levels=1, unshuffle=1), 3, 1),
        (CompactSettings(levels=1, unshuffle=2), 7, 2),
        (CompactSettings(), 49, 8),
        (CompactSettings(levels=4), 105, 16),
    ],
)
def test_known_reaches(settings: CompactSettings, reach: int, multiple: int) -> None:
    assert (reach_of(settings), multiple_of(settings)) == (reach, multiple)

"""The discriminators beside their tensors, which test_golden_networks.py holds to the original."""

import pytest
import torch

from uvphoto.models.build import build_discriminator
from uvphoto.models.settings import AlexnetSettings, PatchGanSettings


@pytest.mark.parametrize(("layers", "field"), [(1, 16), (2, 34), (3, 70), (4, 142)])
def test_the_fields_that_a_patch_gan_judges(layers: int, field: int) -> None:
    """The sizes of pix2pix, read off the gradient of one logit in the middle."""
    network = build_discriminator(PatchGanSettings(width=2, layers=layers, norm="none"))
    picture = torch.rand(1, 4, 320, 320, requires_grad=True)
    logits = network(picture)
    logits[0, 0, logits.shape[2] // 2, logits.shape[3] // 2].backward()
    assert picture.grad is not None
    rows = (picture.grad != 0).any(dim=3).any(dim=1)[0].nonzero()
    assert int(rows.max() - rows.min() + 1) == field


def test_alexnet_has_the_layers_of_the_paper() -> None:
    """The widths of the one-column form, and 4096 in the fully connected layers."""
    with torch.device("meta"):
        network = build_discriminator(AlexnetSettings())
    shapes = [tuple(tensor.shape) for name, tensor in network.state_dict().items() if name.endswith("weight")]
    assert shapes == [
        (64, 4, 11, 11),
        (192, 64, 5, 5),
        (384, 192, 3, 3),
        (256, 384, 3, 3),
        (256, 256, 3, 3),
        (4096, 256 * 36),
        (4096, 4096),
        (1, 4096),
    ]


@pytest.mark.parametrize("side", [63, 128, 256])
def test_alexnet_gives_one_logit_of_any_size_and_sees_the_whole_patch(side: int) -> None:
    network = build_discriminator(AlexnetSettings(width=4)).eval()
    patch = torch.rand(3, 4, side, side, generator=torch.Generator().manual_seed(0)).requires_grad_()
    logits = network(patch)
    assert logits.shape == (3, 1)
    logits[0, 0].backward()
    assert patch.grad is not None
    seen = patch.grad[0].abs().sum(dim=0)
    assert seen[: side // 4].any()
    assert seen[side // 2 :, side // 2 :].any()
    assert not patch.grad[1:].any()


def test_a_wider_alexnet_scales_in_all_layers() -> None:
    narrow, wide = (build_discriminator(AlexnetSettings(width=width)) for width in (2, 4))
    for small, large in zip(narrow.parameters(), wide.parameters(), strict=True):
        assert large.shape[0] in (2 * small.shape[0], 1)

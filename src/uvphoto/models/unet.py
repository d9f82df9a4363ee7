"""The U-Net generator of pix2pix: halve the picture down to a pixel, double it back, with a skip at every size.

It sees its whole tile, and in training its dropout is the noise of the conditional GAN. The names of its tensors are
those of the original program, so that weights of it can be loaded.

Reference:
    Isola et al.: Image-to-image translation with conditional adversarial networks, CVPR 2017, section 3.2 and
    appendix 6.1: C64-C128-C256-C512-C512-C512-C512-C512 and back, leaky ReLU of 0.2 on the way down.

"""

import torch
from torch import Tensor, nn

from uvphoto.models.norms import norm_layers, wants_bias
from uvphoto.models.settings import UnetSettings

_WIDEST = 8  # times the width of the first halving
_LEAK = 0.2


class UnetGenerator(nn.Module):
    """Colour in, UV out, through a tanh.

    Shapes: (N, in_channels, H, W) in [-1, 1] to (N, out_channels, H, W) in [-1, 1]; H and W are multiples of
    2**halvings, and with instance norm in training larger than that.
    """

    def __init__(self, settings: UnetSettings) -> None:
        super().__init__()
        widths = [settings.width * min(2**halving, _WIDEST) for halving in range(settings.halvings)]  # fine to coarse
        inner: nn.Module | None = None
        for depth in range(settings.halvings - 1, 0, -1):
            # Halvings between the innermost and the four outer ones get the noise: three of eight.
            is_noisy = settings.dropout and 4 <= depth < settings.halvings - 1
            inner = Halving(widths[depth - 1], widths[depth], inner, settings, is_noisy=is_noisy)
        assert inner is not None  # noqa: S101 - there are two halvings or more
        self.model = Outermost(widths[0], inner, settings)

    def forward(self, colour: Tensor) -> Tensor:
        """Return the UV photo of a batch of colour photos."""
        return self.model(colour)


class Outermost(nn.Module):
    """The first halving and the last doubling, without normalisation and skip."""

    def __init__(self, width: int, inner: nn.Module, settings: UnetSettings) -> None:
        super().__init__()
        self.model = nn.Sequential(
            nn.Conv2d(settings.in_channels, width, 4, 2, 1, bias=wants_bias(settings.norm)),
            inner,
            nn.ReLU(),
            nn.ConvTranspose2d(2 * width, settings.out_channels, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, colour: Tensor) -> Tensor:
        """Return the picture that comes out on the other side."""
        return self.model(colour)


class Halving(nn.Module):
    """Halve, let the inner ones work, double, and hand the input on beside the result."""

    def __init__(
        self, outside: int, width: int, inner: nn.Module | None, settings: UnetSettings, *, is_noisy: bool
    ) -> None:
        super().__init__()
        norm, bias = settings.norm, wants_bias(settings.norm)
        down = [nn.LeakyReLU(_LEAK), nn.Conv2d(outside, width, 4, 2, 1, bias=bias)]
        middle = [] if inner is None else [*norm_layers(norm, width), inner]
        inputs = width if inner is None else 2 * width
        up = [nn.ReLU(), nn.ConvTranspose2d(inputs, outside, 4, 2, 1, bias=bias), *norm_layers(norm, outside)]
        self.model = nn.Sequential(*down, *middle, *up, *([nn.Dropout(0.5)] if is_noisy else []))

    def forward(self, features: Tensor) -> Tensor:
        """Return the features with those of the inner ones after them."""
        return torch.cat([features, self.model(features)], dim=1)

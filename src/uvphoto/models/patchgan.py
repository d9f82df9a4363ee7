"""The discriminator of pix2pix and cycleGAN: is this field of the picture real? With three layers, 70 x 70 pixels.

The names of its tensors are those of the original program, so that weights of it can be loaded.

Reference:
    Isola et al.: Image-to-image translation with conditional adversarial networks, CVPR 2017, appendix 6.1.2:
    C64-C128-C256-C512 with leaky ReLU of 0.2.

"""

from torch import Tensor, nn

from uvphoto.models.norms import norm_layers, wants_bias
from uvphoto.models.settings import PatchGanSettings

_WIDEST = 8  # times the width of the first layer
_LEAK = 0.2


class PatchGan(nn.Module):
    """A map of logits, one for each field of the picture; above 0 says real.

    Shapes: (N, in_channels, H, W) in [-1, 1], where colour and UV share the channels, to (N, 1, h, w); of a side of
    256 three layers make 30.
    """

    def __init__(self, settings: PatchGanSettings) -> None:
        super().__init__()
        norm, bias = settings.norm, wants_bias(settings.norm)
        inputs, width = settings.in_channels, settings.width
        layers: list[nn.Module] = [nn.Conv2d(inputs, width, 4, stride=2, padding=1), nn.LeakyReLU(_LEAK)]
        for layer in range(1, settings.layers + 1):
            inputs, width = width, settings.width * min(2**layer, _WIDEST)
            stride = 2 if layer < settings.layers else 1
            convolution = nn.Conv2d(inputs, width, 4, stride=stride, padding=1, bias=bias)
            layers += [convolution, *norm_layers(norm, width), nn.LeakyReLU(_LEAK)]
        self.model = nn.Sequential(*layers, nn.Conv2d(width, 1, 4, stride=1, padding=1))

    def forward(self, picture: Tensor) -> Tensor:
        """Return the logits of a batch of pictures."""
        return self.model(picture)

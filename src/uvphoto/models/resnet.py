"""The ResNet generator of cycleGAN: two halvings, residual blocks, two doublings.

The names of its tensors are those of the original program, so that weights of it can be loaded.

Reference:
    Zhu et al.: Unpaired image-to-image translation using cycle-consistent adversarial networks, ICCV 2017, appendix
    7.2: c7s1-64, d128, d256, R256 (nine times), u128, u64, c7s1-3, after Johnson et al., ECCV 2016; reflected edges.

"""

from torch import Tensor, nn

from uvphoto.models.norms import norm_layers, wants_bias
from uvphoto.models.settings import Norm, ResnetSettings


class ResnetGenerator(nn.Module):
    """Colour in, UV out, through a tanh.

    Shapes: (N, in_channels, H, W) in [-1, 1] to (N, out_channels, H, W) in [-1, 1]; H and W are multiples of 4.
    """

    def __init__(self, settings: ResnetSettings) -> None:
        super().__init__()
        width, norm = settings.width, settings.norm
        bias = wants_bias(norm)
        layers: list[nn.Module] = [
            nn.ReflectionPad2d(3),
            nn.Conv2d(settings.in_channels, width, 7, bias=bias),
            *norm_layers(norm, width),
            nn.ReLU(),
        ]
        for inputs in (width, 2 * width):
            down = nn.Conv2d(inputs, 2 * inputs, 3, stride=2, padding=1, bias=bias)
            layers += [down, *norm_layers(norm, 2 * inputs), nn.ReLU()]
        layers += [Residual(4 * width, norm) for _ in range(settings.blocks)]
        for inputs in (4 * width, 2 * width):
            up = nn.ConvTranspose2d(inputs, inputs // 2, 3, stride=2, padding=1, output_padding=1, bias=bias)
            layers += [up, *norm_layers(norm, inputs // 2), nn.ReLU()]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(width, settings.out_channels, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, colour: Tensor) -> Tensor:
        """Return the UV photo of a batch of colour photos."""
        return self.model(colour)


class Residual(nn.Module):
    """Two 3 x 3 convolutions whose result is added to the input."""

    def __init__(self, width: int, norm: Norm) -> None:
        super().__init__()
        bias = wants_bias(norm)
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(width, width, 3, bias=bias),
            *norm_layers(norm, width),
            nn.ReLU(),
            nn.ReflectionPad2d(1),
            nn.Conv2d(width, width, 3, bias=bias),
            *norm_layers(norm, width),
        )

    def forward(self, features: Tensor) -> Tensor:
        """Return the features with what the block adds."""
        return features + self.conv_block(features)

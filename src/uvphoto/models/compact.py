"""Our default generator: a plain U-Net on pixel-unshuffled colours that sets a local affine map of the colours.

Made for exact tiling on ordinary processors: dense 3 x 3 convolutions, no normalisation, a bounded reach (``reach``).

References:
    Ronneberger, Fischer, Brox: U-Net, MICCAI 2015 (the arrangement of the levels).
    Shi et al.: Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural
    network, CVPR 2016 (pixel shuffle).
    Gharbi et al.: Deep bilateral learning for real-time image enhancement (HDRNet), SIGGRAPH 2017 (the network sets
    an affine map of the colours, and the map is applied at full resolution).

"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from uvphoto.models.settings import CompactSettings

MAPS = 4  # a_r, a_g, a_b, b
_HEAD_SCALE = 0.1


class CompactGenerator(nn.Module):
    """Colour in, UV out: uv = a_r R + a_g G + a_b B + b, where the U-Net sets a_r, a_g, a_b and b for each pixel.

    Fine detail of the photo so passes by the pixel unshuffling unharmed. A fresh network gives about the mean of
    green and blue.

    In training mode the output is that plain sum, so that the gradient never dies at the ends of the range; in eval
    mode it is clamped to [-1, 1].

    Shapes: (N, 3, H, W) in [-1, 1] to (N, 1, H, W); H and W are multiples of ``reach.multiple_of(settings)``.
    """

    def __init__(self, settings: CompactSettings) -> None:
        super().__init__()
        self.unshuffle = settings.unshuffle
        widths = [settings.width * 2**level for level in range(settings.levels)]  # fine to coarse
        inputs = [3 * self.unshuffle**2, *widths[:-1]]
        self.encoder = nn.ModuleList(_two_convolutions(*ends) for ends in zip(inputs, widths, strict=True))
        self.narrow = nn.ModuleList(nn.Conv2d(2 * width, width, 1) for width in widths[:-1])
        self.decoder = nn.ModuleList(_two_convolutions(2 * width, width) for width in widths[:-1])
        self.head = nn.Conv2d(settings.width, MAPS * self.unshuffle**2, 3, padding=1)
        self._initialise()

    def forward(self, colour: Tensor) -> Tensor:
        """Return the UV photo of a batch of colour photos."""
        skips = self.encode(colour)
        features = skips.pop()
        for narrow, convolutions in zip(reversed(self.narrow), reversed(self.decoder), strict=True):
            upsampled = functional.interpolate(narrow(features), scale_factor=2.0, mode="nearest")
            features = convolutions(torch.cat([skips.pop(), upsampled], dim=1))
        maps = functional.pixel_shuffle(self.head(features), self.unshuffle)  # (N, 4, H, W)
        uv = (maps[:, :3] * colour).sum(dim=1, keepdim=True) + maps[:, 3:]  # (N, 1, H, W)
        return uv if self.training else uv.clamp(-1, 1)

    def encode(self, colour: Tensor) -> list[Tensor]:
        """Return the features of each level, fine to coarse: (N, width 2^l, H / (u 2^l), W / (u 2^l)) of level l."""
        features = functional.pixel_unshuffle(colour, self.unshuffle)  # (N, 3 u^2, H/u, W/u)
        levels = []
        for level, convolutions in enumerate(self.encoder):
            features = convolutions(functional.max_pool2d(features, 2) if level else features)
            levels.append(features)
        return levels

    def _initialise(self) -> None:
        """Set weights as He et al. 2015 do, so that signals keep their size, and start at (G + B) / 2."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]
        for narrow in self.narrow:  # no ReLU comes after them
            nn.init.kaiming_normal_(narrow.weight, nonlinearity="linear")  # type: ignore[arg-type]
        with torch.no_grad():
            self.head.weight.mul_(_HEAD_SCALE)
            self.head.bias.unflatten(0, (MAPS, -1))[1:3] = 0.5  # type: ignore[union-attr]


def _two_convolutions(inputs: int, width: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, width, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.Conv2d(width, width, 3, padding=1),
        nn.ReLU(inplace=True),
    )

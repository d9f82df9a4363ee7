"""The network that turns what is known of each pixel into a forecast: small, local, and one with the Kalman filter.

It says by how much the filter's own forecast is to be corrected. Before it has learned anything, it corrects nothing.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from uvphoto.config import check_limits
from uvphoto.longitudinal.image_forecast.known import OUTLOOK, PLANES

_UNIT = 0.03  # log10 of light, of the correction
_BELIEVED = 4.5  # standard deviations beyond which a normal distribution is not believed
_FARTHEST = 3.0  # natural logarithm: how far a standard deviation is corrected at most


@dataclass(frozen=True)
class NetworkSettings:
    """The shape of the network.

    Attributes:
        width: channels.
        dilations: of the layers of 3 x 3 between the first and the last.

    Raises:
        SettingsError: a number outside its range.

    """

    width: int = 16
    dilations: tuple[int, ...] = (1, 2, 4, 1)

    def __post_init__(self) -> None:
        check_limits(self, {"width": (1, 512)})


@dataclass(frozen=True, eq=False)
class Outcome:
    """What the network says of N pictures, (N, h, w) each.

    Attributes:
        mean: of the absorbance, log10 of light.
        sd: of the same, above 0.
        shift: what is to be added to the logit of the probability that the absorbance is above the threshold, for what
            the detector asks of a spot beside its darkness, and for spots that are not born yet.

    """

    mean: Tensor
    sd: Tensor
    shift: Tensor

    def logit(self, threshold: Tensor | float) -> Tensor:
        """Return the logit of the probability of being in a spot; it rises with the mean.

        The mean and the sd are taken as they are: what is learned from it is the shift alone.

        Args:
            threshold: of the detector, log10 of light; a number, or of a shape that fits.

        """
        z = ((self.mean - threshold) / self.sd).detach().clamp(-_BELIEVED, _BELIEVED)
        return torch.special.log_ndtr(z) - torch.special.log_ndtr(-z) + self.shift


class ImageNetwork(nn.Module):
    """Layers of 3 x 3, each scaled and shifted by the outlook, which all pixels share (FiLM, Perez et al. 2018)."""

    def __init__(self, settings: NetworkSettings) -> None:
        super().__init__()
        self.settings = settings
        width = settings.width
        self.first = nn.Conv2d(len(PLANES), width, 3, padding=1)
        self.layers = nn.ModuleList(nn.Conv2d(width, width, 3, padding=d, dilation=d) for d in settings.dilations)
        count = 1 + len(settings.dilations)
        self.outlook = nn.ModuleList(nn.Linear(len(OUTLOOK), 2 * width) for _ in range(count))
        self.last = nn.Conv2d(width, 3, 1)
        for part in (*self.outlook, self.last):
            nn.init.zeros_(part.weight)
            nn.init.zeros_(part.bias)

    @property
    def reach(self) -> int:
        """How many pixels away the network looks."""
        return 1 + sum(self.settings.dilations)

    def forward(self, planes: Tensor, outlook: Tensor, mean: Tensor, sd: Tensor) -> Outcome:
        """Correct the filter's forecast.

        Args:
            planes: (N, P, h, w) by PLANES.
            outlook: (N, S) by OUTLOOK.
            mean: (N, h, w) of the filter's forecast.
            sd: the same.

        """
        told = [one(outlook)[..., None, None].chunk(2, dim=1) for one in self.outlook]
        x = _lit(self.first(planes), *told[0])
        for layer, (scale, shift) in zip(self.layers, told[1:], strict=True):
            x = x + _lit(layer(x), scale, shift)
        change, spread, shift = self.last(x).unbind(dim=1)
        return Outcome(mean + _UNIT * change, sd * (_FARTHEST * torch.tanh(spread / _FARTHEST)).exp(), shift)


def _lit(x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    return nn.functional.silu(x * (1 + scale) + shift)

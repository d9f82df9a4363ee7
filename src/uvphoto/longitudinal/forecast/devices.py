"""How each device errs: its bias, the error of a reading, of a whole sitting, and of one person's readings for good."""

import math

import torch
from torch import Tensor, nn

from uvphoto.longitudinal.forecast.kalman import sitting_noise


class Devices(nn.Module):
    """Errors of D devices in both measures of R regions, in units of the standardised readings.

    Where spots are few, each counts (`count_variance`).

    The first device is the reference and has no bias. Two rows are added to those that are learned: a device that is
    not known errs as the worst of them, with a bias as far from 0 as theirs; a perfect device does not err.
    """

    def __init__(self, devices: int, regions: int) -> None:
        super().__init__()
        self.regions = regions

        def table(rows: int, columns: int, value: float) -> nn.Parameter:
            return nn.Parameter(torch.full((rows, columns), value, dtype=torch.float64))

        self.bias_of_others = table(devices - 1, 2 * regions, 0.0)
        self.log_error = table(devices, 2 * regions, math.log(0.08))
        self.shared = table(devices, 2 * regions, 0.08)
        self.log_person = table(devices, 2, math.log(0.05))
        self.log_count = table(devices, 1, math.log(1.0))

    @property
    def bias(self) -> Tensor:
        """(D + 2, 2 R): what a device's readings lie above the reference's."""
        learned = torch.cat([torch.zeros_like(self.log_error[:1]), self.bias_of_others])
        return torch.cat([learned, torch.zeros_like(self.log_error[:1]).expand(2, -1)])

    def noise(self, device: Tensor) -> Tensor:
        """Return R (..., 2 R, 2 R) of readings by device (...): diag(e^2) + u u^T + u' u'^T.

        u is what the spots of a sitting share, u' what its melanin does.
        """
        variance = torch.exp(2.0 * self.log_error)
        spots = torch.arange(2 * self.regions) < self.regions
        shared = torch.stack([self.shared * spots, self.shared * ~spots], dim=-1)  # (D, 2 R, 2)
        worst = shared.abs().amax(dim=0, keepdim=True)
        variance = torch.cat([variance, variance.amax(dim=0, keepdim=True), torch.ones_like(variance[:1])])
        shared = torch.cat([shared, worst, torch.zeros_like(worst)])
        return sitting_noise(variance, shared)[device]

    def count_variance(self, device: Tensor) -> Tensor:
        """Return (..., 1) variances of readings of spots of a rarity of 1 per mm2, by device (...).

        An area made up of few spots errs as their number does: its logarithm by a variance that goes with one over it.
        """
        variance = torch.exp(2.0 * self.log_count)
        worst = variance.amax(dim=0, keepdim=True)
        return torch.cat([variance, worst, torch.zeros_like(worst)])[device]

    def person_variance(self, device: Tensor) -> Tensor:
        """Return (..., 2) variances of what one person's spots and melanin by a device are off for good."""
        variance = torch.exp(2.0 * self.log_person)
        squares = self.bias_of_others.square()
        far = torch.stack([part.sum() for part in (squares[:, : self.regions], squares[:, self.regions :])])
        far = far / (max(len(squares), 1) * self.regions)
        unknown = variance.amax(dim=0) + far
        return torch.cat([variance, unknown[None], torch.zeros_like(unknown)[None]])[device]

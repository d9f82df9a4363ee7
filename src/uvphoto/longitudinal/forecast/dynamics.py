"""How the states of the skin move on their own, in closed form for any time between two visits.

States of R regions, in this order: tan m and activity of spots s (Ornstein-Uhlenbeck); damage D and its slope V (an
integrated random walk); damage of a region D_r (random walk); level of melanin c and c_r, and the sensitivities
gamma_m, gamma_d (fixed); then a bias of spots and one of melanin for each of the person's devices (fixed). A treatment
makes D and D_r jump, by how much is not known before.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Layout:
    """Where the states of R regions stand; the devices' biases follow after `own`."""

    regions: int

    tan = 0
    activity = 1
    damage = 2
    slope = 3

    @property
    def regional_damage(self) -> slice:
        """D_r."""
        return slice(4, 4 + self.regions)

    @property
    def level(self) -> int:
        """The place of c."""
        return 4 + self.regions

    @property
    def regional_level(self) -> slice:
        """c_r."""
        return slice(5 + self.regions, 5 + 2 * self.regions)

    @property
    def tan_sensitivity(self) -> int:
        """gamma_m."""
        return 5 + 2 * self.regions

    @property
    def damage_sensitivity(self) -> int:
        """gamma_d."""
        return 6 + 2 * self.regions

    @property
    def own(self) -> int:
        """The number of states without those of devices."""
        return 7 + 2 * self.regions


class Dynamics(nn.Module):
    """The times and spreads of the states, in units of the standardised readings and years."""

    def __init__(self, regions: int) -> None:
        super().__init__()
        self.layout = Layout(regions)
        self.log_tau_tan = _log(35 / 365)
        self.log_tau_activity = _log(35 / 365)
        self.log_sd_tan = _log(0.1)
        self.log_sd_activity = _log(0.06)
        self.log_sd_damage = _log(0.7)
        self.log_sd_slope = _log(0.03)
        self.log_rate_slope = _log(0.02)
        self.log_sd_regional = _log(0.3)
        self.log_rate_regional = _log(0.04)
        self.log_sd_treatment = _log(0.5)
        self.log_sd_level = _log(0.6)
        self.log_sd_regional_level = _log(0.15)
        self.log_sd_sensitivity = nn.Parameter(torch.full((2,), math.log(0.3), dtype=torch.float64))

    def initial_variance(self, biases: Tensor) -> Tensor:
        """Return the (B, n) variances of the states at the first visit, which are independent.

        Args:
            biases: (B, b) variances of the biases of the person's devices.

        """
        regions = self.layout.regions
        own = torch.cat(
            [
                torch.stack([self.log_sd_tan, self.log_sd_activity, self.log_sd_damage, self.log_sd_slope]),
                self.log_sd_regional.expand(regions),
                self.log_sd_level[None],
                self.log_sd_regional_level.expand(regions),
                self.log_sd_sensitivity,
            ]
        )
        return torch.cat([torch.exp(2.0 * own).expand(len(biases), -1), biases], dim=1)

    def step(self, gaps: Tensor, treated: Tensor, states: int) -> tuple[Tensor, Tensor]:
        """Return F and Q (B, K, n, n) of the steps of time that lead to the visits.

        Ornstein-Uhlenbeck: F = exp(-dt/tau), Q = sd^2 (1 - F^2). Integrated random walk of rate q: F = [1 dt; 0 1],
        Q = q^2 [dt^3/3 dt^2/2; dt^2/2 dt]. Random walk: F = 1, Q = q^2 dt. A treatment adds its variance to that of D
        and of each D_r.

        Args:
            gaps: (B, K) years, 0 or more.
            treated: (B, K) number of treatments in them.
            states: n, the number of all states.

        """
        at = self.layout
        kept_tan = torch.exp(-gaps * torch.exp(-self.log_tau_tan))
        kept_activity = torch.exp(-gaps * torch.exp(-self.log_tau_activity))
        one = torch.ones_like(gaps)
        transition = torch.diag_embed(torch.stack([kept_tan, kept_activity, *[one] * (states - 2)], dim=-1))
        transition = transition + _entry(gaps, states, at.damage, at.slope)
        rate = torch.exp(2.0 * self.log_rate_slope)
        variances = [torch.zeros_like(gaps)] * states
        variances[at.tan] = torch.exp(2.0 * self.log_sd_tan) * (1.0 - kept_tan.square())
        variances[at.activity] = torch.exp(2.0 * self.log_sd_activity) * (1.0 - kept_activity.square())
        jump = torch.exp(2.0 * self.log_sd_treatment) * treated
        variances[at.damage] = rate * gaps**3 / 3.0 + jump
        variances[at.slope] = rate * gaps
        variances[at.regional_damage] = [torch.exp(2.0 * self.log_rate_regional) * gaps + jump] * at.regions
        cross = rate * gaps.square() / 2.0
        noise = torch.diag_embed(torch.stack(variances, dim=-1))
        noise = noise + _entry(cross, states, at.damage, at.slope) + _entry(cross, states, at.slope, at.damage)
        return transition, noise


def _log(value: float) -> nn.Parameter:
    return nn.Parameter(torch.tensor(math.log(value), dtype=torch.float64))


def _entry(values: Tensor, states: int, row: int, column: int) -> Tensor:
    """Return (B, K, n, n) zeros with values (B, K) at one place."""
    place = torch.zeros(states, states, dtype=values.dtype)
    place[row, column] = 1.0
    return values[..., None, None] * place

"""The deep state space model of the skin: a network maps a person to a linear Gaussian model of their visits.

After Rangapuram et al. 2018 (Deep State Space Models for Time Series Forecasting, NeurIPS), in continuous time and with
the sun as input. Person i of covariates x, region r, device d, sitting k; E_m and E_s are mixtures of the memories
E_tau, C is the sum of the sun, all against the first visit:

    spots_r   = b_r(x) + lambda_r (D + v(x) t) + D_r + a_r s + xi_r (m + (1 + gamma_m) g_m(x) E_m)
                + (1 + gamma_d) (a_r g_s(x) E_s + h_r kappa(x) C) + bias_dr + bias_id + u_k + e
    melanin_r = b'_r(x) + c + c_r + rho_r (m + (1 + gamma_m) g_m(x) E_m) + mu_r (D + v(x) t)
                + bias'_dr + bias'_id + u'_k + e'

D, s, m, ... are the states of `dynamics`; u_k, e the noise of `devices`; spots are logits. What is written v(x) t holds
also the mean jump of D at each treatment.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from uvphoto.longitudinal.forecast.batch import Batch
from uvphoto.longitudinal.forecast.devices import Devices
from uvphoto.longitudinal.forecast.dose import TAUS
from uvphoto.longitudinal.forecast.dynamics import Dynamics
from uvphoto.longitudinal.forecast.history import COVARIATES
from uvphoto.longitudinal.forecast.kalman import LinearGaussian
from uvphoto.longitudinal.forecast.settings import ModelSettings


@dataclass(frozen=True, eq=False)
class Person:
    """What the network says of B people: levels (B, 2 R), and drift, g_s, kappa, g_m (B, 1)."""

    level: Tensor
    drift: Tensor
    activity: Tensor
    damage: Tensor
    tan: Tensor


class PersonNetwork(nn.Module):
    """A linear path from the covariates and, beside it, a network whose last layer begins at zero."""

    def __init__(self, regions: int, hidden: int, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.regions = regions
        outputs = 2 * regions + 4
        self.linear = nn.Linear(len(COVARIATES), outputs, dtype=torch.float64)
        with torch.no_grad():
            self.linear.weight.zero_()
            self.linear.bias.zero_()
            self.linear.bias[-3:] = torch.tensor([-2.5, -3.0, -1.5], dtype=torch.float64)  # of log g_s, kappa, g_m
        self.network = _network(hidden, outputs, generator) if hidden else None

    def forward(self, covariates: Tensor) -> Person:
        """Return what is said of people of covariates (B, C)."""
        said = self.linear(covariates)
        if self.network is not None:
            said = said + self.network(covariates)
        levels, (drift, activity, damage, tan) = said[:, :-4], said[:, -4:].split(1, dim=1)
        return Person(levels, drift, torch.exp(activity), torch.exp(damage), torch.exp(tan))


class SkinModel(nn.Module):
    """The model of a cohort; `centre` and `scale` (2 R) standardise the readings."""

    centre: Tensor
    scale: Tensor

    def __init__(self, settings: ModelSettings, generator: torch.Generator | None = None) -> None:
        super().__init__()
        regions = len(settings.regions)
        self.settings = settings
        self.dynamics = Dynamics(regions)
        self.devices = Devices(len(settings.devices), regions)
        self.person = PersonNetwork(regions, settings.hidden, generator)
        self.log_loadings = nn.Parameter(torch.zeros(4, regions, dtype=torch.float64))  # lambda, a, rho, h
        self.tan_in_spots = nn.Parameter(torch.full((regions,), 0.05, dtype=torch.float64))  # xi
        self.damage_in_melanin = nn.Parameter(torch.full((regions,), 0.02, dtype=torch.float64))  # mu
        self.mixtures = nn.Parameter(torch.zeros(2, len(TAUS), dtype=torch.float64))  # of the memories: E_m, E_s
        self.treatment = nn.Parameter(torch.tensor(-0.5, dtype=torch.float64))  # mean jump of D
        self.register_buffer("centre", torch.zeros(2 * regions, dtype=torch.float64))
        self.register_buffer("scale", torch.ones(2 * regions, dtype=torch.float64))

    def standardise(self, values: Tensor) -> Tensor:
        """Return readings (..., 2 R) in the model's units."""
        return (values - self.centre) / self.scale

    def assemble(self, batch: Batch) -> LinearGaussian:
        """Return the linear Gaussian model of people's standardised readings."""
        person = self.person(batch.covariates)
        slots = batch.slot_device.shape[1]
        biases = self.devices.person_variance(batch.slot_device).reshape(-1, 2 * slots)  # (B, 2 S)
        variance = self.dynamics.initial_variance(biases)
        states = variance.shape[1]
        gaps = torch.diff(batch.times, dim=1, prepend=batch.times[:, :1])
        treated = torch.diff(batch.treated, dim=1, prepend=batch.treated[:, :1])
        transition, state_noise = self.dynamics.step(gaps, treated, states)
        loading, offset = self._sun_and_drift(batch, person)
        return LinearGaussian(
            mean=torch.zeros_like(variance),
            covariance=torch.diag_embed(variance),
            transition=transition,
            state_noise=state_noise,
            output=self._output(batch, loading, states),
            offset=offset + self.devices.bias[batch.device],
            noise=self.devices.noise(batch.device) + self._count_noise(batch),
        )

    def _count_noise(self, batch: Batch) -> Tensor:
        """Return what readings of few spots err besides, (B, K, 2 R, 2 R)."""
        counted = self.devices.count_variance(batch.device) * batch.rarity
        return torch.diag_embed(torch.cat([counted, torch.zeros_like(counted)], dim=-1))

    def _loadings(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return lambda, a, rho, h (R,), each with geometric mean 1: the states and the network hold their size."""
        centred = torch.exp(self.log_loadings - self.log_loadings.mean(dim=1, keepdim=True))
        damage, activity, tan, sun = centred.unbind()
        return damage, activity, tan, sun

    def _sun_and_drift(self, batch: Batch, person: Person) -> tuple[tuple[Tensor, Tensor], Tensor]:
        """Return what gamma_m and gamma_d are multiplied by, (B, K, 2 R) each, and d without the device's bias."""
        damage, activity, tan, sun = self._loadings()
        weights = torch.softmax(self.mixtures, dim=1)
        tanned = person.tan * (batch.memory @ weights[0])  # (B, K)
        active = person.activity * (batch.memory @ weights[1])
        received = person.damage * batch.cumulative
        by_tan = tanned[..., None] * torch.cat([self.tan_in_spots, tan])
        by_sun = active[..., None] * activity + received[..., None] * sun  # (B, K, R)
        by_sun = torch.cat([by_sun, torch.zeros_like(by_sun)], dim=-1)
        drift = person.drift * batch.times + self.treatment * batch.treated
        drift = drift[..., None] * torch.cat([damage, self.damage_in_melanin])
        return (by_tan, by_sun), person.level[:, None] + drift + by_tan + by_sun

    def _output(self, batch: Batch, loading: tuple[Tensor, Tensor], states: int) -> Tensor:
        """Return H (B, K, 2 R, n)."""
        damage, activity, tan, _ = self._loadings()
        at, regions = self.dynamics.layout, self.dynamics.layout.regions
        people, visits = batch.times.shape
        nothing, identity = torch.zeros_like(tan), torch.eye(regions, dtype=tan.dtype)
        fixed = torch.zeros(2 * regions, at.own, dtype=tan.dtype)
        columns = list(fixed.unbind(dim=1))
        columns[at.tan] = torch.cat([self.tan_in_spots, tan])
        columns[at.activity] = torch.cat([activity, nothing])
        columns[at.damage] = torch.cat([damage, self.damage_in_melanin])
        columns[at.regional_damage] = torch.cat([identity, torch.zeros_like(identity)]).unbind(dim=1)
        columns[at.level] = torch.cat([nothing, nothing + 1.0])
        columns[at.regional_level] = torch.cat([torch.zeros_like(identity), identity]).unbind(dim=1)
        common = torch.stack(columns[: at.tan_sensitivity], dim=1).expand(people, visits, -1, -1)
        by_tan, by_sun = loading
        is_spots = torch.cat([nothing + 1.0, nothing])
        measures = torch.stack([is_spots, 1.0 - is_spots], dim=-1)  # (2 R, 2)
        biases = torch.einsum("bks,rm->bkrsm", batch.slot, measures).reshape(people, visits, 2 * regions, -1)
        output = torch.cat([common, by_tan[..., None], by_sun[..., None], biases], dim=-1)
        if output.shape[-1] != states:
            raise ValueError(f"{output.shape[-1]} columns for {states} states")
        return output


def _network(hidden: int, outputs: int, generator: torch.Generator | None) -> nn.Sequential:
    first = nn.Linear(len(COVARIATES), hidden, dtype=torch.float64)
    last = nn.Linear(hidden, outputs, dtype=torch.float64)
    with torch.no_grad():
        first.weight.copy_(torch.randn(first.weight.shape, generator=generator, dtype=torch.float64) / 2.0)
        first.bias.zero_()
        last.weight.zero_()
        last.bias.zero_()
    return nn.Sequential(first, nn.Tanh(), last)

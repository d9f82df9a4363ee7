"""A pooled Gaussian process of all columns at once: the strongest of the baselines.

    y_c(t) = x(t) beta_c + f_c(t) + sitting + e

f has the covariance sum_q B_q k_q(t, t'), B_q = W_q W_q^T + diag (intrinsic coregionalisation), with k_q a constant, a
line, a Wiener process and two exponentials; the noise is the device's, of the reading, the sitting, and the person. Its
hyperparameters make the cohort's readings likeliest together.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from forecast_baselines import one_hot
from forecast_cases import Answer, Case, Values, regressors
from torch import Tensor, nn

from uvphoto.longitudinal.forecast.history import PersonHistory

KERNELS = 5


class PooledProcess(nn.Module):
    """Hyperparameters of C columns, D devices and P regressors."""

    def __init__(self, columns: int, devices: int, regressors_: int) -> None:
        super().__init__()
        double = torch.float64
        self.beta = nn.Parameter(torch.zeros(regressors_, columns, dtype=double))
        self.factors = nn.Parameter(0.1 * torch.randn(KERNELS, columns, 3, dtype=double))
        self.log_own = nn.Parameter(
            torch.tensor([-1.5, -4.0, -3.5, -3.0, -3.0], dtype=double)[:, None].repeat(1, columns)
        )
        self.log_times = nn.Parameter(torch.log(torch.tensor([0.08, 0.5], dtype=double)))
        self.log_error = nn.Parameter(torch.full((devices, columns), math.log(0.08), dtype=double))
        self.sitting = nn.Parameter(torch.full((devices, columns), 0.08, dtype=double))
        self.log_person = nn.Parameter(torch.full((devices, 2), math.log(0.05), dtype=double))

    def covariance(self, times: Tensor, device: Tensor) -> Tensor:
        """Return (K C, K C) of readings at times (K,) by devices (K,), visit by visit."""
        visits, columns = times.numel(), self.beta.shape[1]
        gap = (times[:, None] - times).abs()
        kernels = [
            torch.ones_like(gap),
            times[:, None] * times,
            torch.minimum(times[:, None], times),
            *(torch.exp(-gap / torch.exp(one)) for one in self.log_times),
        ]
        whole = torch.zeros(visits, columns, visits, columns, dtype=times.dtype)
        half = torch.arange(columns) < columns // 2
        measures = torch.stack([half, ~half], dim=1).to(times.dtype)  # (C, 2)
        for factor, own, kernel in zip(self.factors, self.log_own, kernels, strict=True):
            mixed = factor @ factor.T + torch.diag(torch.exp(2 * own))
            whole = whole + torch.einsum("kl,cd->kcld", kernel, mixed)
        same = (device[:, None] == device).to(times.dtype)
        person = torch.exp(2 * self.log_person)[device]  # (K, 2)
        within = (measures[:, None] * measures[None]).to(times.dtype)  # (C, C, 2)
        whole = whole + torch.einsum("kl,km,cdm->kcld", same, person, within)
        u = self.sitting[device]
        noise = u[:, :, None] * u[:, None] * within.sum(-1) + torch.diag_embed(torch.exp(2 * self.log_error[device]))
        whole = whole + torch.einsum("kl,kcd->kcld", torch.eye(visits, dtype=times.dtype), noise)
        return whole.reshape(visits * columns, visits * columns)


def pooled_process(
    histories: Sequence[PersonHistory], names: Sequence[str], *, epochs: int, seed: int
) -> Callable[[Case], Answer]:
    """Fit a pooled Gaussian process to a cohort and return its forecast."""
    torch.manual_seed(seed)
    values = np.concatenate([one.values for one in histories])
    centre, scale = np.nanmean(values, axis=0), np.nanstd(values, axis=0)

    def inputs(history: PersonHistory, days: Values, devices: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        dummies = one_hot(devices, names)
        x = np.concatenate([regressors(history, days), dummies[:, 1:]], axis=1)
        return torch.from_numpy(days / 365.0), torch.from_numpy(dummies.argmax(axis=1)), torch.from_numpy(x)

    people = [
        (inputs(one, one.days, one.devices), torch.from_numpy((one.values - centre) / scale)) for one in histories
    ]
    process = PooledProcess(len(centre), len(names), people[0][0][2].shape[1])
    size, rng = 16, np.random.default_rng(seed)
    optimiser = torch.optim.Adam(process.parameters(), lr=0.02)
    steps = epochs * math.ceil(len(people) / size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.03, total_steps=steps)
    for _ in range(epochs):
        order = rng.permutation(len(people))
        for start in range(0, len(people), size):
            optimiser.zero_grad()
            losses = [_loss(process, *people[one]) for one in order[start : start + size]]
            (sum(one for one, _ in losses) / sum(count for _, count in losses)).backward()
            torch.nn.utils.clip_grad_norm_(process.parameters(), 5.0)
            optimiser.step()
            schedule.step()

    @torch.inference_mode()
    def answer(case: Case) -> Answer:
        visits = [*range(case.visits), *case.asked]
        times, device, x = inputs(case.past, case.whole.days[visits], [case.whole.devices[visit] for visit in visits])
        whole, mean = process.covariance(times, device), (x @ process.beta).reshape(-1)
        y = torch.from_numpy((case.past.values - centre) / scale).reshape(-1)
        there, ahead = torch.nonzero(~torch.isnan(y)).squeeze(1), slice(y.numel(), None)
        root = torch.linalg.cholesky(whole[there][:, there])
        cross = torch.linalg.solve_triangular(root, whole[there][:, ahead], upper=False)
        residual = torch.linalg.solve_triangular(root, (y - mean[: y.numel()])[there, None], upper=False)
        expected = mean[ahead] + (cross.T @ residual).squeeze(1)
        variance = torch.diagonal(whole)[ahead] - cross.square().sum(0)
        shape = case.truth.shape
        return Answer.normal(
            expected.reshape(shape).numpy() * scale + centre, variance.sqrt().reshape(shape).numpy() * scale
        )

    return answer


def _loss(process: PooledProcess, given: tuple[Tensor, Tensor, Tensor], y: Tensor) -> tuple[Tensor, int]:
    times, device, x = given
    there = torch.nonzero(~torch.isnan(y.reshape(-1))).squeeze(1)
    root = torch.linalg.cholesky(process.covariance(times, device)[there][:, there])
    residual = (y - x @ process.beta).reshape(-1)[there]
    white = torch.linalg.solve_triangular(root, residual[:, None], upper=False)
    return 0.5 * white.square().sum() + torch.log(torch.diagonal(root)).sum(), there.numel()

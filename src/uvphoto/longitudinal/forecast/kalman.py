"""The exact Kalman filter, smoother and forecast of many people at once, in torch.

    x_1 ~ N(m_1, P_1)
    x_k = F_k x_(k-1) + w_k,      w_k ~ N(0, Q_k)          k = 2..K
    y_k = H_k x_k + d_k + v_k,    v_k ~ N(0, R_k)          k = 1..K

Every matrix may differ by person and by visit, so visits may be as irregular as they like. Symbols as in Särkkä 2013,
Bayesian Filtering and Smoothing, section 4.3 (filter) and 8.2 (smoother). Shapes: B people, K visits, n states, p
outputs.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class LinearGaussian:
    """A time-varying linear Gaussian model of B people over K visits.

    Attributes:
        mean: (B, n) of the state at the first visit.
        covariance: (B, n, n) of it.
        transition: (B, K, n, n) F; the first visit's is not used.
        state_noise: (B, K, n, n) Q, the same.
        output: (B, K, p, n) H.
        offset: (B, K, p) d.
        noise: (B, K, p, p) R, positive definite.

    """

    mean: Tensor
    covariance: Tensor
    transition: Tensor
    state_noise: Tensor
    output: Tensor
    offset: Tensor
    noise: Tensor


@dataclass(frozen=True, eq=False)
class States:
    """Gaussian states: mean (B, K, n) and covariance (B, K, n, n)."""

    mean: Tensor
    covariance: Tensor


@dataclass(frozen=True, eq=False)
class Filtered:
    """What a pass forwards gives.

    Attributes:
        predicted: states given the visits before.
        filtered: states given also the visit itself.
        log_likelihood: (B,) log p(y_1..K), of the values that are there.
        count: (B,) number of them.

    """

    predicted: States
    filtered: States
    log_likelihood: Tensor
    count: Tensor


def sitting_noise(variances: Tensor, shared: Tensor) -> Tensor:
    """Return R = diag(variances) + shared shared^T: each output's own error and one of the whole sitting.

    Args:
        variances: (..., p), above 0.
        shared: (..., p) or (..., p, q) for q independent errors of the sitting.

    """
    loading = shared.unsqueeze(-1) if shared.ndim == variances.ndim else shared
    return torch.diag_embed(variances) + loading @ loading.mT


def kalman_filter(model: LinearGaussian, values: Tensor) -> Filtered:
    """Run the filter over the visits; a NaN is a value that is missing.

    A missing output has its row of H and its innovation set to 0 and its R to 1 (Durbin and Koopman 2012, section
    4.10), which leaves the state as it was and adds nothing to the likelihood; a visit without any value is a step of
    time alone. Covariances by Joseph's form, which stays symmetric and positive.

    Args:
        model: of the people.
        values: (B, K, p) y.

    Raises:
        ValueError: the shapes do not fit.

    """
    _check(model, values)
    seen = ~torch.isnan(values)
    output = model.output * seen.unsqueeze(-1)
    innovation_base = torch.where(seen, values - model.offset, torch.zeros_like(values))
    noise = _noise_of_seen(model.noise, seen)
    identity = torch.eye(model.mean.shape[-1], dtype=values.dtype, device=values.device)
    mean, covariance = model.mean, model.covariance
    likelihood = torch.zeros_like(mean[:, 0])
    predicted, filtered = [], []
    for k in range(values.shape[1]):
        if k > 0:
            mean, covariance = advance(mean, covariance, model.transition[:, k], model.state_noise[:, k])
        predicted.append((mean, covariance))
        h, r = output[:, k], noise[:, k]
        innovation = innovation_base[:, k] - (h @ mean.unsqueeze(-1)).squeeze(-1)  # (B, p)
        cross = covariance @ h.mT  # (B, n, p)
        root = torch.linalg.cholesky(h @ cross + r)  # (B, p, p) of S
        whitened = torch.linalg.solve_triangular(root, innovation.unsqueeze(-1), upper=False).squeeze(-1)
        log_det = 2.0 * torch.log(torch.diagonal(root, dim1=-2, dim2=-1)).sum(-1)
        likelihood = likelihood - 0.5 * (whitened.square().sum(-1) + log_det)
        gain = torch.cholesky_solve(cross.mT, root).mT  # (B, n, p) = P H^T S^-1
        kept = identity - gain @ h
        mean = mean + (gain @ innovation.unsqueeze(-1)).squeeze(-1)
        covariance = kept @ covariance @ kept.mT + gain @ r @ gain.mT
        filtered.append((mean, covariance))
    count = seen.sum(dim=(1, 2))
    likelihood = likelihood - 0.5 * math.log(2.0 * math.pi) * count.to(values.dtype)
    return Filtered(_stack(predicted), _stack(filtered), likelihood, count)


def smooth(model: LinearGaussian, passed: Filtered) -> States:
    """Return the states given all visits (Rauch, Tung and Striebel 1965).

    G_k = P_k F^T (P^-_(k+1))^-1; by the pseudo-inverse, which is exact also where a state is known without error.
    """
    filtered, predicted = passed.filtered, passed.predicted
    last = filtered.mean.shape[1] - 1
    mean, covariance = filtered.mean[:, last], filtered.covariance[:, last]
    backwards = [(mean, covariance)]
    for k in range(last - 1, -1, -1):
        ahead = predicted.covariance[:, k + 1]
        inverse = torch.linalg.pinv(ahead, hermitian=True)
        gain = filtered.covariance[:, k] @ model.transition[:, k + 1].mT @ inverse
        mean = filtered.mean[:, k] + (gain @ (mean - predicted.mean[:, k + 1]).unsqueeze(-1)).squeeze(-1)
        covariance = filtered.covariance[:, k] + gain @ (covariance - ahead) @ gain.mT
        backwards.append((mean, covariance))
    return _stack(backwards[::-1])


def advance(mean: Tensor, covariance: Tensor, transition: Tensor, state_noise: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean (B, n) and covariance (B, n, n) of the state one step on: F m and F P F^T + Q."""
    ahead = transition @ covariance @ transition.mT + state_noise
    return (transition @ mean.unsqueeze(-1)).squeeze(-1), 0.5 * (ahead + ahead.mT)


def outputs_of(model: LinearGaussian, states: States) -> tuple[Tensor, Tensor]:
    """Return mean (B, K, p) and covariance (B, K, p, p) of the outputs without their noise: H m + d, H P H^T."""
    mean = (model.output @ states.mean.unsqueeze(-1)).squeeze(-1) + model.offset
    return mean, model.output @ states.covariance @ model.output.mT


def forecast(model: LinearGaussian, values: Tensor, steps: int) -> tuple[Tensor, Tensor]:
    """Return what the last visits of a model are expected to show, given the values of those before.

    Args:
        model: of the K visits of the past and the future.
        values: (B, K - steps, p) of the past; NaN where missing.
        steps: visits to forecast, 1 or more.

    Returns:
        mean (B, steps, p) and covariance (B, steps, p, p) of the outputs with their noise.

    Raises:
        ValueError: the shapes do not fit.

    """
    unknown = torch.full_like(model.offset[:, :steps], torch.nan)
    passed = kalman_filter(model, torch.cat([values, unknown], dim=1))
    mean, covariance = outputs_of(model, passed.filtered)
    return mean[:, -steps:], covariance[:, -steps:] + model.noise[:, -steps:]


def _noise_of_seen(noise: Tensor, seen: Tensor) -> Tensor:
    """Return R with the rows and columns of missing outputs those of the identity."""
    both = seen.unsqueeze(-1) & seen.unsqueeze(-2)
    return noise * both + torch.diag_embed((~seen).to(noise.dtype))


def _stack(steps: list[tuple[Tensor, Tensor]]) -> States:
    means, covariances = zip(*steps, strict=True)
    return States(torch.stack(means, dim=1), torch.stack(covariances, dim=1))


def _check(model: LinearGaussian, values: Tensor) -> None:
    people, states = model.mean.shape
    visits, outputs = model.output.shape[1:3]
    shapes = {
        "values": (values, (people, visits, outputs)),
        "covariance": (model.covariance, (people, states, states)),
        "transition": (model.transition, (people, visits, states, states)),
        "state_noise": (model.state_noise, (people, visits, states, states)),
        "output": (model.output, (people, visits, outputs, states)),
        "offset": (model.offset, (people, visits, outputs)),
        "noise": (model.noise, (people, visits, outputs, outputs)),
    }
    for name, (given, wanted) in shapes.items():
        if tuple(given.shape) != wanted:
            raise ValueError(f"{name} is {tuple(given.shape)}, where {wanted} fits the rest")

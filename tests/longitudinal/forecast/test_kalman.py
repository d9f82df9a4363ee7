import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.statespace.mlemodel import MLEModel

from uvphoto.longitudinal.forecast.kalman import (
    LinearGaussian,
    forecast,
    kalman_filter,
    outputs_of,
    sitting_noise,
    smooth,
)

NAMES = ("mean", "covariance", "transition", "state_noise", "output", "offset", "noise")


def spd(rng: np.random.Generator, *shape: int) -> np.ndarray:
    root = rng.standard_normal((*shape, shape[-1]))
    return root @ np.swapaxes(root, -1, -2) / shape[-1] + 0.2 * np.eye(shape[-1])


def drawn(
    seed: int, people: int = 2, visits: int = 5, states: int = 3, outputs: int = 2
) -> tuple[LinearGaussian, np.ndarray]:
    rng = np.random.default_rng(seed)
    model = LinearGaussian(
        *(
            torch.from_numpy(array)
            for array in (
                rng.standard_normal((people, states)),
                spd(rng, people, states),
                0.6 * rng.standard_normal((people, visits, states, states)),
                spd(rng, people, visits, states),
                rng.standard_normal((people, visits, outputs, states)),
                rng.standard_normal((people, visits, outputs)),
                spd(rng, people, visits, outputs),
            )
        )
    )
    values = rng.standard_normal((people, visits, outputs))
    values[rng.random(values.shape) < 0.3] = np.nan
    return model, values


def joint(model: LinearGaussian, person: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return mean and covariance of all states stacked, and H and R of all outputs stacked: no recursion."""
    m, p, f, q, h, _, r = (getattr(model, name)[person].numpy() for name in NAMES)
    visits, outputs, n = h.shape
    # x = A (x_1, w_2, .., w_K): block (k, j) of A is F_k ... F_(j+1)
    a = np.zeros((visits * n, visits * n))
    for k in range(visits):
        for j in range(k + 1):
            product = np.eye(n)
            for i in range(j + 1, k + 1):
                product = f[i] @ product
            a[k * n : (k + 1) * n, j * n : (j + 1) * n] = product
    drivers = np.zeros((visits * n, visits * n))
    for k in range(visits):
        drivers[k * n : (k + 1) * n, k * n : (k + 1) * n] = p if k == 0 else q[k]
    big_h, big_r = np.zeros((visits * outputs, visits * n)), np.zeros((visits * outputs, visits * outputs))
    for k in range(visits):
        big_h[k * outputs : (k + 1) * outputs, k * n : (k + 1) * n] = h[k]
        big_r[k * outputs : (k + 1) * outputs, k * outputs : (k + 1) * outputs] = r[k]
    return a[:, :n] @ m, a @ drivers @ a.T, big_h, big_r


def conditioned(model: LinearGaussian, values: np.ndarray, person: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Return mean and covariance of all states given the values that are there, and the log density of these."""
    mean, covariance, h, r = joint(model, person)
    y = values[person].reshape(-1)
    there = np.isfinite(y)
    h, r = h[there], r[np.ix_(there, there)]
    residual = y[there] - h @ mean - model.offset[person].numpy().reshape(-1)[there]
    s = h @ covariance @ h.T + r
    gain = covariance @ h.T @ np.linalg.inv(s)
    density = -0.5 * (residual @ np.linalg.solve(s, residual) + np.linalg.slogdet(2 * np.pi * s)[1])
    return mean + gain @ residual, covariance - gain @ h @ covariance, float(density)


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_it_agrees_with_inverting_the_joint_gaussian(seed: int) -> None:
    model, values = drawn(seed)
    passed = kalman_filter(model, torch.from_numpy(values))
    smoothed = smooth(model, passed)
    people, visits, _ = values.shape
    n = model.mean.shape[1]
    for person in range(people):
        mean, covariance, density = conditioned(model, values, person)
        assert passed.log_likelihood[person].item() == pytest.approx(density, abs=1e-8)
        np.testing.assert_allclose(smoothed.mean[person].numpy().reshape(-1), mean, atol=1e-8)
        for k in range(visits):
            block = covariance[k * n : (k + 1) * n, k * n : (k + 1) * n]
            np.testing.assert_allclose(smoothed.covariance[person, k].numpy(), block, atol=1e-8)
    np.testing.assert_array_equal(passed.count.numpy(), np.isfinite(values).sum(axis=(1, 2)))


def test_a_forecast_is_the_joint_gaussian_without_the_last_values() -> None:
    model, values = drawn(5, visits=6)
    mean, covariance = forecast(model, torch.from_numpy(values[:, :4]), 2)
    values[:, 4:] = np.nan
    n, p = model.mean.shape[1], values.shape[2]
    for person in range(len(values)):
        states, spread, _ = conditioned(model, values, person)
        for step, k in enumerate((4, 5)):
            h = model.output[person, k].numpy()
            expected = h @ states[k * n : (k + 1) * n] + model.offset[person, k].numpy()
            block = spread[k * n : (k + 1) * n, k * n : (k + 1) * n]
            np.testing.assert_allclose(mean[person, step], expected, atol=1e-9)
            np.testing.assert_allclose(
                covariance[person, step], h @ block @ h.T + model.noise[person, k].numpy(), atol=1e-9
            )
    assert mean.shape == (2, 2, p)


def local_level(values: np.ndarray, level: float, irregular: float, mean: float, variance: float) -> LinearGaussian:
    one = torch.ones(1, len(values), 1, 1, dtype=torch.float64)
    return LinearGaussian(
        mean=torch.full((1, 1), mean, dtype=torch.float64),
        covariance=torch.full((1, 1, 1), variance, dtype=torch.float64),
        transition=one,
        state_noise=level * one,
        output=one,
        offset=torch.zeros(1, len(values), 1, dtype=torch.float64),
        noise=irregular * one,
    )


def test_it_agrees_with_the_golden_figures_of_the_nile(reference_data: Path) -> None:
    cases = json.loads((reference_data / "reference" / "golden_kalman.json").read_text())["cases"]
    assert len(cases) == 4
    for case in cases:
        nile = sm.datasets.nile.load_pandas().data["volume"].to_numpy(dtype=np.float64, copy=True)
        if "missing" in case["name"]:
            nile[20:40] = nile[60:80] = np.nan
        level, irregular = case["sigma2_level"], case["sigma2_irregular"]
        diffuse = "diffuse" in case["init"]
        # A diffuse level is, after its first value, N(y_1, irregular), and log p(y_1) counts -log(2 pi) / 2.
        start = (nile[0], irregular) if diffuse else (0.0, 1e7)
        past = np.where(np.arange(100) == 0, np.nan, nile) if diffuse else nile
        ahead = np.concatenate([past, np.full(10, np.nan)])
        model = local_level(ahead, level, irregular, *start)
        passed = kalman_filter(model, torch.from_numpy(ahead).reshape(1, -1, 1))
        smoothed = smooth(model, passed)
        mean, covariance = forecast(model, torch.from_numpy(past.copy()).reshape(1, -1, 1), 10)
        found = {
            "loglik": passed.log_likelihood.item() - (0.5 * math.log(2 * math.pi) if diffuse else 0.0),
            "filtered_last": passed.filtered.mean[0, 99].item(),
            "filtered_last_var": passed.filtered.covariance[0, 99].item(),
            "smoothed_first": smoothed.mean[0, 0].item(),
            "smoothed_mid": smoothed.mean[0, 50].item(),
            "smoothed_mid_var": smoothed.covariance[0, 50].item(),
            "forecast_h10_mean": mean[0, 9].item(),
            "forecast_h10_var": covariance[0, 9].item(),
        }
        for name, value in found.items():
            assert value == pytest.approx(case[name], rel=1e-6), (case["name"], name)


def test_it_agrees_with_statsmodels_on_a_model_that_changes_over_time() -> None:
    model, values = drawn(11, people=1, visits=9)
    theirs = MLEModel(values[0], k_states=3)
    design = {name: getattr(model, name)[0].numpy() for name in NAMES}
    theirs["design"] = np.moveaxis(design["output"], 0, -1)
    theirs["obs_intercept"] = design["offset"].T
    theirs["obs_cov"] = np.moveaxis(design["noise"], 0, -1)
    # theirs has at k what leads to k + 1
    theirs["transition"] = np.moveaxis(np.roll(design["transition"], -1, axis=0), 0, -1)
    theirs["state_cov"] = np.moveaxis(np.roll(design["state_noise"], -1, axis=0), 0, -1)
    theirs["selection"] = np.eye(3)
    theirs.ssm.initialize_known(design["mean"], design["covariance"])
    result = theirs.ssm.smooth()
    passed = kalman_filter(model, torch.from_numpy(values))
    smoothed = smooth(model, passed)
    assert passed.log_likelihood.item() == pytest.approx(result.llf, abs=1e-8)
    np.testing.assert_allclose(passed.filtered.mean[0].numpy().T, result.filtered_state, atol=1e-8)
    np.testing.assert_allclose(smoothed.mean[0].numpy().T, result.smoothed_state, atol=1e-8)
    np.testing.assert_allclose(np.moveaxis(smoothed.covariance[0].numpy(), 0, -1), result.smoothed_state_cov, atol=1e-8)


def test_gradients_are_those_of_finite_differences_also_with_missing_values() -> None:
    model, values = drawn(2, people=1, visits=3, states=2)
    tensors = [getattr(model, name).requires_grad_() for name in NAMES]

    def likelihood(*parts: torch.Tensor) -> torch.Tensor:
        m, p, f, q, h, d, r = parts
        return kalman_filter(
            LinearGaussian(m, p + p.mT, f, q + q.mT, h, d, r + r.mT), torch.from_numpy(values)
        ).log_likelihood

    assert torch.autograd.gradcheck(likelihood, tensors)


def test_a_visit_without_a_value_is_a_step_of_time_alone() -> None:
    model, values = drawn(8, people=1, visits=4)
    values[0, 2] = np.nan
    passed = kalman_filter(model, torch.from_numpy(values))
    torch.testing.assert_close(passed.filtered.mean[0, 2], passed.predicted.mean[0, 2])
    torch.testing.assert_close(passed.filtered.covariance[0, 2], passed.predicted.covariance[0, 2])


def test_a_state_known_without_error_can_be_smoothed() -> None:
    model, values = drawn(9, people=1, visits=4)
    identity = torch.eye(3, dtype=torch.float64).expand(1, 4, 3, 3)
    known = torch.diag(torch.tensor([1.0, 0.0, 2.0], dtype=torch.float64))
    model = replace(model, covariance=known[None], transition=identity, state_noise=torch.zeros(1, 4, 3, 3).double())
    smoothed = smooth(model, kalman_filter(model, torch.from_numpy(values)))
    torch.testing.assert_close(smoothed.mean[0, :, 1], model.mean[0, 1].expand(4))


def test_single_precision_is_near_double() -> None:
    model, values = drawn(3)
    single = LinearGaussian(*(getattr(model, name).float() for name in NAMES))
    near = kalman_filter(single, torch.from_numpy(values).float()).log_likelihood
    torch.testing.assert_close(
        near.double(), kalman_filter(model, torch.from_numpy(values)).log_likelihood, atol=1e-3, rtol=0
    )


def test_the_noise_of_a_sitting_is_shared() -> None:
    noise = sitting_noise(torch.tensor([1.0, 2.0]), torch.tensor([0.5, -1.0]))
    torch.testing.assert_close(noise, torch.tensor([[1.25, -0.5], [-0.5, 3.0]]))
    two = sitting_noise(torch.tensor([1.0, 2.0]), torch.tensor([[0.5, 0.0], [0.0, 3.0]]))
    torch.testing.assert_close(two, torch.tensor([[1.25, 0.0], [0.0, 11.0]]))


def test_outputs_are_those_of_the_states() -> None:
    model, values = drawn(4)
    passed = kalman_filter(model, torch.from_numpy(values))
    mean, covariance = outputs_of(model, passed.filtered)
    h, p = model.output[1, 2], passed.filtered.covariance[1, 2]
    torch.testing.assert_close(mean[1, 2], h @ passed.filtered.mean[1, 2] + model.offset[1, 2])
    torch.testing.assert_close(covariance[1, 2], h @ p @ h.T)


def test_shapes_that_do_not_fit_are_refused() -> None:
    model, values = drawn(1)
    with pytest.raises(ValueError, match="values is"):
        kalman_filter(model, torch.from_numpy(values[:, :-1]))

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from uvphoto.longitudinal.forecast.batch import Future, collate
from uvphoto.longitudinal.forecast.dose import dose_features
from uvphoto.longitudinal.forecast.fit import loss_of
from uvphoto.longitudinal.forecast.history import PersonHistory, history_of
from uvphoto.longitudinal.forecast.kalman import kalman_filter
from uvphoto.longitudinal.forecast.settings import ModelSettings
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.simulate.series.cohort import CohortSettings, simulate_cohort
from uvphoto.simulate.series.cohort_plan import DEVICES, REGIONS

SETTINGS = ModelSettings(REGIONS, tuple(DEVICES), hidden=5)


@pytest.fixture(scope="module")
def people() -> list[PersonHistory]:
    return [history_of(member) for member in simulate_cohort(CohortSettings(6, 4, most_visits=8))]


@pytest.fixture(scope="module")
def shaken() -> SkinModel:
    generator = torch.Generator().manual_seed(1)
    model = SkinModel(SETTINGS, generator)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.2 * torch.randn(parameter.shape, generator=generator, dtype=torch.float64))
    return model.requires_grad_(False)


def test_the_outputs_are_those_of_the_formula(people: list[PersonHistory], shaken: SkinModel) -> None:
    """One person, one state drawn, every reading written out in scalars."""
    history = replace(people[2], treatments=(people[2].days[1] + 1.0,))
    batch = collate([history], SETTINGS.devices)
    linear = shaken.assemble(batch)
    x = np.random.default_rng(2).standard_normal(linear.mean.shape[1])
    found = (linear.output[0].numpy() @ x) + linear.offset[0].numpy()
    features = dose_features(history.dose, history.days)
    loading = [[math.exp(v - np.mean(row)) for v in row] for row in shaken.log_loadings.tolist()]
    weights = [np.exp(row) / np.exp(row).sum() for row in shaken.mixtures.numpy()]
    covariates = torch.from_numpy(history.covariates)
    said = (shaken.person.linear(covariates) + shaken.person.network(covariates)).tolist()
    drift, g_s, kappa, g_m = said[8], *(math.exp(one) for one in said[9:])
    m, s, damage, gamma_m, gamma_d = x[0], x[1], x[2], x[13], x[14]
    own = list(dict.fromkeys(history.devices))
    for k, day in enumerate(history.days):
        device = SETTINGS.devices.index(history.devices[k])
        slot = own.index(history.devices[k])
        tan = m + (1 + gamma_m) * g_m * float(features.memory[k] @ weights[0])
        e_s, c = float(features.memory[k] @ weights[1]), features.cumulative[k]
        done = damage + drift * day / 365 + float(shaken.treatment) * (k >= 2)
        for r in range(4):
            lam, a, rho, h = (loading[row][r] for row in range(4))
            xi, mu = float(shaken.tan_in_spots[r]), float(shaken.damage_in_melanin[r])
            bias = [0.0] * 8 if device == 0 else shaken.devices.bias_of_others[device - 1].tolist()
            spots = said[r] + lam * done + x[4 + r] + a * s + xi * tan
            spots += (1 + gamma_d) * (a * g_s * e_s + h * kappa * c) + bias[r] + x[15 + 2 * slot]
            melanin = said[4 + r] + x[8] + x[9 + r] + rho * tan + mu * done + bias[4 + r] + x[16 + 2 * slot]
            assert found[k, r] == pytest.approx(spots, abs=1e-10)
            assert found[k, 4 + r] == pytest.approx(melanin, abs=1e-10)


def test_people_do_not_change_each_other_in_a_batch(people: list[PersonHistory], shaken: SkinModel) -> None:
    batch = collate(people, SETTINGS.devices)
    together = kalman_filter(shaken.assemble(batch), batch.values)
    for index, one in enumerate(people):
        single = collate([one], SETTINGS.devices)
        alone = kalman_filter(shaken.assemble(single), single.values)
        torch.testing.assert_close(alone.log_likelihood[0], together.log_likelihood[index])
        assert int(alone.count) == np.isfinite(one.values).sum()


def test_a_sitting_errs_in_spots_and_in_melanin_each_for_itself(shaken: SkinModel) -> None:
    for device in range(4):
        noise = shaken.devices.noise(torch.tensor(device)).numpy()
        shared = shaken.devices.shared[device].numpy()
        error = np.exp(2 * shaken.devices.log_error[device].numpy())
        np.testing.assert_allclose(noise[:4, :4], np.outer(shared[:4], shared[:4]) + np.diag(error[:4]))
        np.testing.assert_allclose(noise[4:, 4:], np.outer(shared[4:], shared[4:]) + np.diag(error[4:]))
        assert not noise[:4, 4:].any()


def test_a_device_that_is_not_known_errs_more_than_any(shaken: SkinModel) -> None:
    noise = torch.stack([torch.diagonal(shaken.devices.noise(torch.tensor(one))) for one in range(5)])
    person = shaken.devices.person_variance(torch.arange(6))
    assert (noise[4] >= noise[:4] - 1e-12).all()
    assert (person[4] > person[:4]).all()
    assert not person[5].any()
    assert not shaken.devices.bias[4:].any()


def test_the_skin_itself_has_no_device(people: list[PersonHistory], shaken: SkinModel) -> None:
    future = Future(people[0].days[-1] + np.array([30.0, 60.0]), (None, "unheard of"))
    batch = collate([people[0]], SETTINGS.devices, [future])
    assert batch.device[0, -2:].tolist() == [5, 4]
    assert not batch.slot[0, -2].any()
    assert batch.slot[0, -1].sum() == 1
    output = shaken.assemble(batch).output[0]
    assert not output[-2, :, 15:].any()


def test_the_network_says_nothing_before_it_has_learned() -> None:
    torch.manual_seed(0)
    with_network, without = SkinModel(SETTINGS), SkinModel(replace(SETTINGS, hidden=0))
    covariates = torch.randn(3, 4, dtype=torch.float64)
    torch.testing.assert_close(with_network.person(covariates).level, without.person(covariates).level)


def test_every_parameter_has_a_finite_gradient_also_with_two_visits_on_a_day_apart(people: list[PersonHistory]) -> None:
    model = SkinModel(SETTINGS)
    near = replace(people[0].first(2), days=np.array([0.0, 1e-3]))
    loss_of(model, collate([*people, near], SETTINGS.devices)).backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name


def test_regions_and_devices_are_named_once() -> None:
    with pytest.raises(ValueError, match="each once"):
        ModelSettings(("nose", "nose"), ("clinic",))

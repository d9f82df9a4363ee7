"""Devices that a model does not know are learned from a few people, and the model stays what it was."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.adapt import AdaptSettings, adapt, with_reference
from uvphoto.longitudinal.forecast.batch import Future, collate
from uvphoto.longitudinal.forecast.fit import loss_of
from uvphoto.longitudinal.forecast.forecaster import predict
from uvphoto.longitudinal.forecast.history import PersonHistory, history_of
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.simulate.series.cohort import CohortSettings, simulate_cohort

NEW = "a camera of one's own"
BIAS, NOISE = 0.5, 0.35  # logits


def camera(seed: int, people: int) -> list[PersonHistory]:
    """Return people whose every other reading by the clinic is one by a strange camera, high and noisy."""
    histories = []
    for member in simulate_cohort(CohortSettings(200, seed, most_visits=12)):
        history = history_of(member)
        if set(history.devices) != {"clinic"} or history.days.size < 6:
            continue
        rng = np.random.default_rng([seed, len(histories)])
        is_new = np.arange(history.days.size) % 2 == 1
        spots = history.spots + is_new[:, None] * (BIAS + NOISE * rng.standard_normal(history.spots.shape))
        devices = tuple(NEW if new else "clinic" for new in is_new)
        histories.append(replace(history, spots=spots, devices=devices))
    assert len(histories) >= people
    return histories[:people]


@pytest.fixture(scope="module")
def learned(model: SkinModel) -> SkinModel:
    return adapt(model, camera(5, 14), [NEW], AdaptSettings(steps=120))


def test_bias_and_noise_of_the_device_are_found(model: SkinModel, learned: SkinModel) -> None:
    assert learned.settings.devices == (*model.settings.devices, NEW)
    scale = learned.scale[:4].numpy()
    np.testing.assert_allclose(learned.devices.bias[4, :4].detach().numpy() * scale, BIAS, atol=0.15)
    noise = torch.diagonal(learned.devices.noise(torch.tensor(4))).sqrt()[:4].detach().numpy() * scale
    np.testing.assert_allclose(noise, NOISE, rtol=0.3)


def test_what_was_known_of_devices_stays(model: SkinModel, learned: SkinModel) -> None:
    before = model.state_dict()
    for name, after in learned.state_dict().items():
        if name.startswith("devices."):
            assert torch.equal(after[: len(before[name])], before[name]), name
    free = {"person.linear.bias", *(f"dynamics.{name}" for name, _ in model.dynamics.named_parameters())}
    for name, value in before.items():
        if name not in free and not name.startswith("devices."):
            assert torch.equal(learned.state_dict()[name], value), name


def test_unseen_people_are_likelier_with_it(model: SkinModel, learned: SkinModel) -> None:
    unseen = camera(6, 10)
    strange, known = (loss_of(one, collate(unseen, one.settings.devices)).item() for one in (model, learned))
    assert known < strange - 0.05


def test_a_strong_prior_leaves_the_skin_alone(model: SkinModel) -> None:
    held = adapt(model, camera(5, 8), [NEW], AdaptSettings(steps=15, skin_spread=1e-3))
    for one, other in zip(held.dynamics.parameters(), model.dynamics.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0.0, atol=0.06)  # a few steps of Adam about the start


def test_a_device_may_stand_for_one_that_the_model_knows(learned: SkinModel) -> None:
    history = camera(6, 1)[0]
    renamed = replace(history, devices=tuple("mine" if name == NEW else name for name in history.devices))
    same = replace(renamed, kinds={"mine": NEW})
    losses = [loss_of(learned, collate([one], learned.settings.devices)).item() for one in (history, same, renamed)]
    assert losses[0] == losses[1]
    assert losses[0] != losses[2]


def test_another_reference_says_the_same_of_every_device(learned: SkinModel) -> None:
    turned = with_reference(learned, NEW)
    assert turned.settings.devices == (NEW, *(name for name in learned.settings.devices if name != NEW))
    histories = camera(6, 3)
    names = (*learned.settings.devices, None)
    futures = [Future(one.days[-1] + 30.0 + np.arange(len(names)), names) for one in histories]
    before, after = (predict(one, histories, futures) for one in (learned, turned))
    for one, other in zip(before, after, strict=True):
        np.testing.assert_allclose(other.mean[:-1], one.mean[:-1], rtol=1e-9)
        np.testing.assert_allclose(other.covariance, one.covariance, rtol=1e-6, atol=1e-9)
        raised = other.mean[-1] - one.mean[-1]
        np.testing.assert_allclose(raised, (learned.devices.bias[4] * learned.scale).detach(), rtol=1e-6)
    with pytest.raises(SettingsError, match="'scanner' is not known"):
        with_reference(learned, "scanner")


def test_what_cannot_be_learned_is_refused(model: SkinModel) -> None:
    people = camera(5, 8)
    with pytest.raises(SettingsError, match="5 people are too few"):
        adapt(model, people[:5], [NEW])
    with pytest.raises(SettingsError, match="'clinic' already"):
        adapt(model, people, ["clinic"])
    with pytest.raises(SettingsError, match="Nobody was read by the device 'scanner'"):
        adapt(model, people, ["scanner"])
    with pytest.raises(SettingsError, match="steps"):
        AdaptSettings(steps=0)

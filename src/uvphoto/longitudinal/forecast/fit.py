"""Fit the model to a cohort by maximum likelihood."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.optim.lr_scheduler import OneCycleLR

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.batch import Batch, collate
from uvphoto.longitudinal.forecast.history import PersonHistory
from uvphoto.longitudinal.forecast.kalman import kalman_filter
from uvphoto.longitudinal.forecast.settings import ENOUGH_FOR_NETWORK, FitSettings, ModelSettings
from uvphoto.longitudinal.forecast.skin_model import SkinModel

Progress = Callable[[int, float], None]  # told the epoch, from 1, and its mean loss
_FEWEST = 20  # people, below which spreads between people cannot be learned


def settings_for(histories: Sequence[PersonHistory], regions: Sequence[str], reference: str) -> ModelSettings:
    """Return the settings that suit a cohort: its devices, and a network where there are people enough for one.

    Args:
        histories: of the cohort.
        regions: names of the columns.
        reference: the device whose readings count as without a bias.

    Raises:
        SettingsError: nobody was measured by the reference.

    """
    names = sorted({name for history in histories for name in history.devices})
    if reference not in names:
        raise SettingsError(f"Nobody was measured by '{reference}'. Name one of: {', '.join(names)}.")
    names.remove(reference)
    hidden = 16 if len(histories) >= ENOUGH_FOR_NETWORK else 0
    return ModelSettings(regions=tuple(regions), devices=(reference, *names), hidden=hidden)


def fit(
    histories: Sequence[PersonHistory],
    settings: ModelSettings,
    fitting: FitSettings | None = None,
    progress: Progress | None = None,
) -> SkinModel:
    """Return a model fitted to a cohort.

    The loss is minus the log-likelihood by a value. People go in batches of about one number of visits, so that little
    is padded. The same cohort and settings give the same model.

    Args:
        histories: of 20 people or more.
        settings: of the model.
        fitting: how it is fitted.
        progress: told of each epoch.

    Raises:
        SettingsError: fewer people, or no reading of a measure in a region.

    """
    fitting = fitting or FitSettings()
    if len(histories) < _FEWEST:
        raise SettingsError(f"A cohort of {len(histories)} is too small to fit; give {_FEWEST} people or more.")
    rng = np.random.default_rng(fitting.seed)
    model = SkinModel(settings, torch.Generator().manual_seed(fitting.seed))
    _set_scale(model, histories)
    batches = _batches(histories, settings, fitting.batch)
    groups = [
        {
            "params": [one for name, one in model.named_parameters() if not name.startswith("person.")],
            "weight_decay": 0.0,
        },
        {"params": list(model.person.parameters()), "weight_decay": fitting.decay},
    ]
    optimiser = torch.optim.AdamW(groups, lr=fitting.learning_rate)
    schedule = OneCycleLR(optimiser, fitting.learning_rate, total_steps=fitting.epochs * len(batches))
    for epoch in range(fitting.epochs):
        total = 0.0
        for index in rng.permutation(len(batches)):
            optimiser.zero_grad()
            loss = loss_of(model, batches[index])
            loss.backward()  # type: ignore[no-untyped-call] # torch leaves it without types
            torch.nn.utils.clip_grad_norm_(model.parameters(), fitting.clip)
            optimiser.step()
            schedule.step()
            total += loss.item() / len(batches)
        if not math.isfinite(total):
            raise SettingsError("The fit has run away. Lower the learning rate.")
        if progress:
            progress(epoch + 1, total)
    return model.eval().requires_grad_(False)


def refit(
    histories: Sequence[PersonHistory], settings: ModelSettings, fitting: FitSettings, times: int
) -> tuple[SkinModel, ...]:
    """Return models fitted to the people drawn again with replacement: their spread is what a cohort leaves unsure.

    Args:
        histories: of the cohort.
        settings: of the models.
        fitting: how each is fitted.
        times: number of them.

    Raises:
        SettingsError: as `fit` does.

    """
    models = []
    for number in range(times):
        drawn = np.random.default_rng([fitting.seed, number]).integers(0, len(histories), len(histories))
        models.append(fit([histories[index] for index in drawn], settings, fitting))
    return tuple(models)


def loss_of(model: SkinModel, batch: Batch) -> Tensor:
    """Return minus the log-likelihood of people's standardised readings, by value."""
    passed = kalman_filter(model.assemble(batch), model.standardise(batch.values))
    return -passed.log_likelihood.sum() / passed.count.sum().clamp(min=1)


def _batches(histories: Sequence[PersonHistory], settings: ModelSettings, size: int) -> list[Batch]:
    by_length = sorted(histories, key=lambda history: history.days.size)
    parts = [by_length[start : start + size] for start in range(0, len(by_length), size)]
    return [collate(part, settings.devices) for part in parts]


def _set_scale(model: SkinModel, histories: Sequence[PersonHistory]) -> None:
    values = np.concatenate([history.values for history in histories])
    there = np.isfinite(values)
    if values.shape[1] != model.centre.numel() or (there.sum(axis=0) < _FEWEST).any():
        raise SettingsError("The cohort lacks readings of a region that the model is to know.")
    model.centre.copy_(torch.from_numpy(np.nanmean(values, axis=0)))
    model.scale.copy_(torch.from_numpy(np.nanstd(values, axis=0)))

"""Teach a fitted model devices that it does not know, from a few people who were followed with them.

A whole fit asks for hundreds of people. Here what was fitted is the prior: devices of one's own are learned freely, how
much skins change and how they answer to the sun within bounds, and all else stays (maximum a posteriori).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from uvphoto.config import check_limits
from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.batch import collate
from uvphoto.longitudinal.forecast.history import PersonHistory
from uvphoto.longitudinal.forecast.kalman import kalman_filter
from uvphoto.longitudinal.forecast.skin_model import SkinModel

_FEWEST = 8  # people, below which a device's own noise cannot be told from a person's course
_ERROR = 0.3  # of a reading by a device before anything is known of it, in units of the spread between people


@dataclass(frozen=True)
class AdaptSettings:
    """How a model is adapted.

    Attributes:
        steps: of Adam over the whole cohort, at most.
        learning_rate: of them.
        skin_spread: standard deviation of the prior of the logarithms that say how much skins change, and of what the
            network says of everybody.
        device_spread: the same of the errors and biases of new devices.

    Raises:
        SettingsError: a number outside its range.

    """

    steps: int = 200
    learning_rate: float = 0.05
    skin_spread: float = 0.7
    device_spread: float = 2.0

    def __post_init__(self) -> None:
        check_limits(
            self,
            {
                "steps": (1, 100_000),
                "learning_rate": (1e-6, 1.0),
                "skin_spread": (1e-3, 100.0),
                "device_spread": (1e-3, 100.0),
            },
        )


def adapt(
    model: SkinModel,
    histories: Sequence[PersonHistory],
    devices: Sequence[str],
    settings: AdaptSettings | None = None,
    progress: Callable[[int, float], None] | None = None,
) -> SkinModel:
    """Return a model that knows further devices.

    Args:
        model: fitted; stays as it is.
        histories: of people who were followed with the new devices, known ones among them or not.
        devices: names of the new ones.
        settings: of the adaptation.
        progress: told the step, from 1, and the loss by value.

    Raises:
        SettingsError: fewer than 8 people, or a device that is known already or by which nobody was read.

    """
    settings = settings or AdaptSettings()
    _check(model, histories, devices)
    learned = _with_devices(model, devices)
    free = _free(learned, len(devices), settings)
    batch = collate(histories, learned.settings.devices)
    optimiser = torch.optim.Adam([one.values for one in free], settings.learning_rate)
    for step in range(settings.steps):
        optimiser.zero_grad()
        passed = kalman_filter(learned.assemble(batch), learned.standardise(batch.values))
        prior = torch.stack([one.penalty() for one in free]).sum()
        loss = (prior - passed.log_likelihood.sum()) / passed.count.sum()
        loss.backward()  # type: ignore[no-untyped-call] # torch leaves it without types
        optimiser.step()
        if not math.isfinite(loss.item()):
            raise SettingsError("The adaptation has run away. Lower the learning rate.")
        if progress:
            progress(step + 1, loss.item())
    return learned.eval().requires_grad_(False)


def with_reference(model: SkinModel, device: str) -> SkinModel:
    """Return the same model, whose skin itself is what a device reads, but for its errors.

    Levels are known up to what they are read by alone; another reference says the same of every device.

    Args:
        model: fitted; stays as it is.
        device: a known one; it becomes the first.

    Raises:
        SettingsError: the device is not known.

    """
    known = list(model.settings.devices)
    if device not in known:
        raise SettingsError(f"'{device}' is not known. Name one of: {', '.join(known)}.")
    order = [known.index(device), *(place for place, name in enumerate(known) if name != device)]
    copy = SkinModel(replace(model.settings, devices=tuple(known[place] for place in order)))
    state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    bias = model.devices.bias[: len(known)].detach()
    state["devices.bias_of_others"] = bias[order[1:]] - bias[order[0]]
    state["person.linear.bias"][: bias.shape[1]] += bias[order[0]]
    for name in ("log_error", "shared", "log_person", "log_count"):
        state[f"devices.{name}"] = state[f"devices.{name}"][order]
    copy.load_state_dict(state)
    return copy.eval().requires_grad_(False)


@dataclass(frozen=True, eq=False)
class _Free:
    """Parameters that may move, in the rows of ``mask``, and how far the prior lets them."""

    values: nn.Parameter
    start: Tensor
    mask: Tensor
    spread: float

    @classmethod
    def of(cls, values: nn.Parameter, spread: float, last_rows: int | None = None) -> "_Free":
        mask = torch.ones_like(values)
        if last_rows is not None:
            mask[: len(values) - last_rows] = 0.0
        values.register_hook(lambda gradient: gradient * mask)  # type: ignore[no-untyped-call] # as backward
        return cls(values, values.detach().clone(), mask, spread)

    def penalty(self) -> Tensor:
        """Return minus the logarithm of a normal prior about the start."""
        return (self.mask * (self.values - self.start) / self.spread).square().sum() / 2.0


def _free(model: SkinModel, new: int, settings: AdaptSettings) -> list[_Free]:
    skin = [*model.dynamics.parameters(), model.person.linear.bias]
    devices = [*model.devices.parameters()]
    return [
        *(_Free.of(one, settings.skin_spread) for one in skin),
        *(_Free.of(one, settings.device_spread, new) for one in devices),
    ]


def _with_devices(model: SkinModel, devices: Sequence[str]) -> SkinModel:
    """Return a copy that knows more devices, of which nothing is learned yet."""
    known = model.settings.devices
    copy = SkinModel(replace(model.settings, devices=(*known, *devices)))
    state = model.state_dict()
    begin = {
        "devices.bias_of_others": 0.0,
        "devices.log_error": math.log(_ERROR),
        "devices.shared": _ERROR,
        "devices.log_person": math.log(_ERROR),
        "devices.log_count": 0.0,
    }
    for name, value in begin.items():
        rows = torch.full((len(devices), state[name].shape[1]), value, dtype=torch.float64)
        state[name] = torch.cat([state[name], rows])
    copy.load_state_dict(state)
    return copy


def _check(model: SkinModel, histories: Sequence[PersonHistory], devices: Sequence[str]) -> None:
    if len(histories) < _FEWEST:
        raise SettingsError(f"{len(histories)} people are too few to learn a device by; give {_FEWEST} or more.")
    if known := set(devices) & set(model.settings.devices):
        raise SettingsError(f"The parameters know the device '{min(known)}' already: give it another name.")
    read = {name for history in histories for name in history.devices}
    if unread := set(devices) - read:
        raise SettingsError(f"Nobody was read by the device '{min(unread)}': there is nothing to learn it by.")

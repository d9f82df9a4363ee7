"""The whole state of a run as one safetensors file, from which it goes on bit for bit.

Tensors lie under ``generator.``, ``discriminator.``, ``average.``, ``optimiser.<network>.<parameter>.`` and
``random.``; counts, rates and settings are JSON in the header. Nothing in the file is ever run.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from uvphoto.errors import WeightsError
from uvphoto.picture.atomic import replace_whole

_HEADER = "uvphoto-run"
_REMEDY = "Start anew in another folder, or delete this file to begin again in the same one"


@dataclass(frozen=True)
class RunParts:
    """What changes in place while a run learns."""

    networks: Mapping[str, nn.Module]  # generator, discriminator, average
    optimisers: Mapping[str, Optimizer]
    schedulers: Mapping[str, LRScheduler]


@dataclass(frozen=True)
class Progress:
    """How far a run has come."""

    step: int = 0
    best: float = float("-inf")  # validation figure of the best checkpoint
    best_step: int = 0


def save_state(path: Path, parts: RunParts, progress: Progress, identity: Mapping[str, Any]) -> None:
    """Write the state whole or not at all.

    Args:
        path: of the file.
        parts: networks, optimisers, schedulers.
        progress: how far the run is.
        identity: what a run that goes on from here must be: settings, data.

    Raises:
        OSError: the file cannot be written.

    """
    tensors = {
        f"{name}.{key}": value for name, net in parts.networks.items() for key, value in net.state_dict().items()
    }
    groups = {}
    for name, optimiser in parts.optimisers.items():
        state = optimiser.state_dict()
        groups[name] = state["param_groups"]
        for index, moments in state["state"].items():
            tensors |= {f"optimiser.{name}.{index}.{key}": torch.as_tensor(value) for key, value in moments.items()}
    tensors |= _random_states()
    header = {
        "identity": dict(identity),
        "progress": {"step": progress.step, "best": progress.best, "best_step": progress.best_step},
        "groups": groups,
        "schedulers": {name: _plain_state(scheduler) for name, scheduler in parts.schedulers.items()},
    }
    kept = {key: value.detach().cpu().contiguous() for key, value in tensors.items()}
    replace_whole(path, save(kept, metadata={_HEADER: json.dumps(header)}))


def load_state(path: Path, parts: RunParts, identity: Mapping[str, Any], device: torch.device) -> Progress:
    """Put a saved state into networks, optimisers, schedulers and random generators.

    Raises:
        WeightsError: the file is damaged, or belongs to a run with other settings or data; nothing has been changed
            in the second case.

    """
    tensors, header = _read(path)
    if changed := _differences(header["identity"], json.loads(json.dumps(identity))):
        problem = f"belongs to another run ({'; '.join(changed[:3])})"
        raise WeightsError(path, problem, "Run the command that began it, or choose another folder")
    try:
        for name, network in parts.networks.items():
            network.load_state_dict(_below(tensors, name))
        for name, optimiser in parts.optimisers.items():
            state: dict[int, dict[str, Tensor]] = {}
            for key, value in _below(tensors, f"optimiser.{name}").items():
                index, moment = key.split(".", 1)
                state.setdefault(int(index), {})[moment] = value.to(device) if value.ndim else value
            optimiser.load_state_dict({"state": state, "param_groups": header["groups"][name]})
        for name, scheduler in parts.schedulers.items():
            scheduler.load_state_dict(header["schedulers"][name])
        _restore_random(_below(tensors, "random"))
        return Progress(**header["progress"])
    except (KeyError, ValueError, TypeError, RuntimeError) as error:
        raise WeightsError(path, f"does not hold what this run needs ({error})", _REMEDY) from error


def _read(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    try:
        with safe_open(path, framework="pt") as file:
            header = json.loads((file.metadata() or {})[_HEADER])
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 - no mapping
    except OSError as error:
        raise WeightsError(path, f"cannot be read ({error.strerror or error})", _REMEDY) from error
    except (SafetensorError, KeyError, ValueError) as error:
        raise WeightsError(path, f"is damaged or no state of a run ({error})", _REMEDY) from error
    if not {"identity", "progress", "groups", "schedulers"} <= header.keys():
        raise WeightsError(path, "is no state of a run", _REMEDY)
    return tensors, header


def _below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {key[len(prefix) + 1 :]: value for key, value in tensors.items() if key.startswith(f"{prefix}.")}


def _differences(found: Mapping[str, Any], wanted: Mapping[str, Any], place: str = "") -> list[str]:
    """List what differs between two mappings, by its place."""
    differences = []
    for key in sorted(found.keys() | wanted.keys()):
        was, now = found.get(key), wanted.get(key)
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            differences += _differences(was, now, f"{place}{key}.")
        elif was != now:
            differences.append(f"{place}{key} was {was!r} and is {now!r}")
    return differences


def _plain_state(scheduler: LRScheduler) -> dict[str, Any]:
    """Return a scheduler's state without the functions that the settings rebuild."""
    return {key: value for key, value in scheduler.state_dict().items() if key != "lr_lambdas"} | {"lr_lambdas": [None]}


def _random_states() -> dict[str, Tensor]:
    states = {"random.cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["random.cuda"] = torch.cuda.get_rng_state()
    return states


def _restore_random(states: Mapping[str, Tensor]) -> None:
    torch.set_rng_state(states["cpu"])
    if "cuda" in states and torch.cuda.is_available():
        torch.cuda.set_rng_state(states["cuda"])

"""Histories of several people as padded tensors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from uvphoto.longitudinal.forecast.dose import dose_features
from uvphoto.longitudinal.forecast.history import PersonHistory, Values
from uvphoto.simulate.series.climate import DAYS_OF_YEAR

REFERENCE = "a perfect device"  # whose readings are the skin itself


@dataclass(frozen=True, eq=False)
class Future:
    """Visits that are asked for.

    Attributes:
        days: (F,) after the last visit.
        devices: (F) of each; None reads the skin itself.
        has_errors: readings err as those of the device do; else they have its bias alone.

    """

    days: Values
    devices: tuple[str | None, ...]
    has_errors: bool = True


NO_FUTURE = Future(np.empty(0), ())


@dataclass(frozen=True, eq=False)
class Batch:
    """B people with up to K visits each, the future ones among them; shorter ones end in visits without values.

    Attributes:
        times: (B, K) years since the first visit; the last one's again in the padding.
        memory: (B, K, T) of the sun (`DoseFeatures`).
        cumulative: (B, K) of the sun.
        treated: (B, K) number of treatments up to the visit.
        device: (B, K) index among the known devices; their number for an unknown one, and one more for REFERENCE.
        slot: (B, K, S) 1 at the place of the visit's device among the person's own, else 0.
        slot_device: (B, S) which device has that place; that of REFERENCE where none has.
        covariates: (B, C) of the person.
        rarity: (B, K, R) of spots, per mm2; 0 where it is not known. What is asked for has that of the last reading.
        values: (B, K, 2 R), NaN where missing.

    """

    times: Tensor
    memory: Tensor
    cumulative: Tensor
    treated: Tensor
    device: Tensor
    slot: Tensor
    slot_device: Tensor
    covariates: Tensor
    rarity: Tensor
    values: Tensor


def collate(
    histories: Sequence[PersonHistory], devices: Sequence[str], futures: Sequence[Future] | None = None
) -> Batch:
    """Return the people as one batch, in float64.

    Args:
        histories: of one person or more, all with the same regions.
        devices: the known ones.
        futures: visits to add to each person.

    Raises:
        SettingsError: a visit lies outside the person's doses.

    """
    added = futures or [NO_FUTURE] * len(histories)
    rows = [_row(one, devices, future) for one, future in zip(histories, added, strict=True)]
    visits = max(len(row["times"]) for row in rows)
    slots = max(len(row["slot_device"]) for row in rows)
    nothing = len(devices) + 1

    def padded(name: str, fill: float | None) -> Tensor:
        return torch.from_numpy(np.stack([_pad(row[name], visits, fill) for row in rows]))

    slot = [np.pad(row["slot"], ((0, 0), (0, slots - row["slot"].shape[1]))) for row in rows]
    slot_device = [np.pad(r["slot_device"], (0, slots - len(r["slot_device"])), constant_values=nothing) for r in rows]
    return Batch(
        times=padded("times", None),
        memory=padded("memory", None),
        cumulative=padded("cumulative", None),
        treated=padded("treated", None),
        device=padded("device", None),
        slot=torch.from_numpy(np.stack([_pad(one, visits, 0.0) for one in slot])),
        slot_device=torch.from_numpy(np.stack(slot_device)),
        covariates=torch.from_numpy(np.stack([one.covariates for one in histories])),
        rarity=padded("rarity", None),
        values=padded("values", np.nan),
    )


def _row(history: PersonHistory, devices: Sequence[str], future: Future) -> dict[str, np.ndarray]:
    days = np.concatenate([history.days, future.days])
    names = [*history.devices, *(REFERENCE if name is None else name for name in future.devices)]
    own = list(dict.fromkeys(name for name in names if name != REFERENCE))
    kinds = {name: history.kinds.get(name, name) for name in own}
    index = {name: devices.index(kind) if kind in devices else len(devices) for name, kind in kinds.items()}
    index[REFERENCE] = len(devices) + 1
    features = dose_features(history.dose, days)
    unknown = np.full((future.days.size, history.values.shape[1]), np.nan)
    return {
        "times": days / DAYS_OF_YEAR,
        "memory": features.memory,
        "cumulative": features.cumulative,
        "treated": np.searchsorted(history.treatments, days, side="right").astype(np.float64),
        "device": np.array([index[name] for name in names], dtype=np.int64),
        "slot": np.array([[float(name == one) for one in own] for name in names]),
        "slot_device": np.array([index[name] for name in own], dtype=np.int64),
        "rarity": _rarity(history, future.days.size),
        "values": np.concatenate([history.values, unknown]),
    }


def last_rarity(history: PersonHistory) -> Values:
    """Return (R,) the rarity of spots in the last reading of each region, 0 where it is not known."""
    return np.zeros(history.spots.shape[1]) if history.rarity is None else last_known(history.rarity)


def last_known(values: Values) -> Values:
    """Return of each column of (K, R) values the last that is known, 0 where none is."""
    known = np.zeros(values.shape[1])
    for row in values:
        known = np.where(np.isfinite(row), row, known)
    return known


def _rarity(history: PersonHistory, asked: int) -> Values:
    own = np.zeros_like(history.spots) if history.rarity is None else np.nan_to_num(history.rarity)
    return np.concatenate([own, np.tile(last_rarity(history), (asked, 1))])


def _pad(array: np.ndarray, length: int, fill: float | None) -> np.ndarray:
    """Return an array lengthened by a number, or by its last row again."""
    width = ((0, length - len(array)), *((0, 0),) * (array.ndim - 1))
    return np.pad(array, width, mode="edge") if fill is None else np.pad(array, width, constant_values=fill)

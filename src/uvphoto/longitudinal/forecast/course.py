"""What the visits so far say of the skin itself, and which change between two of them is more than noise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch

from uvphoto.longitudinal.forecast.batch import Batch, collate
from uvphoto.longitudinal.forecast.fans import Fan, GaussianFan, ShareFan
from uvphoto.longitudinal.forecast.history import Measure, PersonHistory, Values
from uvphoto.longitudinal.forecast.kalman import kalman_filter, outputs_of, smooth
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.metrics.samples import normal_quantile


@dataclass(frozen=True)
class Repeat:
    """How well a device repeats itself: logits of spots, melanin index.

    Attributes:
        sd: standard deviation of a reading about what this device reads of this person on average.
        smallest_change: a difference of two readings beyond it is one of the skin, with the confidence asked for.

    """

    sd: float
    smallest_change: float


def estimate_course(
    model: SkinModel, history: PersonHistory, device: str | None = None
) -> dict[tuple[Measure, str], Fan]:
    """Return the skin itself at each visit, given all visits.

    Args:
        model: fitted.
        history: of the person.
        device: one of the person's, as which the skin is read but for its errors; None: a perfect one.

    Returns:
        Shares of spots and the melanin index by region, at the days of the visits.

    """
    with torch.inference_mode():
        batch = collate([history], model.settings.devices)
        assembled = model.assemble(batch)
        states = smooth(assembled, kalman_filter(assembled, model.standardise(batch.values)))
        skin = model.assemble(_as_read_by(batch, history, device, len(model.settings.devices) + 1))
        mean, covariance = outputs_of(skin, states)
        sd = torch.diagonal(covariance[0], dim1=-2, dim2=-1).clamp(min=0).sqrt() * model.scale
        centre = (mean[0] * model.scale + model.centre).numpy()
    fans: dict[tuple[Measure, str], Fan] = {}
    for column, (measure, region) in enumerate((m, r) for m in Measure for r in model.settings.regions):
        fan = GaussianFan(history.days, centre[:, column], sd.numpy()[:, column])
        fans[measure, region] = ShareFan(fan) if measure is Measure.SPOTS else fan
    return fans


def _as_read_by(batch: Batch, history: PersonHistory, device: str | None, perfect: int) -> Batch:
    """Return the visits as if all of them had been read by one device."""
    if device is None:
        everywhere, slot = torch.tensor(perfect), torch.zeros_like(batch.slot)
    else:
        visit = history.devices.index(device)
        everywhere, slot = batch.device[0, visit], batch.slot[:, visit : visit + 1].expand_as(batch.slot)
    return replace(batch, device=everywhere.expand_as(batch.device), slot=slot)


def repeat_noise(
    model: SkinModel, device: str, confidence: float = 0.95, rarity: Values | None = None
) -> Mapping[tuple[Measure, str], Repeat]:
    """Return how well a device repeats itself, by measure and region.

    The errors of a reading and of its sitting count, z sqrt(2 (e^2 + u^2)); what is off for good in a person's readings
    by the device cancels in a difference. A device that is not known counts as the worst of them.

    Args:
        model: fitted.
        device: its name.
        confidence: that a difference beyond the smallest change is none of the device.
        rarity: (R,) of the spots (`PersonHistory.rarity`); None where the device does not count spots.

    Raises:
        ValueError: the confidence does not lie between 0 and 1.

    """
    names = model.settings.devices
    index = names.index(device) if device in names else len(names)
    with torch.inference_mode():
        variance = torch.diagonal(model.devices.noise(torch.tensor(index)))
        if rarity is not None:
            counted = model.devices.count_variance(torch.tensor(index)) * torch.from_numpy(rarity)
            variance = variance + torch.cat([counted, torch.zeros_like(counted)])
        noise = variance.sqrt() * model.scale
    factor = normal_quantile(confidence) * float(np.sqrt(2.0))
    places = [(measure, region) for measure in Measure for region in model.settings.regions]
    return {place: Repeat(sd, factor * sd) for place, sd in zip(places, noise.tolist(), strict=True)}

"""Fit the network to people whose future is known, on pieces of their skin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from uvphoto.config import check_limits
from uvphoto.longitudinal.image_forecast.known import OUTLOOK, SUN, Laid, know, outlook
from uvphoto.longitudinal.image_forecast.network import ImageNetwork, NetworkSettings, Outcome
from uvphoto.longitudinal.image_forecast.pixel_noise import PixelModel
from uvphoto.simulate.series.climate import DAYS_OF_YEAR
from uvphoto.simulate.series.dose_history import DoseHistory

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

_IN_SPOTS = 4.0  # how much more pixels count that the visits show as spots; what comes later must not decide that
_AT_SPOTS = 0.5  # share of the pieces
_PROBABILITY = 1.0  # weight of its loss


@dataclass(frozen=True)
class FitSettings:
    """How the network is fitted: AdamW with one cycle of the learning rate.

    Attributes:
        steps: of the optimiser.
        batch: pieces of skin in a step.
        side: of a piece, working pixels.
        learning_rate: the highest.
        decay: of the weights.
        sunless: share of the lessons that are told nothing of the sun, and
        jitter: by how much the others are told it wrongly, a standard deviation: as doses on record are wrong, and as a
            network that sees few people would know each of them by their sun.
        clip: largest norm of the gradient.
        seed: of all chance.

    Raises:
        SettingsError: a number outside its range.

    """

    steps: int = 2000
    batch: int = 8
    side: int = 64
    learning_rate: float = 4e-3
    decay: float = 1e-2
    sunless: float = 0.5
    jitter: float = 0.3
    clip: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        check_limits(
            self,
            {
                "steps": (1, 10_000_000),
                "batch": (1, 10_000),
                "side": (8, 4096),
                "learning_rate": (1e-6, 1.0),
                "decay": (0.0, 1.0),
                "sunless": (0.0, 1.0),
                "jitter": (0.0, 10.0),
                "clip": (1e-3, 1e3),
                "seed": (0, 2**31),
            },
        )


@dataclass(frozen=True, eq=False)
class Lesson:
    """Photos of a person that are known, and one that came later.

    Attributes:
        laid: that are known, (M, h, w).
        dose: of the person, to the day of the later one.
        day: of the later one, since the first visit.
        threshold: of the detector in the known photos.
        absorbance: (h, w) of the later photo.
        skin: (h, w), where it shows skin.
        spots: (h, w), where the detector found spots in it.

    """

    laid: Laid
    dose: DoseHistory
    day: float
    threshold: float
    absorbance: Picture = field(repr=False)
    skin: Mask = field(repr=False)
    spots: Mask = field(repr=False)


@dataclass(frozen=True, eq=False)
class Batch:
    """N lessons as tensors, (N, h, w) each unless said."""

    planes: Tensor  # (N, P, h, w)
    outlook: Tensor  # (N, S)
    mean: Tensor
    sd: Tensor
    threshold: Tensor  # (N, 1, 1)
    weight: Tensor  # 0 off the skin
    absorbance: Tensor
    spots: Tensor


def collate(lessons: Sequence[Lesson], model: PixelModel) -> Batch:
    """Filter the known photos of lessons of one size, and stack them."""
    rows = []
    for one in lessons:
        known = know(one.laid, model)
        mean, sd = known.expected((one.day - one.laid.days[-1]) / DAYS_OF_YEAR)
        counts = (known.skin & one.skin) * (1 + _IN_SPOTS * (known.strength > one.threshold))
        told = outlook(one.laid, one.dose, one.day)
        threshold = np.full((1, 1), one.threshold)
        rows.append((known.planes(), told, mean, sd, threshold, counts, one.absorbance, one.spots))
    return Batch(*(torch.from_numpy(np.stack(column).astype(np.float32)) for column in zip(*rows, strict=True)))


def loss_of(outcome: Outcome, batch: Batch) -> Tensor:
    """Return -log N(y; mean, sd) + the cross entropy of the probability of a spot, a mean over the skin.

    The probability learns its shift alone: mean and sd are the Gaussian's, and nobody bends them for it.
    """
    z = (batch.absorbance - outcome.mean) / outcome.sd
    likelihood = outcome.sd.log() + 0.5 * z.square()
    entropy = binary_cross_entropy_with_logits(outcome.logit(batch.threshold), batch.spots, reduction="none")
    return (batch.weight * (likelihood + _PROBABILITY * entropy)).sum() / batch.weight.sum().clamp(min=1)


def fit(
    draw: Callable[[np.random.Generator], Lesson],
    model: PixelModel,
    shape: NetworkSettings | None = None,
    settings: FitSettings | None = None,
    told: Callable[[int, float], None] = lambda _step, _loss: None,
) -> ImageNetwork:
    """Fit a network.

    Args:
        draw: returns a lesson of some person; a piece of it is used, and its mirror image half the time.
        model: of the pixels.
        shape: of the network; None: the usual.
        settings: how; None: the usual.
        told: is told the loss of each step.

    """
    how = settings or FitSettings()
    rng = np.random.default_rng(how.seed)
    torch.manual_seed(how.seed)
    network = ImageNetwork(shape or NetworkSettings())
    optimiser = torch.optim.AdamW(network.parameters(), lr=how.learning_rate, weight_decay=how.decay)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimiser, how.learning_rate, total_steps=how.steps + 1)
    for step in range(how.steps):
        batch = collate([piece(draw(rng), how.side, rng) for _ in range(how.batch)], model)
        told_of_sun = _blurred(batch.outlook, how, rng)
        loss = loss_of(network(batch.planes, told_of_sun, batch.mean, batch.sd), batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), how.clip)
        optimiser.step()
        cycle.step()
        told(step, float(loss.detach()))
    return network.eval().requires_grad_(requires_grad=False)


def _blurred(outlook: Tensor, how: FitSettings, rng: np.random.Generator) -> Tensor:
    """Return outlooks (N, S) with a wrong sun, or none."""
    factors = np.ones(outlook.shape)
    of_sun = np.array([name in SUN for name in OUTLOOK])
    factors[:, of_sun] += how.jitter * rng.standard_normal((len(factors), len(SUN)))
    factors[np.outer(rng.random(len(factors)) < how.sunless, of_sun)] = 0
    return outlook * torch.from_numpy(factors.astype(np.float32))


def piece(lesson: Lesson, side: int, rng: np.random.Generator) -> Lesson:
    """Return a square of a lesson (all of it where it is smaller), mirrored or not.

    It lies around a pixel of the skin, as often as not around one of a spot that the last known photo shows.
    """
    is_spot = lesson.laid.absorbance[-1] > lesson.threshold  # as is known before: what comes later must not decide it
    chosen = lesson.skin & is_spot if rng.random() < _AT_SPOTS else lesson.skin
    places = np.argwhere(chosen if chosen.any() else lesson.skin)
    middle = places[rng.integers(len(places))] if len(places) else np.zeros(2, int)
    starts = [int(np.clip(m - side // 2, 0, max(n - side, 0))) for m, n in zip(middle, lesson.skin.shape, strict=True)]
    rows, columns = (slice(start, start + side) for start in starts)
    flip = slice(None, None, -1 if rng.random() < 0.5 else 1)

    def cut(values: NDArray[Any]) -> NDArray[Any]:
        return values[..., rows, columns][..., flip]

    laid = lesson.laid
    small = Laid(laid.days, laid.devices, cut(laid.absorbance), cut(laid.skin), laid.noise, laid.later)
    later = (cut(one) for one in (lesson.absorbance, lesson.skin, lesson.spots))
    return Lesson(small, lesson.dose, lesson.day, lesson.threshold, *later)

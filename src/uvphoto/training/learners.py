"""The networks of a run with their optimisers, schedules and moving average."""

from dataclasses import dataclass
from functools import partial

import torch
from lightning_fabric import Fabric
from torch import nn
from torch.optim import Adam
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from uvphoto.models.build import build_discriminator, build_generator
from uvphoto.training.pix2pix import Pair
from uvphoto.training.settings import OptimiserSettings, TrainingSettings
from uvphoto.training.state import RunParts


@dataclass(frozen=True)
class Learners:
    """What learns."""

    generator: Pair
    discriminator: Pair
    average: AveragedModel  # of the generator's weights
    schedules: tuple[LambdaLR, LambdaLR]

    @property
    def parts(self) -> RunParts:
        """All that a saved state holds."""
        return RunParts(
            networks={
                "generator": self.generator.bare,
                "discriminator": self.discriminator.bare,
                "average": self.average,
            },
            optimisers={"generator": self.generator.optimiser, "discriminator": self.discriminator.optimiser},
            schedulers=dict(zip(("generator", "discriminator"), self.schedules, strict=True)),
        )

    @property
    def rate(self) -> float:
        """The generator's learning rate now."""
        return float(self.schedules[0].get_last_lr()[0])

    def end_step(self) -> None:
        """Move the average and the learning rates on."""
        self.average.update_parameters(self.generator.bare)
        for schedule in self.schedules:
            schedule.step()


def build_learners(fabric: Fabric, settings: TrainingSettings) -> Learners:
    """Build networks from the run's seed and hand them to Fabric."""
    generator = build_generator(settings.generator, seed=settings.seed)
    discriminator = build_discriminator(settings.discriminator, seed=settings.seed)
    averaging = get_ema_multi_avg_fn(settings.ema_decay)  # type: ignore[no-untyped-call]
    average = AveragedModel(generator, multi_avg_fn=averaging, use_buffers=True)
    torch.manual_seed(settings.seed + 1 + fabric.global_rank)  # dropout differs between processes
    optimiser = settings.optimiser
    pairs, schedules = [], []
    for network, rate in (
        (generator, optimiser.learning_rate),
        (discriminator, optimiser.discriminator_learning_rate),
    ):
        pair = _set_up(fabric, network, rate, settings)
        pairs.append(pair)
        schedules.append(LambdaLR(pair.optimiser, partial(rate_factor, optimiser, settings.steps)))
    return Learners(pairs[0], pairs[1], average.to(fabric.device), (schedules[0], schedules[1]))


def rate_factor(settings: OptimiserSettings, steps: int, step: int) -> float:
    """Return the share of the learning rate at a step: 1, then falling linearly to 0 (cycleGAN's schedule)."""
    start = settings.constant_share * steps
    return 1.0 if step <= start else max(0.0, (steps - step) / (steps - start))


def _set_up(fabric: Fabric, network: nn.Module, rate: float, settings: TrainingSettings) -> Pair:
    network.train()
    if settings.channels_last:
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = Adam(network.parameters(), lr=rate, betas=(settings.optimiser.beta1, settings.optimiser.beta2))
    wrapped, wrapped_optimiser = fabric.setup(network, optimiser)
    return Pair(wrapped, network, wrapped_optimiser)

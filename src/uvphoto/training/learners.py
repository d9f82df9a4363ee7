"""The networks of a run with their optimisers, schedules, pools and moving average."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import torch
from lightning_fabric import Fabric
from torch import nn
from torch.optim import Adam
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from uvphoto.models.build import build_discriminator, build_generator
from uvphoto.models.settings import CompactSettings
from uvphoto.training.contrast import ContrastHeads
from uvphoto.training.learner import Learner
from uvphoto.training.pool import PicturePool
from uvphoto.training.settings import OptimiserSettings, TrainingSettings, UnpairedSettings
from uvphoto.training.state import RunParts


@dataclass(frozen=True)
class Learners:
    """What learns.

    Attributes:
        networks: ``generator``, and what the settings ask for of ``discriminator`` (of pairs), ``back`` (UV to
            colour), ``uv_discriminator``, ``colour_discriminator`` and ``contrast``.
        average: of the generator's weights, in eval mode.
        schedules: of the learning rates, by network.
        pools: of pictures made earlier, by discriminator.

    """

    networks: Mapping[str, Learner]
    average: AveragedModel
    schedules: Mapping[str, LambdaLR]
    pools: Mapping[str, PicturePool]

    @property
    def generator(self) -> Learner:
        """From colour to UV."""
        return self.networks["generator"]

    @property
    def discriminator(self) -> Learner | None:
        """Of colour and UV together; None where nobody asks it."""
        return self.networks.get("discriminator")

    @property
    def parts(self) -> RunParts:
        """All that a saved state holds."""
        pools = {f"{name}_pool": pool for name, pool in self.pools.items()}
        return RunParts(
            networks={name: one.bare for name, one in self.networks.items()} | {"average": self.average} | pools,
            optimisers={name: one.optimiser for name, one in self.networks.items()},
            schedulers=self.schedules,
        )

    @property
    def rate(self) -> float:
        """The generator's learning rate now."""
        return float(self.schedules["generator"].get_last_lr()[0])

    def end_step(self) -> None:
        """Move the average and the learning rates on."""
        self.average.update_parameters(self.generator.bare)
        for schedule in self.schedules.values():
            schedule.step()


def build_learners(fabric: Fabric, settings: TrainingSettings) -> Learners:
    """Build networks from the run's seed and hand them to Fabric."""
    bare = {name: (network, rate) for name, network, rate in _networks(settings)}
    averaging = get_ema_multi_avg_fn(settings.ema_decay)  # type: ignore[no-untyped-call]
    average = AveragedModel(bare["generator"][0], multi_avg_fn=averaging, use_buffers=True)
    torch.manual_seed(settings.seed + 1 + fabric.global_rank)  # dropout differs between processes
    learners = {name: _set_up(fabric, network, rate, settings) for name, (network, rate) in bare.items()}
    factor = partial(rate_factor, settings.optimiser, settings.steps)
    return Learners(
        learners,
        average.to(fabric.device).eval(),
        {name: LambdaLR(one.optimiser, factor) for name, one in learners.items()},
        {} if settings.unpaired is None else _pools(fabric, settings.unpaired, settings.patches.size),
    )


def rate_factor(settings: OptimiserSettings, steps: int, step: int) -> float:
    """Return the share of the learning rate at a step: 1, then falling linearly to 0 (cycleGAN's schedule)."""
    start = settings.constant_share * steps
    return 1.0 if step <= start else max(0.0, (steps - step) / (steps - start))


def _networks(settings: TrainingSettings) -> Iterator[tuple[str, nn.Module, float]]:
    """Yield name, network and learning rate of all that the settings ask for."""
    seed, rate, judging_rate = settings.seed, *_rates(settings.optimiser)
    yield "generator", build_generator(settings.generator, seed=seed), rate
    if settings.loss.adversarial_weight > 0:
        yield "discriminator", build_discriminator(settings.discriminator, seed=seed), judging_rate
    unpaired = settings.unpaired
    if unpaired is None:
        return
    if unpaired.has_way_back:
        yield "back", build_generator(unpaired.back, seed=seed), unpaired.back_learning_rate
    if unpaired.adversarial_weight > 0:
        yield "uv_discriminator", build_discriminator(unpaired.uv_discriminator, seed=seed), judging_rate
        if unpaired.has_way_back:
            yield "colour_discriminator", build_discriminator(unpaired.colour_discriminator, seed=seed), judging_rate
    if unpaired.contrast_weight > 0 and isinstance(settings.generator, CompactSettings):
        widths = [settings.generator.width * 2**level for level in range(settings.generator.levels)]
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(seed)
            yield "contrast", ContrastHeads(widths), rate


def _rates(settings: OptimiserSettings) -> tuple[float, float]:
    return settings.learning_rate, settings.discriminator_learning_rate


def _pools(fabric: Fabric, settings: UnpairedSettings, side: int) -> dict[str, PicturePool]:
    if settings.adversarial_weight == 0:
        return {}
    channels = {"uv": 1, "colour": 3} if settings.has_way_back else {"uv": 1}
    return {name: PicturePool(settings.pool, count, side).to(fabric.device) for name, count in channels.items()}


def _set_up(fabric: Fabric, network: nn.Module, rate: float, settings: TrainingSettings) -> Learner:
    network.train()
    if settings.channels_last:
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = Adam(network.parameters(), lr=rate, betas=(settings.optimiser.beta1, settings.optimiser.beta2))
    wrapped, wrapped_optimiser = fabric.setup(network, optimiser)
    return Learner(wrapped, network, wrapped_optimiser)

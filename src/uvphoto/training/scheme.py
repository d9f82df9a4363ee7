"""How a run learns: from pairs alone, or from pairs and unpaired photos at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lightning_fabric import Fabric
from torch import Tensor

from uvphoto.training import joint, pix2pix
from uvphoto.training.learners import Learners
from uvphoto.training.settings import TrainingSettings


@dataclass(frozen=True)
class Scheme:
    """One way to learn.

    Attributes:
        losses: names of what a step reports.
        take_step: learns from a batch, at a step from 1 on; returns the losses.

    """

    losses: tuple[str, ...]
    take_step: Callable[[Mapping[str, Tensor], int], Tensor]


def scheme_of(fabric: Fabric, learners: Learners, settings: TrainingSettings) -> Scheme:
    """Return how the settings want it."""
    if settings.unpaired is not None:
        return Scheme(joint.LOSSES, lambda batch, step: joint.joint_step(fabric, learners, batch, settings, step))
    networks = learners.generator, learners.discriminator
    return Scheme(pix2pix.LOSSES, lambda batch, _: pix2pix.pix2pix_step(fabric, *networks, batch, settings.loss))

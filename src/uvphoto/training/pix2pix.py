"""One step of pix2pix (Isola et al. 2017): the discriminator learns, then the generator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn
from torch.optim import Optimizer

from uvphoto.training.losses import adversarial_loss, pixel_loss, structure_loss
from uvphoto.training.settings import LossSettings

LOSSES = ("pixel", "structure", "adversarial", "discriminator")
"""What a step reports, in this order."""


@dataclass(frozen=True)
class Pair:
    """A network as Fabric wraps it, its optimiser, and the bare module for passes whose gradients it must not share."""

    wrapped: nn.Module
    bare: nn.Module
    optimiser: Optimizer


def pix2pix_step(
    fabric: Fabric, generator: Pair, discriminator: Pair, batch: Sequence[Tensor], settings: LossSettings
) -> Tensor:
    """Learn from one batch of pairs.

    Args:
        fabric: devices and precision.
        generator: colour (N, 3, H, W) -> UV (N, 1, H, W), both in [-1, 1].
        discriminator: colour and UV together, (N, 4, H, W) -> logits.
        batch: colour and true UV.
        settings: weights of the losses.

    Returns:
        (4,) float32: the losses in the order of LOSSES, unweighted.

    """
    colour, true = batch
    made = generator.wrapped(colour).float()
    of_pixels, of_structure = pixel_loss(made, true), structure_loss(made, true, settings.structure_emphasis)
    of_verdict = of_discriminator = torch.zeros((), device=true.device)
    if settings.adversarial_weight > 0:
        seen = torch.cat([colour, made], dim=1)  # (N, 4, H, W)
        of_discriminator = _teach_discriminator(
            fabric, discriminator, torch.cat([colour, true], dim=1), seen.detach(), settings.adversarial
        )
        discriminator.bare.requires_grad_(requires_grad=False)
        with fabric.autocast():
            verdict = discriminator.bare(seen)
        of_verdict = adversarial_loss(verdict, settings.adversarial, is_real=True)
        discriminator.bare.requires_grad_(requires_grad=True)
    generator.optimiser.zero_grad()
    fabric.backward(
        settings.pixel_weight * of_pixels
        + settings.structure_weight * of_structure
        + settings.adversarial_weight * of_verdict
    )
    generator.optimiser.step()
    return torch.stack([loss.detach() for loss in (of_pixels, of_structure, of_verdict, of_discriminator)])


def _teach_discriminator(
    fabric: Fabric, discriminator: Pair, true: Tensor, made: Tensor, kind: Literal["bce", "lsgan"]
) -> Tensor:
    """Let the discriminator tell true from made; half of the loss, so that it learns no faster than the generator.

    ``true`` and ``made`` are colour and UV together, (N, 4, H, W).
    """
    of_real = adversarial_loss(discriminator.wrapped(true), kind, is_real=True)
    of_made = adversarial_loss(discriminator.wrapped(made), kind, is_real=False)
    loss = 0.5 * (of_real + of_made)
    discriminator.optimiser.zero_grad()
    fabric.backward(loss)
    discriminator.optimiser.step()
    return loss

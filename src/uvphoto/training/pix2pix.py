"""One step of pix2pix (Isola et al. 2017): the discriminator learns, then the generator."""

from collections.abc import Mapping

import torch
from lightning_fabric import Fabric
from torch import Tensor

from uvphoto.training.adversary import fool, teach
from uvphoto.training.learner import Learner
from uvphoto.training.pair_losses import NAMES, pair_losses
from uvphoto.training.settings import LossSettings

LOSSES = (*NAMES, "adversarial", "discriminator")
"""What a step reports, in this order."""


def pix2pix_step(
    fabric: Fabric,
    generator: Learner,
    discriminator: Learner | None,
    batch: Mapping[str, Tensor],
    settings: LossSettings,
) -> Tensor:
    """Learn from one batch of pairs.

    Args:
        fabric: devices and precision.
        generator: colour (N, 3, H, W) -> UV (N, 1, H, W), both in [-1, 1].
        discriminator: colour and UV together, (N, 4, H, W) -> logits; None learns without one.
        batch: ``colour``, true ``uv``, and ``skin`` where the share of spots is asked for.
        settings: weights of the losses.

    Returns:
        (5,) float32: the losses in the order of LOSSES, unweighted.

    """
    colour, true = batch["colour"], batch["uv"]
    made = generator.wrapped(colour).float()
    asked = pair_losses(made, batch, settings)
    of_verdict = of_discriminator = torch.zeros((), device=true.device)
    if discriminator is not None:
        seen = torch.cat([colour, made], dim=1)  # (N, 4, H, W)
        real = torch.cat([colour, true], dim=1)
        of_discriminator = teach(fabric, discriminator, real, seen.detach(), settings.adversarial)
        of_verdict = fool(fabric, discriminator, seen, settings.adversarial)
    generator.optimiser.zero_grad()
    weighted = [weight * loss for weight, loss in asked.values()]
    fabric.backward(torch.stack(weighted).sum() + settings.adversarial_weight * of_verdict)
    generator.optimiser.step()
    reported = [*(loss for _, loss in asked.values()), of_verdict, of_discriminator]
    return torch.stack([loss.detach() for loss in reported])

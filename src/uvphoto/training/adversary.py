"""The game of generator and discriminator, one move at a time (Goodfellow et al. 2014)."""

from lightning_fabric import Fabric
from torch import Tensor

from uvphoto.training.learner import Learner
from uvphoto.training.losses import adversarial_loss
from uvphoto.training.settings import Adversarial


def teach(fabric: Fabric, discriminator: Learner, real: Tensor, made: Tensor, kind: Adversarial) -> Tensor:
    """Let a discriminator tell real from made: 1/2 (loss(D(real), real) + loss(D(made), made)).

    Half of the sum, so that it learns no faster than the generator (Isola et al. 2017, section 3.3).

    Args:
        fabric: devices and precision.
        discriminator: takes a step.
        real: (N, C, H, W) in [-1, 1].
        made: the same shape, detached from the generator.
        kind: of the loss.

    Returns:
        The loss, a scalar.

    """
    of_real = adversarial_loss(discriminator.wrapped(real), kind, is_real=True)
    of_made = adversarial_loss(discriminator.wrapped(made), kind, is_real=False)
    loss = 0.5 * (of_real + of_made)
    discriminator.optimiser.zero_grad()
    fabric.backward(loss)
    discriminator.optimiser.step()
    return loss.detach()


def fool(fabric: Fabric, discriminator: Learner, made: Tensor, kind: Adversarial) -> Tensor:
    """Return how far a discriminator is from taking what was made (N, C, H, W) for real: the generator's loss.

    The discriminator's own weights get no gradient of it.
    """
    discriminator.bare.requires_grad_(requires_grad=False)
    with fabric.autocast():
        verdict = discriminator.bare(made)
    discriminator.bare.requires_grad_(requires_grad=True)
    return adversarial_loss(verdict, kind, is_real=True)

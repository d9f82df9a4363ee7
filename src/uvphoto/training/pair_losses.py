"""What is asked for on patches whose true UV is known, in pix2pix and in joint learning alike."""

from collections.abc import Mapping

import torch
from torch import Tensor

from uvphoto.training.losses import pixel_loss, structure_loss
from uvphoto.training.settings import LossSettings
from uvphoto.training.spot_share import spot_share_loss

NAMES = ("pixel", "structure", "spot_share")


def pair_losses(made: Tensor, batch: Mapping[str, Tensor], settings: LossSettings) -> dict[str, tuple[float, Tensor]]:
    """Return weight and value of each loss of NAMES, a scalar each; the share of spots is 0 where nobody asks for it.

    Args:
        made: (N, 1, H, W), -1 to 1, perhaps beyond.
        batch: ``uv``, what it should be; ``skin`` (N, 1, H, W), 1 where skin is, else 0.
        settings: weights of the losses.

    """
    share = torch.zeros((), device=made.device)
    if settings.spot_share_weight > 0:
        share = spot_share_loss(made, batch["uv"], batch["skin"])
    return {
        "pixel": (settings.pixel_weight, pixel_loss(made, batch["uv"])),
        "structure": (settings.structure_weight, structure_loss(made, batch["uv"], settings.structure_emphasis)),
        "spot_share": (settings.spot_share_weight, share),
    }

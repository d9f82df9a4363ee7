"""What networks are asked for: the losses of pix2pix and of our own, each a scalar."""

import torch
from torch import Tensor
from torch.nn import functional

from uvphoto.training.settings import Adversarial, LossSettings


def adversarial_loss(verdict: Tensor, kind: Adversarial, *, is_real: bool) -> Tensor:
    """Return how far a discriminator's verdict is from "real" or "made".

    Args:
        verdict: logits of any shape.
        kind: ``bce``, -log sigmoid(v) or -log(1 - sigmoid(v)) (Goodfellow et al. 2014, with the generator's loss in
            its non-saturating form), or ``lsgan``, (v - 1)^2 or v^2 (Mao et al. 2017).
        is_real: what the verdict should be.

    Returns:
        The mean, a scalar.

    """
    goal = torch.full_like(verdict, 1.0 if is_real else 0.0, dtype=torch.float32)
    if kind == "bce":
        return functional.binary_cross_entropy_with_logits(verdict.float(), goal)
    return functional.mse_loss(verdict.float(), goal)


_AROUND = 32  # pixels of a side: 7.5 mm at the scale of the bundled weights, wider than nearly all spots


def structure_loss(made: Tensor, true: Tensor, emphasis: float = 0.0) -> Tensor:
    """Return the mean absolute difference of what stands out from its surroundings, a scalar.

    With an emphasis e each pixel counts 1 + e |s| times, where s is what stands out in the true UV patch. Without it
    the best answer to doubt is the median, which is bare skin: faint spots would fade.

    The surroundings are means over squares, interpolated between them: the coarse rest of a one-level Laplacian
    pyramid (Burt and Adelson 1983). The level of the light, which a patch of a phone's photo cannot tell, drops out;
    spots stay.
    """
    standing_out = _structure(true)
    differences = (_structure(made.float()) - standing_out).abs()
    return (differences * (1 + emphasis * standing_out.abs())).mean()


def _structure(uv: Tensor) -> Tensor:
    return uv - interpolated_means(uv)


def interpolated_means(picture: Tensor) -> Tensor:
    """Return means over squares of 32 pixels, interpolated between them, of the picture's shape (N, C, H, W)."""
    around = functional.avg_pool2d(picture, _AROUND)
    return functional.interpolate(around, size=picture.shape[-2:], mode="bilinear", align_corners=False)


def pixel_loss(made: Tensor, true: Tensor) -> Tensor:
    """Return the mean absolute difference (Isola et al. 2017, eq. 3), a scalar."""
    return functional.l1_loss(made.float(), true)


def supervised_loss(made: Tensor, true: Tensor, settings: LossSettings) -> Tensor:
    """Return pixel_weight * pixel_loss + structure_weight * structure_loss: what a known answer asks for, a scalar."""
    loss = settings.pixel_weight * pixel_loss(made, true)
    if settings.structure_weight > 0:
        loss = loss + settings.structure_weight * structure_loss(made, true, settings.structure_emphasis)
    return loss

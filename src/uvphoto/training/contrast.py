"""Contrast of places: a place of the UV picture should be like the same place of the photo, and unlike all others.

Reference:
    Park et al.: Contrastive learning for unpaired image-to-image translation (CUT), ECCV 2020, eq. 3 and 4.

"""

import torch
from torch import Tensor, nn
from torch.nn import functional

_PLACES = 256  # of each picture and level, as in CUT
_FEATURES = 64
_TEMPERATURE = 0.07


class ContrastHeads(nn.Module):
    """Two layers for each level of the encoder, which lead its features to a common sphere."""

    def __init__(self, widths: list[int]) -> None:
        super().__init__()
        self.heads = nn.ModuleList(
            nn.Sequential(nn.Linear(width, _FEATURES), nn.ReLU(), nn.Linear(_FEATURES, _FEATURES)) for width in widths
        )

    def forward(self, photo: list[Tensor], made: list[Tensor]) -> Tensor:
        """Return the contrast of two pictures' features by level, (N, C_l, H_l, W_l) each; a scalar."""
        losses = []
        for head, of_photo, of_made in zip(self.heads, photo, made, strict=True):
            places = torch.randperm(of_photo[0, 0].numel())[:_PLACES].to(of_photo.device)
            keys, queries = (
                functional.normalize(head(one.flatten(2)[:, :, places].transpose(1, 2)).float(), dim=2)  # (N, P, F)
                for one in (of_photo.detach(), of_made)
            )
            losses.append(place_contrast(queries, keys))
        return torch.stack(losses).mean()


def place_contrast(queries: Tensor, keys: Tensor) -> Tensor:
    """Return the mean of -log(exp(q_i k_i / t) / sum_j exp(q_i k_j / t)), t = 0.07, a scalar.

    Args:
        queries: (N, P, F), unit vectors of P places.
        keys: the same of the other picture; they are taken as given (no gradient).

    """
    likeness = queries @ keys.detach().transpose(1, 2) / _TEMPERATURE  # (N, P, P)
    own = torch.arange(likeness.shape[1], device=likeness.device).expand(likeness.shape[0], -1)
    return functional.cross_entropy(likeness.flatten(0, 1), own.flatten())

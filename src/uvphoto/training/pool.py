"""Pictures that a generator made earlier, so that a discriminator does not forget what it has seen through.

Reference:
    Shrivastava et al.: Learning from simulated and unsupervised images through adversarial training, CVPR 2017,
    section 2.3; as in cycleGAN (Zhu et al. 2017, section 4) with 50 pictures.

"""

import torch
from torch import Tensor, nn


class PicturePool(nn.Module):
    """Keeps up to ``size`` pictures; its buffers are part of a run's saved state.

    Chance is torch's own on the CPU.
    """

    pictures: Tensor
    held: Tensor

    def __init__(self, size: int, channels: int, side: int) -> None:
        """Make an empty pool; with a size of 0 it hands every picture through."""
        super().__init__()
        self.register_buffer("pictures", torch.zeros(size, channels, side, side))
        self.register_buffer("held", torch.zeros((), dtype=torch.int64))

    def exchange(self, made: Tensor) -> Tensor:
        """Return pictures to show a discriminator, (N, C, H, W), detached.

        While the pool fills, each picture is kept and handed through. From then on, with a chance of one half, a
        picture takes the place of an earlier one, which is handed out in its stead.
        """
        made = made.detach()
        size = len(self.pictures)
        if size == 0:
            return made
        shown, held = [], int(self.held)
        for picture in made:
            if held < size:
                self.pictures[held] = picture
                held += 1
                shown.append(picture)
            elif torch.rand(()) < 0.5:
                place = int(torch.randint(size, ()))
                shown.append(self.pictures[place].clone())
                self.pictures[place] = picture
            else:
                shown.append(picture)
        self.held.fill_(held)
        return torch.stack(shown)

"""What a run is asked at every validation: figures on held-out pairs, and pictures to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from uvphoto.datasets.prepared import PreparedPhoto
from uvphoto.training.feed import Feed
from uvphoto.training.learners import Learners
from uvphoto.training.settings import TrainingSettings
from uvphoto.training.validation import HeldOut, convert_patches, held_out_patches, judge, sample_sheet

Pixels = NDArray[np.float32]


@dataclass(frozen=True)
class Sheet:
    """Patches to look at.

    Attributes:
        ending: of the file's name, before .png.
        pixels: (H, W, 3) in [0, 1].
        shows: what its columns are.

    """

    ending: str
    pixels: Pixels
    shows: str


@dataclass(frozen=True)
class Exam:
    """Patches that are the same at every validation.

    Attributes:
        pairs: of held-out people; none where the run has no pairs.
        phones: (N, 3, H, W) in [-1, 1], photos without a partner, which are learned from; None where there are none.
        settings: of the run.

    """

    pairs: tuple[HeldOut, ...]
    phones: Tensor | None
    settings: TrainingSettings

    @classmethod
    def of(cls, held_out: Sequence[PreparedPhoto], feed: Feed, settings: TrainingSettings) -> "Exam":
        """Choose the patches."""
        phones = None
        if feed.phones is not None:
            numbers = range(settings.validation.samples)
            phones = torch.stack([torch.from_numpy(feed.phones[number][0]) for number in numbers])
        return cls(held_out_patches(held_out, settings.patches, settings.validation), phones, settings)

    def take(self, learners: Learners, device: torch.device) -> tuple[dict[str, float], list[Sheet]]:
        """Return the figures of ``validation.judge``, none without pairs, and the sheets to look at."""
        figures: dict[str, float] = {}
        sheets = []
        if self.pairs:
            made = convert_patches(learners.average.module, self.pairs, device)
            figures = judge(made, self.pairs, self.settings.patches.mm_per_pixel)
            sheet = sample_sheet(made, self.pairs, self.settings.validation.samples)
            sheets.append(
                Sheet("", sheet, "Patches of held-out people: colour photo, synthetic UV photo, true UV photo")
            )
        if self.phones is not None:
            sheets.append(_sheet_of_phones(learners, self.phones.to(device)))
        return figures, sheets


def _sheet_of_phones(learners: Learners, phones: Tensor) -> Sheet:
    """Lay photos without a partner beside the UV made of them, and beside what the way back makes of that."""
    with torch.inference_mode():
        uv = learners.average.module(phones).float()
        columns = [phones, uv.repeat(1, 3, 1, 1)]
        if "back" in learners.networks:
            back = learners.networks["back"].bare
            back.eval()
            columns.append(back(uv).float())
            back.train()
    laid = torch.cat([torch.cat(list(column), dim=1) for column in columns], dim=2)  # (3, N H, columns W)
    pixels = ((laid + 1) / 2).clamp(0, 1).permute(1, 2, 0).cpu().numpy()
    return Sheet("_unpaired", pixels, "Patches without a partner: photo, synthetic UV photo, photo made of that again")

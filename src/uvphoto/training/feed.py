"""What a run learns from, patch by patch and batch by batch, the same in every process and after every stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from lightning_fabric import Fabric
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader

from uvphoto.datasets.patches import PatchSource, UnpairedPatchSource
from uvphoto.training.settings import TrainingSettings


@dataclass(frozen=True)
class Feed:
    """Patches by number; what is None is not learned from.

    Attributes:
        pairs: ``colour``, ``uv`` and ``skin``.
        phones: ``phone``, photos without a partner, and ``styled`` where the source gives two styles.
        targets: ``uv`` of other people, where there are no pairs.

    """

    pairs: PatchSource | None
    phones: UnpairedPatchSource | None
    targets: UnpairedPatchSource | None

    def __getitem__(self, number: int) -> dict[str, NDArray[np.float32]]:
        """Return the patches of a number, (C, size, size), by name; pictures are in [-1, 1]."""
        patches: dict[str, NDArray[np.float32]] = {}
        if self.pairs is not None:
            patches |= zip(("colour", "uv", "skin"), self.pairs[number], strict=True)
        if self.phones is not None:
            patches |= zip(("phone", "styled"), self.phones[number], strict=False)
        if self.targets is not None:
            patches |= zip(("uv",), self.targets[number], strict=True)
        return patches


def batches(fabric: Fabric, feed: Feed, settings: TrainingSettings, done: int) -> Iterator[Mapping[str, Tensor]]:
    """Yield the patches of the steps that are left after ``done``, on this process's device."""
    # Processes that cut patches inherit the number of threads of OpenCV, but not the threads themselves, so
    # that any change there would wait for ever.
    cv2.setNumThreads(1)
    own = settings.batch // fabric.world_size
    numbers = _Numbers(done, settings.steps, settings.batch, own, fabric.global_rank * own)
    loader: DataLoader[dict[str, Tensor]] = DataLoader(
        feed,  # type: ignore[arg-type]
        batch_size=own,
        sampler=numbers,
        num_workers=settings.loaders,
        generator=torch.Generator(),  # else each start of the loader would move the run's own random numbers on
        prefetch_factor=4 if settings.loaders else None,
    )
    layout = torch.channels_last if settings.channels_last else torch.contiguous_format
    for batch in loader:
        yield {name: fabric.to_device(one.contiguous(memory_format=layout)) for name, one in batch.items()}


@dataclass(frozen=True)
class _Numbers:
    """The numbers of the patches that a process takes: ``own`` of each step's batch, from ``first`` on."""

    done: int
    steps: int
    batch: int
    own: int
    first: int

    def __len__(self) -> int:
        return (self.steps - self.done) * self.own

    def __iter__(self) -> Iterator[int]:
        for step in range(self.done, self.steps):
            yield from range(step * self.batch + self.first, step * self.batch + self.first + self.own)

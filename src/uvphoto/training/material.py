"""What a run learns from and is judged on: photos at the working scale, once and for all."""

import hashlib
import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch

from uvphoto import __version__
from uvphoto.config import to_mapping
from uvphoto.datasets.manifest import DataSet
from uvphoto.datasets.patches import PatchSource, UnpairedPatchSource
from uvphoto.datasets.prepared import PreparedPhoto, Progress, learnable_rows, prepare
from uvphoto.datasets.storage import read_dataset
from uvphoto.datasets.unpaired import LeftOut, prepare_unpaired
from uvphoto.errors import SettingsError
from uvphoto.training.feed import Feed
from uvphoto.training.settings import TrainingSettings


@dataclass(frozen=True)
class Sources:
    """Folders to learn from.

    Attributes:
        data: a data set of pairs; None learns from two folders without a pair.
        unpaired: photos without a partner: any folder, or a data set; None takes the phone photos of ``data``.
        targets: pictures of what colour photos are to become, of whomever; in place of ``data``.

    """

    data: Path | None
    unpaired: Path | None = None
    targets: Path | None = None


@dataclass(frozen=True)
class Material:
    """All photos of a run.

    Attributes:
        dataset: of the pairs; None without.
        training: pairs to learn from.
        held_out: pairs to be judged on.
        phones: photos without a partner.
        targets: UV pictures without a partner.
        left_out: pictures that cannot be used, each with the reason.

    """

    dataset: DataSet | None
    training: tuple[PreparedPhoto, ...]
    held_out: tuple[PreparedPhoto, ...]
    phones: tuple[PreparedPhoto, ...]
    targets: tuple[PreparedPhoto, ...]
    left_out: tuple[LeftOut, ...]

    def feed(self, settings: TrainingSettings) -> Feed:
        """Return the patches to learn from.

        Raises:
            SettingsError: no photo holds a patch with enough skin.

        """
        patches, seed, unpaired = settings.patches, settings.seed, settings.unpaired
        with_styled = unpaired is not None and unpaired.consistency_weight > 0
        return Feed(
            PatchSource(self.training, patches, seed) if self.training else None,
            UnpairedPatchSource(self.phones, patches, seed + 1, with_styled=with_styled) if self.phones else None,
            UnpairedPatchSource(self.targets, patches, seed + 2) if self.targets else None,
        )

    def fingerprint(self) -> str:
        """Return what tells one material from another: the data set's description and the photos learned from."""
        described = [] if self.dataset is None else [self.dataset.description.name, self.dataset.description.made]
        photos = [photo.folder.name for photo in (*self.training, *self.phones, *self.targets)]
        return hashlib.sha256(json.dumps([*described, *photos]).encode()).hexdigest()

    def provenance(self, settings: TrainingSettings) -> dict[str, Any]:
        """Return what the weights will tell of the data, the recipe and the programs."""
        facts: dict[str, Any] = {"unpaired_photos": len(self.phones), "unpaired_targets": len(self.targets)}
        if self.dataset is not None:
            description = self.dataset.description
            facts |= {"data": description.name, "data_made": description.made, "data_licence": description.licence}
        people = len({photo.person for photo in self.training})
        return facts | {
            "people": people,
            "photos": len(self.training),
            "uvphoto": __version__,
            "torch": torch.__version__,
            "recipe": to_mapping(settings),
        }


def gather(settings: TrainingSettings, sources: Sources, cache: Path, progress: Progress | None) -> Material:
    """Bring all photos of a run to the working scale.

    Args:
        settings: of the run.
        sources: where the photos are.
        cache: folder for them.
        progress: told after each photo.

    Raises:
        SettingsError: the recipe and the sources do not fit each other.
        DataSetError: a source cannot be used.
        PictureError: a file of a pair cannot be read.

    """
    _check(settings, sources)
    scale, with_balance = settings.patches.mm_per_pixel, settings.patches.balanced > 0
    dataset = None if sources.data is None else read_dataset(sources.data)
    training: tuple[PreparedPhoto, ...] = ()
    held_out: tuple[PreparedPhoto, ...] = ()
    if dataset is not None:
        learned, judged = (
            learnable_rows(dataset, split, phone_truth=settings.patches.phone_truth)
            for split in ("train", "validation")
        )
        photos = prepare(dataset, [*learned, *judged], scale, cache, progress, with_balance=with_balance)
        training, held_out = photos[: len(learned)], photos[len(learned) :]
    phones: tuple[PreparedPhoto, ...] = ()
    targets: tuple[PreparedPhoto, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    folder = sources.unpaired or sources.data
    if settings.unpaired is not None and folder is not None:
        skin = settings.unpaired.skin
        prepare_them = partial(prepare_unpaired, cache=cache, skin=skin, progress=progress, with_balance=with_balance)
        found = prepare_them(folder, scale)
        phones, left_out = found.photos, found.left_out
        if sources.targets is not None:
            of_targets = prepare_them(sources.targets, scale, kind="uv")
            targets, left_out = of_targets.photos, (*left_out, *of_targets.left_out)
    return Material(dataset, training, held_out, phones, targets, left_out)


def _check(settings: TrainingSettings, sources: Sources) -> None:
    if sources.data is None and (sources.unpaired is None or sources.targets is None):
        raise SettingsError("Give pairs with --data, or two folders with --unpaired and --targets.")
    if sources.data is not None and sources.targets is not None:
        raise SettingsError("--targets stands in place of pairs; leave it out, or --data.")
    if settings.unpaired is None and (sources.unpaired is not None or sources.targets is not None):
        raise SettingsError(f"The recipe of {settings.name} has no table [unpaired], so it learns from pairs alone.")

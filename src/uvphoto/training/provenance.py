"""Where a run begins and what it learns from: what its weights tell of themselves."""

import hashlib
import json
from pathlib import Path
from typing import Any

import torch

from uvphoto import __version__
from uvphoto.config import to_mapping
from uvphoto.datasets.manifest import DataSet
from uvphoto.datasets.prepared import PreparedPhoto
from uvphoto.errors import SettingsError
from uvphoto.models.checkpoint import load_checkpoint
from uvphoto.training.learners import Learners
from uvphoto.training.settings import TrainingSettings


def start_from(learners: Learners, settings: TrainingSettings, checkpoint: Path | None) -> dict[str, Any] | None:
    """Begin with the generator of a checkpoint; return where it comes from.

    Raises:
        SettingsError: it is another network than the recipe's.
        WeightsError: the checkpoint cannot be used.

    """
    if checkpoint is None:
        return None
    generator, info = load_checkpoint(checkpoint)
    if info.generator != settings.generator:
        raise SettingsError(f"{checkpoint} holds another generator than the recipe: {info.generator}")
    for network in (learners.generator.bare, learners.average.module):
        network.load_state_dict(generator.state_dict())
    digest = hashlib.sha256(checkpoint.read_bytes()).hexdigest()
    return {"name": info.name, "sha256": digest, "provenance": dict(info.provenance)}


def fingerprint(dataset: DataSet, training: tuple[PreparedPhoto, ...]) -> str:
    """Return what tells one data set from another: its description and the photos learned from."""
    facts = [dataset.description.name, dataset.description.made, *(photo.folder.name for photo in training)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def provenance_of(dataset: DataSet, training: tuple[PreparedPhoto, ...], settings: TrainingSettings) -> dict[str, Any]:
    """Return what the weights will tell of the data, the recipe and the programs."""
    return {
        "data": dataset.description.name,
        "data_made": dataset.description.made,
        "data_licence": dataset.description.licence,
        "people": len({photo.row.person for photo in training}),
        "photos": len(training),
        "uvphoto": __version__,
        "torch": torch.__version__,
        "recipe": to_mapping(settings),
    }

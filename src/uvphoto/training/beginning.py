"""Where a run begins: with the generator of an earlier one."""

import hashlib
from pathlib import Path
from typing import Any

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

"""One training of the benchmark of misregistration, and what its network makes of held-out photos."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import Precision, RunSettings, Runtime
from uvphoto.conversion.weights_file import read_weights
from uvphoto.datasets.manifest import DataSet, PhotoRow
from uvphoto.picture import read_colour
from uvphoto.training.material import Sources
from uvphoto.training.run import LAST_FILE, RunPlace, train
from uvphoto.training.settings import TrainingSettings

WARM = 20  # steps before the pace is taken


@dataclass(frozen=True)
class Training:
    """One training.

    Attributes:
        settings: of it.
        data: folder of its pairs.
        cache: where they lie at the working scale.
        out: folder of the run.
        device: auto, cpu or cuda.
        tested: the data set of the held-out photos.
        rows: of these.

    """

    settings: TrainingSettings
    data: Path
    cache: Path
    out: Path
    device: str
    tested: DataSet
    rows: tuple[PhotoRow, ...]

    def made(self, row: PhotoRow) -> Path:
        """Return where the synthetic UV photo of a held-out photo is written."""
        return self.out / f"{row.person}.npy"


@dataclass(frozen=True)
class Trained:
    """How it went: names of the training and of the device, and seconds."""

    name: str
    device: str
    seconds: float
    seconds_per_step: float
    converting: float


class Pace:
    """Takes note of how fast a run goes, and says nothing."""

    def __init__(self) -> None:
        self.begun = self.seconds = 0.0

    def prepared(self, done: int, total: int) -> None:
        """Pass over the photos brought to the working scale."""

    def left_out(self, path: Path, reason: str) -> None:
        """Pass over what is left out, of which pairs have none."""

    def stepped(self, step: int, total: int, losses: torch.Tensor) -> None:
        """Take the time from the first steps on."""
        if step in (min(WARM, total), total):
            losses.cpu()  # waits for the device
            self.begun = self.begun or time.perf_counter()
            self.seconds = (time.perf_counter() - self.begun) / max(1, step - WARM)

    def validated(self, step: int, figures: Mapping[str, float]) -> None:
        """Pass over the figures of a validation."""


def train_and_convert(job: Training) -> Trained:
    """Train, and write the synthetic UV photo that the last weights make of each held-out photo."""
    device = job.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)
    torch.set_num_threads(1)
    torch.backends.cudnn.benchmark = True
    start, pace = time.perf_counter(), Pace()
    train(job.settings, RunPlace(Sources(job.data), job.out, job.cache, accelerator=device), pace)
    middle = time.perf_counter()
    run = RunSettings(Runtime.TORCH, threads=1, device=device, precision=Precision.FLOAT32)
    converter = load_converter(read_weights(job.out / LAST_FILE), run)
    for row in job.rows:
        colour, scale = read_colour(job.tested.folder / row.colour).pixels, job.tested.scale_of(row)
        np.save(job.made(row), convert(colour, converter, mm_per_pixel=scale))
    name = torch.cuda.get_device_name() if device == "cuda" else "processor"
    return Trained(job.settings.name, name, middle - start, pace.seconds, time.perf_counter() - middle)

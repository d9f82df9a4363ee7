"""A training run from a recipe: prepare, learn, validate, keep; stopped ones go on bit for bit."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, cast

import cv2
import torch
from filelock import FileLock, Timeout
from lightning_fabric import Fabric
from lightning_fabric.strategies.ddp import DDPStrategy
from torch import Tensor
from torch.utils.data import DataLoader

from uvphoto.config import to_mapping
from uvphoto.datasets.manifest import DataSet
from uvphoto.datasets.patches import PatchSource
from uvphoto.datasets.prepared import PreparedPhoto, learnable_rows, prepare
from uvphoto.datasets.storage import read_dataset
from uvphoto.errors import FileError, SettingsError
from uvphoto.models.build import tiling_of
from uvphoto.models.checkpoint import save_checkpoint
from uvphoto.models.weights_info import WeightsInfo
from uvphoto.picture import Synthetic, write_colour
from uvphoto.training.learners import Learners, build_learners
from uvphoto.training.log import RunLog
from uvphoto.training.pix2pix import LOSSES, pix2pix_step
from uvphoto.training.provenance import fingerprint, provenance_of, start_from
from uvphoto.training.settings import TrainingSettings
from uvphoto.training.state import Progress, load_state, save_state
from uvphoto.training.validation import HeldOut, convert_patches, held_out_patches, judge, sample_sheet

STATE_FILE = "state.safetensors"
LAST_FILE = "last.safetensors"
BEST_FILE = "best.safetensors"
LOCK_FILE = ".lock"
SAMPLES_FOLDER = "samples"
PREPARED_FOLDER = "prepared"


class Reporter(Protocol):
    """Told how a run goes; the main process alone speaks."""

    def prepared(self, done: int, total: int) -> None:
        """Take note of photos that have been brought to the working scale."""

    def stepped(self, step: int, total: int, losses: Tensor) -> None:
        """Take note of a step; ``losses`` are those of LOSSES."""

    def validated(self, step: int, figures: Mapping[str, float]) -> None:
        """Take note of the figures of a validation."""


@dataclass(frozen=True)
class RunPlace:
    """Where a run reads and writes, and on what it runs.

    Attributes:
        data: folder of the data set.
        out: folder of the run.
        cache: where photos at the working scale are kept; None for a folder in ``out``.
        start_from: a checkpoint whose generator a new run begins with; None begins with random weights.
        accelerator: Fabric's word: auto, cpu, cuda, mps.
        devices: how many of them; several share each batch by DDP.

    """

    data: Path
    out: Path
    cache: Path | None = None
    start_from: Path | None = None
    accelerator: str = "auto"
    devices: int = 1


def train(settings: TrainingSettings, place: RunPlace, reporter: Reporter) -> Progress | None:
    """Train a converter; one that was stopped goes on where its last state was kept.

    Writes into ``place.out``: ``best.safetensors`` and ``last.safetensors`` (weights by moving average),
    ``state.safetensors`` (from which a run goes on), ``losses.csv``, ``validation.csv``, ``tensorboard/``, and
    ``samples/``.

    Returns:
        How far the run has come; None in the processes that only help the main one.

    Raises:
        SettingsError: settings that do not fit the devices or the data.
        DataSetError: the data set cannot be used.
        WeightsError: the checkpoint to start from cannot be used, or the folder holds the state of another run, or a
            damaged one.
        FileError: the folder cannot be written, or another run writes there.

    """
    if settings.batch % place.devices:
        raise SettingsError(f"batch {settings.batch} cannot be shared evenly by {place.devices} devices")
    dataset = read_dataset(place.data)
    fabric = _fabric(settings, place)
    with _alone(place.out, fabric):
        training, held_out = _prepared(fabric, dataset, settings, place, reporter)
        learners = build_learners(fabric, settings)
        origin = start_from(learners, settings, place.start_from)
        identity = {"settings": to_mapping(settings), "data": fingerprint(dataset, training), "origin": origin}
        progress = _found_state(place.out, learners, identity, fabric)
        run = _Run(fabric, settings, place.out, learners, identity, reporter)
        source = PatchSource(training, settings.patches, settings.seed)
        patches = held_out_patches(held_out, settings.patches, settings.validation)
        provenance = {**provenance_of(dataset, training, settings), "started_from": origin}
        progress = run.learn(source, patches, progress, provenance)
        return progress if fabric.is_global_zero else None


@dataclass(frozen=True)
class _Run:
    fabric: Fabric
    settings: TrainingSettings
    out: Path
    learners: Learners
    identity: Mapping[str, Any]
    reporter: Reporter

    def learn(
        self, source: PatchSource, patches: tuple[HeldOut, ...], progress: Progress, provenance: dict[str, Any]
    ) -> Progress:
        """Take all steps that are left."""
        settings, learners = self.settings, self.learners
        log = RunLog(self.out, LOSSES, after_step=progress.step) if self.fabric.is_global_zero else None
        for step, batch in enumerate(self._batches(source, progress.step), start=progress.step + 1):
            losses = pix2pix_step(self.fabric, learners.generator, learners.discriminator, batch, settings.loss)
            if self.fabric.world_size > 1:
                losses = cast("Tensor", self.fabric.all_reduce(losses, reduce_op="mean"))
            if log is not None:
                log.add_losses(step, learners.rate, losses)
                self.reporter.stepped(step, settings.steps, losses)
            learners.end_step()
            progress = replace(progress, step=step)
            if log is not None and (step % settings.validation.every == 0 or step == settings.steps):
                progress = self._validate(patches, log, progress, provenance)
            if log is not None and (step % settings.checkpoint_every == 0 or step == settings.steps):
                log.flush()
                save_state(self.out / STATE_FILE, learners.parts, progress, self.identity)
        if log is not None:
            log.close()
        self.fabric.barrier()
        return progress

    def _batches(self, source: PatchSource, done: int) -> Iterator[list[Tensor]]:
        """Yield colour and UV patches of the steps that are left, on this process's device."""
        # Processes that cut patches inherit the number of threads of OpenCV, but not the threads themselves, so
        # that any change there would wait for ever.
        cv2.setNumThreads(1)
        own = self.settings.batch // self.fabric.world_size
        numbers = _Numbers(done, self.settings.steps, self.settings.batch, own, self.fabric.global_rank * own)
        loader: DataLoader[list[Tensor]] = DataLoader(
            source,  # type: ignore[arg-type]
            batch_size=own,
            sampler=numbers,
            num_workers=self.settings.loaders,
            generator=torch.Generator(),  # else each start of the loader would move the run's own random numbers on
            prefetch_factor=4 if self.settings.loaders else None,
        )
        layout = torch.channels_last if self.settings.channels_last else torch.contiguous_format
        for batch in loader:
            yield [self.fabric.to_device(one.contiguous(memory_format=layout)) for one in batch]

    def _validate(
        self, patches: tuple[HeldOut, ...], log: RunLog, progress: Progress, provenance: dict[str, Any]
    ) -> Progress:
        settings = self.settings
        made = convert_patches(self.learners.average.module, patches, self.fabric.device)
        figures = judge(made, patches, settings.patches.mm_per_pixel)
        log.add_figures(progress.step, figures)
        self.reporter.validated(progress.step, figures)
        sheet = sample_sheet(made, patches, settings.validation.samples)
        (self.out / SAMPLES_FOLDER).mkdir(exist_ok=True)
        write_colour(
            self.out / SAMPLES_FOLDER / f"{progress.step:07d}.png", sheet, synthetic=Synthetic.CONVERTED,
            description="Patches of held-out people: colour photo, synthetic UV photo, true UV photo",
        )  # fmt: skip
        info = WeightsInfo(
            name=settings.name,
            generator=settings.generator,
            tiling=tiling_of(settings.generator),
            mm_per_pixel=settings.patches.mm_per_pixel,
            licence=settings.licence,
            provenance={**provenance, "step": progress.step},
            figures={f"validation_{name}": value for name, value in figures.items()},
        )
        generator = self.learners.average.module
        save_checkpoint(self.out / LAST_FILE, generator, info)
        if figures["psnr"] > progress.best:
            save_checkpoint(self.out / BEST_FILE, generator, info)
            progress = replace(progress, best=figures["psnr"], best_step=progress.step)
        return progress


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


def _fabric(settings: TrainingSettings, place: RunPlace) -> Fabric:
    try:
        fabric = Fabric(
            accelerator=place.accelerator,
            devices=place.devices,
            # Statistics stay each process's own: the discriminator passes twice before its gradients are shared.
            strategy=DDPStrategy(broadcast_buffers=False) if place.devices > 1 else "auto",
            precision=settings.precision,
        )
    except (ValueError, RuntimeError, TypeError) as error:
        raise SettingsError(f"The device '{place.accelerator}' x {place.devices} cannot be used: {error}") from error
    fabric.launch()
    return fabric


def _prepared(
    fabric: Fabric, dataset: DataSet, settings: TrainingSettings, place: RunPlace, reporter: Reporter
) -> tuple[tuple[PreparedPhoto, ...], tuple[PreparedPhoto, ...]]:
    """Bring the photos of both splits to the working scale, in the main process first."""
    rows = [
        learnable_rows(dataset, split, phone_truth=settings.patches.phone_truth) for split in ("train", "validation")
    ]
    cache = place.cache or place.out / PREPARED_FOLDER
    progress = reporter.prepared if fabric.is_global_zero else None
    with fabric.rank_zero_first():
        photos = prepare(dataset, [*rows[0], *rows[1]], settings.patches.mm_per_pixel, cache, progress)
    return photos[: len(rows[0])], photos[len(rows[0]) :]


def _found_state(out: Path, learners: Learners, identity: Mapping[str, Any], fabric: Fabric) -> Progress:
    path = out / STATE_FILE
    if not path.exists():
        return Progress()
    return load_state(path, learners.parts, identity, fabric.device)


@contextmanager
def _alone(folder: Path, fabric: Fabric) -> Iterator[None]:
    """Keep other runs out of a folder; the processes of one run share it."""
    if not fabric.is_global_zero:
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / LOCK_FILE, blocking=False):
            yield
    except Timeout as error:
        raise FileError(folder, "is being written by another run", "Wait for its end, or choose another") from error
    except OSError as error:
        remedy = "Choose a folder on a disk with room, then run the same command"
        raise FileError(folder, f"cannot be written ({error.strerror})", remedy) from error

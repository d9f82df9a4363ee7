"""A training run from a recipe: prepare, learn, validate, keep; stopped ones go on bit for bit."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, cast

from filelock import FileLock, Timeout
from lightning_fabric import Fabric
from lightning_fabric.strategies.ddp import DDPStrategy
from torch import Tensor

from uvphoto.config import to_mapping
from uvphoto.errors import FileError, SettingsError
from uvphoto.models.build import tiling_of
from uvphoto.models.checkpoint import save_checkpoint
from uvphoto.models.weights_info import WeightsInfo
from uvphoto.picture import Synthetic, write_colour
from uvphoto.training.beginning import start_from
from uvphoto.training.exam import Exam
from uvphoto.training.feed import Feed, batches
from uvphoto.training.learners import Learners, build_learners
from uvphoto.training.log import RunLog
from uvphoto.training.material import Material, Sources, gather
from uvphoto.training.precision import fitting_precision
from uvphoto.training.scheme import Scheme, scheme_of
from uvphoto.training.settings import Precision, TrainingSettings
from uvphoto.training.state import Progress, load_state, save_state

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

    def left_out(self, path: Path, reason: str) -> None:
        """Take note of a picture without a partner that cannot be learned from."""

    def stepped(self, step: int, total: int, losses: Tensor) -> None:
        """Take note of a step; ``losses`` are those of the scheme."""

    def validated(self, step: int, figures: Mapping[str, float]) -> None:
        """Take note of the figures of a validation."""


@dataclass(frozen=True)
class RunPlace:
    """Where a run reads and writes, and on what it runs.

    Attributes:
        sources: folders to learn from.
        out: folder of the run.
        cache: where photos at the working scale are kept; None for a folder in ``out``.
        start_from: a checkpoint whose generator a new run begins with; None begins with random weights.
        accelerator: Fabric's word: auto, cpu, cuda, mps.
        devices: how many of them; several share each batch by DDP.

    """

    sources: Sources
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
    if place.sources.data is None:  # without pairs there is nothing for their discriminator to judge
        settings = replace(settings, loss=replace(settings.loss, adversarial_weight=0.0))
    precision = fitting_precision(settings.precision, place.accelerator)
    fabric = _fabric(precision, place)
    with _alone(place.out, fabric):
        material = _gathered(fabric, settings, place, reporter)
        learners = build_learners(fabric, settings)
        origin = start_from(learners, settings, place.start_from)
        identity = {"settings": to_mapping(settings), "data": material.fingerprint(), "origin": origin}
        progress = _found_state(place.out, learners, identity, fabric)
        run = _Run(fabric, settings, place.out, learners, scheme_of(fabric, learners, settings), identity, reporter)
        provenance = {**material.provenance(settings), "started_from": origin, "precision": precision}
        exam = Exam.of(material.held_out, feed := material.feed(settings), settings)
        progress = run.learn(feed, exam, progress, provenance)
        return progress if fabric.is_global_zero else None


@dataclass(frozen=True)
class _Run:
    fabric: Fabric
    settings: TrainingSettings
    out: Path
    learners: Learners
    scheme: Scheme
    identity: Mapping[str, Any]
    reporter: Reporter

    def learn(self, feed: Feed, exam: Exam, progress: Progress, provenance: dict[str, Any]) -> Progress:
        """Take all steps that are left."""
        settings, learners = self.settings, self.learners
        log = RunLog(self.out, self.scheme.losses, after_step=progress.step) if self.fabric.is_global_zero else None
        left = batches(self.fabric, feed, settings, progress.step)
        for step, batch in enumerate(left, start=progress.step + 1):
            losses = self.scheme.take_step(batch, step)
            if self.fabric.world_size > 1:
                losses = cast("Tensor", self.fabric.all_reduce(losses, reduce_op="mean"))
            if log is not None:
                log.add_losses(step, learners.rate, losses)
                self.reporter.stepped(step, settings.steps, losses)
            learners.end_step()
            progress = replace(progress, step=step)
            if log is not None and (step % settings.validation.every == 0 or step == settings.steps):
                progress = self._validate(exam, log, progress, provenance)
            if log is not None and (step % settings.checkpoint_every == 0 or step == settings.steps):
                log.flush()
                save_state(self.out / STATE_FILE, learners.parts, progress, self.identity)
        if log is not None:
            log.close()
        self.fabric.barrier()
        return progress

    def _validate(self, exam: Exam, log: RunLog, progress: Progress, provenance: dict[str, Any]) -> Progress:
        settings, generator = self.settings, self.learners.average.module
        (self.out / SAMPLES_FOLDER).mkdir(exist_ok=True)
        figures, sheets = exam.take(self.learners, self.fabric.device)
        log.add_figures(progress.step, figures)
        self.reporter.validated(progress.step, figures)
        for sheet in sheets:
            path = self.out / SAMPLES_FOLDER / f"{progress.step:07d}{sheet.ending}.png"
            write_colour(path, sheet.pixels, synthetic=Synthetic.CONVERTED, description=sheet.shows)
        info = WeightsInfo(
            name=settings.name,
            generator=settings.generator,
            tiling=tiling_of(settings.generator),
            mm_per_pixel=settings.patches.mm_per_pixel,
            licence=settings.licence,
            provenance={**provenance, "step": progress.step},
            figures={f"validation_{name}": value for name, value in figures.items()},
        )
        save_checkpoint(self.out / LAST_FILE, generator, info)
        if not figures or figures["psnr"] > progress.best:  # without pairs nothing tells the best one: the last is it
            save_checkpoint(self.out / BEST_FILE, generator, info)
            progress = replace(progress, best=figures.get("psnr", progress.best), best_step=progress.step)
        return progress


def _fabric(precision: Precision, place: RunPlace) -> Fabric:
    try:
        fabric = Fabric(
            accelerator=place.accelerator,
            devices=place.devices,
            # Statistics stay each process's own: the discriminator passes twice before its gradients are shared.
            strategy=DDPStrategy(broadcast_buffers=False) if place.devices > 1 else "auto",
            precision=precision,
        )
    except (ValueError, RuntimeError, TypeError) as error:
        raise SettingsError(f"The device '{place.accelerator}' x {place.devices} cannot be used: {error}") from error
    fabric.launch()
    return fabric


def _gathered(fabric: Fabric, settings: TrainingSettings, place: RunPlace, reporter: Reporter) -> Material:
    """Bring the photos to the working scale, in the main process first."""
    cache = place.cache or place.out / PREPARED_FOLDER
    with fabric.rank_zero_first():
        material = gather(settings, place.sources, cache, reporter.prepared if fabric.is_global_zero else None)
    if fabric.is_global_zero:
        for one in material.left_out:
            reporter.left_out(one.path, one.reason)
    return material


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

"""The verb that repeats published experiments on simulated people."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uvphoto.cli.train import TrainingBars

if TYPE_CHECKING:
    from uvphoto.evaluation.reproduction import Experiment
    from uvphoto.training.settings import TrainingSettings

app = typer.Typer(name="reproduce", help="Repeat published experiments on simulated people.", no_args_is_help=True)

_RECIPE = "pix2pix-paper"
_MEANINGLESS = "QUICK: far too few people and steps. These figures mean nothing; they show that everything runs."


@app.callback()
def _group() -> None:
    """Repeat published experiments on simulated people."""


@app.command("paper")
def reproduce_paper(
    *,
    out: Annotated[Path, typer.Option(help="Folder for people, run and reports; one that was stopped goes on.")],
    quick: Annotated[
        bool, typer.Option("--quick", help="A small version in minutes, whose figures mean nothing.")
    ] = False,
    people: Annotated[int | None, typer.Option(help="Another number of people than 184; 24 in 184 are judged.")] = None,
    more_test: Annotated[int, typer.Option(min=0, help="Judge on so many further people too.")] = 0,
    recipe: Annotated[Path | None, typer.Option(help="Another recipe than that of the paper.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Another number of steps than the recipe's.")] = None,
    accelerator: Annotated[str, typer.Option(help="What to train on: auto, cpu, cuda, mps.")] = "auto",
    threads: Annotated[int, typer.Option(min=0, help="Threads of the training on a CPU; 0: one for each core.")] = 0,
    processes: Annotated[int, typer.Option(min=0, help="People rendered at a time; 0: one on each core.")] = 0,
) -> None:
    """Repeat the experiment of UV-photo Net's paper, and compare.

    Simulates 184 people, trains on 144, chooses the checkpoint by 16, and judges it on 24. Needs the extra train:
    pip install 'uvphoto[train]'.
    """
    import logging

    from uvphoto.cli.extras import needs_extra
    from uvphoto.datasets.storage import write_text
    from uvphoto.evaluation.evaluate import PAGE_FILE
    from uvphoto.evaluation.paper_table import paper_table
    from uvphoto.evaluation.reproduction import REPORT_FOLDER, Place, Watch, reproduce

    with needs_extra("Training", "train"):
        import torch
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)  # its notes are not for users
    if threads:
        torch.set_num_threads(threads)
    experiment = _experiment(people, more_test, quick=quick)
    place = Place(out, processes or os.cpu_count() or 1, accelerator)
    with TrainingBars() as bars:
        watch = Watch(bars.counting("Simulating people"), bars, bars.counting("Judging photos"))
        done = reproduce(experiment, _settings(recipe, steps, quick=quick), place, watch)
    table = paper_table(done)
    notes = [_MEANINGLESS] if quick else []
    notes += [
        "All people are simulated: no figure here speaks for the clinic.",
        f"Trained for {done.steps} steps; the checkpoint of step {done.best_step} was judged.",
    ]
    text = "\n".join([*notes, "", table, ""])
    write_text(out / "table.md", text)
    typer.echo(text)
    typer.echo(f"All figures and pictures: {out / REPORT_FOLDER / PAGE_FILE}")


def _experiment(people: int | None, more_test: int, *, quick: bool) -> "Experiment":
    from uvphoto.evaluation.reproduction import Experiment

    if quick:
        return Experiment(people or 20, size=512, more_test=more_test, shares=(0.6, 0.1, 0.3))
    return Experiment(more_test=more_test) if people is None else Experiment(people, more_test=more_test)


def _settings(recipe: Path | None, steps: int | None, *, quick: bool) -> "TrainingSettings":
    from dataclasses import replace

    from uvphoto.config import read_toml
    from uvphoto.evaluation.recipes import find_recipe
    from uvphoto.training.settings import TrainingSettings

    if quick and recipe is None:
        settings = _quick_settings()
    else:
        settings = read_toml(TrainingSettings, recipe or find_recipe(_RECIPE))
    return settings if steps is None else replace(settings, steps=steps)


def _quick_settings() -> "TrainingSettings":
    """Return a run of a small network that takes a minute."""
    from uvphoto.datasets.patches import PatchSettings
    from uvphoto.models.settings import CompactSettings, PatchGanSettings
    from uvphoto.training.settings import TrainingSettings, ValidationSettings

    return TrainingSettings(
        name="quick",
        steps=200,
        batch=4,
        checkpoint_every=100,
        generator=CompactSettings(width=16, levels=2),
        discriminator=PatchGanSettings(width=16, layers=2),
        patches=PatchSettings(size=128, mm_per_pixel=0.46875),
        validation=ValidationSettings(every=100, photos=4),
    )

"""The verb that trains a converter from a recipe."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uvphoto.cli.console import progress_bar

if TYPE_CHECKING:
    from torch import Tensor


def train(
    recipe: Annotated[Path, typer.Argument(help="TOML file with the settings of the run; see recipes/.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder of the run; one that was stopped goes on.")],
    data: Annotated[Path | None, typer.Option(help="The data set of pairs to learn from, with splits.")] = None,
    unpaired: Annotated[
        Path | None,
        typer.Option(help="Photos without a UV partner: any folder; else the phone photos of the data set."),
    ] = None,
    targets: Annotated[
        Path | None, typer.Option(help="In place of pairs: a folder of pictures of what photos are to become.")
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="Where photos at the working scale are kept; default: in OUT.")
    ] = None,
    start_from: Annotated[
        Path | None, typer.Option(help="A checkpoint to begin with, in place of random weights.")
    ] = None,
    accelerator: Annotated[str, typer.Option(help="What to run on: auto, cpu, cuda, mps.")] = "auto",
    devices: Annotated[int, typer.Option(min=1, help="How many of them share each batch.")] = 1,
    threads: Annotated[int, typer.Option(min=0, help="Threads of a process on a CPU; 0: one for each core.")] = 0,
    steps: Annotated[int | None, typer.Option(min=1, help="Another number of steps than the recipe's.")] = None,
) -> None:
    """Train a converter on pairs, and on photos without a partner.

    Needs the extra train: pip install 'uvphoto[train]'.
    """
    import logging
    from dataclasses import replace

    from uvphoto.cli.extras import needs_extra
    from uvphoto.config import read_toml

    with needs_extra("Training", "train"):
        import torch

        from uvphoto.training.material import Sources
        from uvphoto.training.run import BEST_FILE, RunPlace
        from uvphoto.training.run import train as run
        from uvphoto.training.settings import TrainingSettings
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)  # its notes are not for users
    settings = read_toml(TrainingSettings, recipe)
    if steps is not None:
        settings = replace(settings, steps=steps)
    if threads:
        torch.set_num_threads(threads)
    place = RunPlace(Sources(data, unpaired, targets), out, cache, start_from, accelerator, devices)
    with TrainingBars() as bars:
        progress = run(settings, place, bars)
    if progress is None:
        return  # one of the processes that share the work; the main one speaks
    best = f"; best at step {progress.best_step} with {progress.best:.2f} dB on held-out people" if data else ""
    typer.echo(
        f"{settings.name}: {progress.step} steps{best}; make converter weights with: "
        f"uvphoto export {out / BEST_FILE} --out {settings.name}.onnx"
    )


class TrainingBars:
    """Shows how a run goes: photos prepared, steps with the time left, and a line for each validation."""

    def __init__(self) -> None:
        self._bar = progress_bar()
        self._preparing = self._bar.add_task("Preparing photos", total=None, visible=False)
        self._training = self._bar.add_task("Training", total=None, visible=False)

    def __enter__(self) -> "TrainingBars":
        return self  # shown when there is something to show: of several processes only one tells of the run

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def counting(self, title: str) -> Callable[[int, int], None]:
        """Return what moves a further bar on, told how many are done, and of how many."""
        number = self._bar.add_task(title, total=None, visible=False)

        def move(done: int, total: int) -> None:
            self._bar.start()
            self._bar.update(number, completed=done, total=total, visible=done < total)

        return move

    def prepared(self, done: int, total: int) -> None:
        """Move the bar of photos that are brought to the working scale on."""
        self._bar.start()
        self._bar.update(self._preparing, completed=done, total=total, visible=done < total)

    def left_out(self, path: Path, reason: str) -> None:
        """Tell of a picture that cannot be learned from."""
        self._bar.start()
        self._bar.console.print(f"{path}: left out, {reason}", highlight=False, soft_wrap=True, markup=False)

    def stepped(self, step: int, total: int, losses: "Tensor") -> None:
        """Move the bar on."""
        self._bar.start()
        pixel = float(losses[0]) if step % 10 == 0 else 0.0
        text = f"Training, pixel loss {pixel:.4f}" if pixel else None  # without pairs there is none
        self._bar.update(self._training, completed=step, total=total, visible=True)
        if text:
            self._bar.update(self._training, description=text)

    def validated(self, step: int, figures: Mapping[str, float]) -> None:
        """Print the figures of a validation above the bar."""
        if not figures:
            return  # without pairs there are none
        words = ", ".join(f"{name} {value:.4g}" for name, value in figures.items())
        self._bar.console.print(f"step {step}: {words}", highlight=False, soft_wrap=True)

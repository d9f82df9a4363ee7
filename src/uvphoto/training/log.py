"""The log of a run: CSV files that any program reads, and the same for TensorBoard."""

import csv
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from uvphoto.picture.atomic import replace_whole

_FLUSH_EVERY = 50  # steps; each flush waits for the device


class RunLog:
    """Writes ``losses.csv``, ``validation.csv`` and TensorBoard's event files into the folder of a run.

    What a stopped run had logged beyond the state from which it goes on is taken back first.
    """

    def __init__(self, folder: Path, losses: Sequence[str], *, after_step: int) -> None:
        with warnings.catch_warnings():  # of TensorBoard's own imports; users can do nothing about them
            warnings.simplefilter("ignore")
            from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415

            self._board = SummaryWriter(str(folder / "tensorboard"), purge_step=after_step + 1)
        self._folder = folder
        self._losses = tuple(losses)
        self._waiting: list[tuple[int, float, Tensor]] = []
        for name in ("losses.csv", "validation.csv"):
            _cut_after(folder / name, after_step)

    def add_losses(self, step: int, rate: float, values: Tensor) -> None:
        """Log the losses of a step; ``values`` may still be on their way on the device."""
        self._waiting.append((step, rate, values))
        if len(self._waiting) >= _FLUSH_EVERY:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        table = torch.stack([values for _, _, values in self._waiting]).tolist()
        rows = [[step, rate, *values] for (step, rate, _), values in zip(self._waiting, table, strict=True)]
        _append(self._folder / "losses.csv", ("step", "learning_rate", *self._losses), rows)
        for row in rows[-1:]:
            for name, value in zip(("learning_rate", *self._losses), row[1:], strict=True):
                self._board.add_scalar(f"training/{name}", value, row[0])
        self._waiting.clear()

    def add_figures(self, step: int, figures: Mapping[str, float]) -> None:
        """Log the figures of a validation."""
        _append(self._folder / "validation.csv", ("step", *figures), [[step, *figures.values()]])
        for name, value in figures.items():
            self._board.add_scalar(f"validation/{name}", value, step)
        self._board.flush()

    def close(self) -> None:
        """Write what waits and close the files."""
        self.flush()
        self._board.close()


def _append(path: Path, heading: Sequence[str], rows: Sequence[Sequence[float]]) -> None:
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if is_new:
            writer.writerow(heading)
        writer.writerows(rows)  # floats in full: repr gives them back bit for bit


def _cut_after(path: Path, step: int) -> None:
    """Drop the rows of later steps, and a last line that was left half-written."""
    if not path.exists():
        return
    lines = path.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines[1:] if line.endswith(b"\n") and int(line.split(b",", 1)[0]) <= step]
    replace_whole(path, b"".join(lines[:1] + kept))

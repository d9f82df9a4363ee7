"""Photos converted one after the other: what is to be done, how far it is, what came of it."""

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from uvphoto.cli.console import noted, progress_bar, set_aside
from uvphoto.conversion.convert import Progress, quiet
from uvphoto.conversion.converter import Converter, load_converter
from uvphoto.conversion.photo_files import Target, check_targets, convert_file, is_converted, is_done, plan_target
from uvphoto.conversion.scale import guess_working_pixels
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import PictureError, SettingsError
from uvphoto.picture import Format, PictureInfo, inspect
from uvphoto.skin.white_balance.method import Method

_STANDARD_INPUT = "standard-input"


@dataclass(frozen=True)
class Wishes:
    """What is to be made of each photo.

    Attributes:
        weights: that convert it.
        run: how the network is run.
        mm_per_pixel: scale of the photos; None finds it.
        white_balance: by what colours are balanced first.
        file_format: of the UV photos; None: as the photo's.
        quality: of JPEG and WebP.
        again: convert what is there already.

    Raises:
        SettingsError: the scale is not above 0.

    """

    weights: Weights
    run: RunSettings
    mm_per_pixel: float | None = None
    white_balance: Method = Method.NONE
    file_format: Format | None = None
    quality: int = 95
    again: bool = False

    def __post_init__(self) -> None:
        if self.mm_per_pixel is not None and not 0 < self.mm_per_pixel < float("inf"):
            raise SettingsError(f"--mm-per-pixel is {self.mm_per_pixel}; give a number above 0.")

    def load(self, infos: Sequence[PictureInfo]) -> Converter:
        """Load the network for photos of which the headers are known."""
        working = self.weights.info.mm_per_pixel
        sizes = [(info.height, info.width) for info in infos]
        pixels = sum(guess_working_pixels(size, self.mm_per_pixel, working) for size in sizes)
        return load_converter(self.weights, self.run, pixels=pixels)

    def convert(self, source: Path, target: Target, converter: Converter, progress: Progress = quiet) -> str:
        """Convert a photo and return the words to print of it."""
        done = convert_file(
            source, target, converter, mm_per_pixel=self.mm_per_pixel, white_balance=self.white_balance,
            quality=self.quality, progress=progress,
        )  # fmt: skip
        return f"{done}; {target.note}" if target.note else str(done)


@dataclass(frozen=True)
class _Plan:
    source: Path
    info: PictureInfo
    target: Target


def convert_all(photos: Sequence[Path], out: Path, wishes: Wishes) -> bool:
    """Convert photos into a folder, telling of each what came of it.

    Returns:
        Whether all went well.

    Raises:
        UvphotoError: nothing can be converted: two photos would go to one file, or the network cannot be loaded.

    """
    failed: list[Path] = []
    plans = _plan(photos, out, wishes, failed)
    check_targets({plan.source: plan.target for plan in plans})
    due = [plan for plan in plans if _is_due(plan, wishes, failed)]
    if due:
        _make(out)
        converter = wishes.load([plan.info for plan in due])
        converted = _convert_due(due, wishes, converter, failed)
        typer.echo(f"{converted} converted, {len(failed)} failed; {converter.info.name}, {converter.backend.name}")
    return not failed


def convert_standard_input(wishes: Wishes) -> None:
    """Read a photo from standard input and write its UV photo, and nothing else, to standard output.

    Raises:
        UvphotoError: the photo cannot be converted.

    """
    if sys.stdout.isatty():
        raise SettingsError("Standard output is a terminal; send the UV photo into a file with: > FILE")
    # Pictures are read and written as files; nobody else can look into this folder.
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / _STANDARD_INPUT
        source.write_bytes(typer.get_binary_stream("stdin").read())
        try:
            info = inspect(source)
            target = plan_target(source, info, Path(folder), wishes.file_format)
            told = wishes.convert(source, target, wishes.load([info]))
        except PictureError as error:
            raise PictureError(_STANDARD_INPUT, error.problem, error.remedy) from error
        data = target.path.read_bytes()
    typer.echo(f"{_STANDARD_INPUT}: {told}", err=True)
    typer.get_binary_stream("stdout").write(data)


def _plan(photos: Sequence[Path], out: Path, wishes: Wishes, failed: list[Path]) -> list[_Plan]:
    plans = {}
    for photo in photos:
        with noted(photo, failed):
            info = inspect(photo)
            if is_converted(info):
                typer.echo(f"{photo}: is itself a UV photo that was converted; left out")
            else:  # a photo that is named twice is converted once
                target = plan_target(photo, info, out, wishes.file_format)
                plans[os.path.realpath(photo)] = _Plan(photo, info, target)
    return list(plans.values())


def _is_due(plan: _Plan, wishes: Wishes, failed: list[Path]) -> bool:
    is_due = False
    with noted(plan.source, failed):
        is_there = is_done(
            plan.source, plan.info, plan.target.path, wishes.weights.sha256,
            mm_per_pixel=wishes.mm_per_pixel, white_balance=wishes.white_balance,
        )  # fmt: skip
        is_due = wishes.again or not is_there
        if not is_due:
            typer.echo(f"{plan.target.path}: there already")
    return is_due


def _convert_due(due: Sequence[_Plan], wishes: Wishes, converter: Converter, failed: list[Path]) -> int:
    """Convert and return how many went well."""
    converted = 0
    with progress_bar(transient=True) as bar:
        task = bar.add_task("Converting", total=len(due))
        for number, plan in enumerate(due):

            def advance(tiles: int, of: int, number: int = number) -> None:
                bar.update(task, completed=number + tiles / of)

            with noted(plan.source, failed, bar):
                told = wishes.convert(plan.source, plan.target, converter, advance)
                converted += 1
                with set_aside(bar):
                    typer.echo(f"{plan.target.path}: {told}")
            bar.update(task, completed=number + 1)
    return converted


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PictureError(folder, f"cannot be made ({error.strerror})", "Choose another folder with --out") from error

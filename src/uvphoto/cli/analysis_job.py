"""Photos analysed one after the other: what is to be done, how far it is, what came of it."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from uvphoto.analysis.analyse import Analysis, Given, Tools, analyse
from uvphoto.analysis.calibration import find_calibration
from uvphoto.analysis.files import RECORD, TABLE, Photo, is_done, write_analysis, write_table
from uvphoto.cli.console import complain, noted, progress_bar, set_aside
from uvphoto.config import to_mapping
from uvphoto.conversion.convert import Progress
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import Precision, RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.errors import FileError, PictureError, SettingsError
from uvphoto.picture import inspect, read_colour, read_mask, read_uv
from uvphoto.picture.whole_folder import check_free
from uvphoto.skin.plain_parser import PlainParser
from uvphoto.skin.white_balance.method import Method
from uvphoto.spots.detect import ALGORITHM, DetectorSettings


@dataclass(frozen=True)
class Wishes:
    """What is to be made of each photo; names and files as the user gave them."""

    weights: str | None
    run: RunSettings
    parser: str | None
    landmarks: str | None
    white_balance: Method
    detector: DetectorSettings | None
    given: Given
    files: tuple[Path, ...]
    in_colour: bool
    anyway: bool
    again: bool

    def load(self) -> Tools:
        """Load the networks."""
        store = WeightsStore.of_user()
        weights = store.find(self.weights, int8=self.run.precision is Precision.INT8)
        return Tools(
            converter=load_converter(weights, self.run),
            calibration=find_calibration(weights, self.white_balance),
            parser=PlainParser() if self.parser is None else store.find_parser(self.parser),
            landmarker=None if self.landmarks is None else store.find_landmarker(self.landmarks),
            detector=self.detector,
            white_balance=self.white_balance,
        )

    def asked(self, tools: Tools) -> Mapping[str, Any]:
        """Return all that changes the result, by which the same is known again."""
        return {
            "weights": tools.converter.sha256,
            "parser": self.parser,
            "landmarks": self.landmarks,
            "white_balance": self.white_balance.value,
            "algorithm": ALGORITHM,
            "settings": None if self.detector is None else to_mapping(self.detector),
            "mm_per_pixel": self.given.mm_per_pixel,
            "files": [hashlib.sha256(path.read_bytes()).hexdigest() for path in self.files],
            "in_colour": self.in_colour,
            "anyway": self.anyway,
        }


def read_given(mm_per_pixel: float | None, skin_mask: Path | None, uv: Path | None) -> Given:
    """Read what the user knows of a photo already.

    Raises:
        PictureError: a file cannot be used.
        SettingsError: the scale is not above 0.

    """
    if mm_per_pixel is not None and not 0 < mm_per_pixel < float("inf"):
        raise SettingsError(f"--mm-per-pixel is {mm_per_pixel}; give a number above 0.")
    return Given(
        mm_per_pixel=mm_per_pixel,
        skin=None if skin_mask is None else read_mask(skin_mask),
        uv=None if uv is None else read_uv(uv).pixels,
    )


def analyse_all(photos: Sequence[Path], out: Path, wishes: Wishes) -> bool:
    """Analyse photos into a folder, telling of each what came of it.

    Returns:
        Whether all went well and none was refused.

    Raises:
        UvphotoError: nothing can be analysed: two photos would go to one folder, or a network cannot be loaded.

    """
    failed: list[Path] = []
    folders = _plan(photos, out)
    tools = wishes.load()
    asked = wishes.asked(tools)
    analysed = refused = 0
    with progress_bar(transient=True) as bar:
        task = bar.add_task("Analysing", total=len(folders))
        for number, (folder, path) in enumerate(folders.items()):
            if not wishes.again and is_done(folder, path, asked):
                with set_aside(bar):
                    typer.echo(f"{folder}: there already")
                continue

            def advance(done: int, of: int, number: int = number) -> None:
                bar.update(task, completed=number + 0.9 * done / of)

            with noted(path, failed, bar):
                analysis = _analyse_file(path, folder, wishes, tools, asked=asked, advance=advance)
                analysed += 1
                refused += not analysis.has_numbers
                with set_aside(bar):
                    _tell(folder, analysis)
            bar.update(task, completed=number + 1)
    table = f"; table of all: {out / TABLE}" if write_table(out) else ""
    typer.echo(f"{analysed} analysed, {refused} of them refused, {len(failed)} failed{table}")
    return not failed and not refused


def _plan(photos: Sequence[Path], out: Path) -> dict[Path, Path]:
    """Return the photo of each folder."""
    folders: dict[Path, Path] = {}
    for path in photos:
        folder = out / path.stem
        other = folders.setdefault(folder, path)
        if os.path.realpath(other) != os.path.realpath(path):
            raise PictureError(path, f"would get the same folder as {other}: {folder}", "Analyse them into two folders")
    return folders


def _analyse_file(
    path: Path, folder: Path, wishes: Wishes, tools: Tools, *, asked: Mapping[str, Any], advance: Progress
) -> Analysis:
    check_free(folder, RECORD, "analysis")
    info = inspect(path)
    colour = read_colour(path).pixels
    _check_sizes(wishes, colour.shape[:2])
    analysis = analyse(colour, tools, wishes.given, in_colour=wishes.in_colour, anyway=wishes.anyway, progress=advance)
    write_analysis(folder, Photo(path, info, colour), analysis, tools, asked)
    return analysis


def _check_sizes(wishes: Wishes, size: tuple[int, ...]) -> None:
    given = [one for one in (wishes.given.skin, wishes.given.uv) if one is not None]
    for path, pixels in zip(wishes.files, given, strict=True):
        if pixels.shape != size:
            problem = f"has {pixels.shape[1]} x {pixels.shape[0]} pixels, the photo {size[1]} x {size[0]}"
            raise FileError(path, problem, "Give a file that lies pixel for pixel on the photo")


def _tell(folder: Path, analysis: Analysis) -> None:
    """Print what came of a photo: the share of spots, and what stands against believing it."""
    if analysis.has_numbers:
        name = analysis.main_area
        found = analysis.trust.intervals.get(name, {}).get(0.9)
        interval = "" if found is None else f" (90 %: {100 * found[0]:.2f}-{100 * found[1]:.2f} %)"
        share = 100 * analysis.measures[name].spot_ratio
        typer.echo(
            f"{folder}: spots on {share:.2f} % of the skin of the {name}{interval}, {len(analysis.spots)} in all"
        )
    for finding in analysis.trust.findings:
        complain(f"{folder.name}: {finding.severity}: {finding}")

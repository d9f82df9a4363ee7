"""The verb that judges a converter on a test set."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uvphoto.cli.console import complain
from uvphoto.cli.dataset import counted
from uvphoto.cli.options import WhiteBalance
from uvphoto.skin.white_balance.method import Method

if TYPE_CHECKING:
    from uvphoto.analysis.calibration import Calibration
    from uvphoto.conversion.weights_file import Weights
    from uvphoto.evaluation.evaluate import Evaluation

_SPLITS = ("train", "validation", "test", "all")


def evaluate(
    *,
    data: Annotated[Path, typer.Option(help="The test set: photos with their true UV photos, masks and regions.")],
    out: Annotated[Path, typer.Option(help="Folder for the page, the tables and the figures.")],
    weights: Annotated[str | None, typer.Option(help="Name or file of the weights; else the bundled ones.")] = None,
    calibration: Annotated[
        Path | None, typer.Option(help="Of the weights; else the one that lies beside them, if any.")
    ] = None,
    white_balance: WhiteBalance = Method.NONE,
    split: Annotated[str, typer.Option(help="Which people: train, validation, test or all.")] = "test",
) -> None:
    """Judge a converter on people whose true UV photos are known.

    Leaves index.html, photos.csv, spots.csv and figures.json.
    """
    from uvphoto.conversion.converter import load_converter
    from uvphoto.conversion.weights_store import WeightsStore
    from uvphoto.datasets.storage import read_dataset
    from uvphoto.errors import SettingsError
    from uvphoto.evaluation.evaluate import PAGE_FILE, write_evaluation
    from uvphoto.evaluation.evaluate import evaluate as run

    if split not in _SPLITS:
        raise SettingsError(f"--split {split} is unknown: {', '.join(_SPLITS)}")
    found = WeightsStore.of_user().find(weights)
    known = _calibration(found, calibration, white_balance)
    converter = load_converter(found)
    with counted("Judging photos") as progress:
        evaluation = run(
            read_dataset(data), converter, split, calibration=known, white_balance=white_balance, progress=progress
        )
    write_evaluation(evaluation, out)
    for line in summary(evaluation):
        typer.echo(line)
    typer.echo(f"All figures and pictures: {out / PAGE_FILE}")


def _calibration(weights: "Weights", given: Path | None, white_balance: Method) -> "Calibration | None":
    """Read the calibration that was given, or lies beside the weights and belongs to them."""
    from uvphoto.analysis.calibration import find_calibration, read_calibration
    from uvphoto.errors import SettingsError
    from uvphoto.spots.detect import ALGORITHM

    calibration = find_calibration(weights, white_balance) if given is None else read_calibration(given)
    if calibration is None or not (mismatch := calibration.mismatch(weights.sha256, ALGORITHM, white_balance)):
        return calibration
    if given is not None:
        raise SettingsError(f"{given}: {mismatch}")
    complain(f"The calibration beside {weights.path} is left out: {mismatch}")
    return None


def summary(evaluation: "Evaluation") -> list[str]:
    """Return a few lines that say the most important."""
    from uvphoto.datasets.summary import count
    from uvphoto.evaluation.cases import Source
    from uvphoto.evaluation.page import SOURCE_NAMES, warnings_of

    lines = warnings_of(evaluation.figures)
    for domain, figures in evaluation.figures.domains.items():
        lines.append(f"{domain} photos: {figures.photos}, of {count(figures.people, 'person', 'people')}")
        for source in Source:
            cheeks = figures.areas[source]["cheeks"]
            if (found := cheeks.agreement) is not None:
                lines.append(
                    f"  {SOURCE_NAMES[source]}: spot ratio in the cheeks r = {found.r.r:.3f} "
                    f"({found.r.low:.3f} to {found.r.high:.3f}), CCC {found.concordance.r:.3f}; "
                    f"{cheeks.spots.invented_per_100:.0f} invented and {cheeks.spots.missed_per_100:.0f} missed "
                    "per 100 true spots"
                )
    return lines

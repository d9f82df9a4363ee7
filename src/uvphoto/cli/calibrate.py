"""The verb that calibrates how far to trust a converter."""

from pathlib import Path
from typing import Annotated

import typer

from uvphoto.cli.options import WhiteBalance
from uvphoto.skin.white_balance.method import Method


def calibrate(
    data: Annotated[Path, typer.Option("--data", help="Data set of people from whom the weights did not learn.")],
    *,
    weights: Annotated[str | None, typer.Option(help="Name of converter weights, or a file; else the bundled.")] = None,
    split: Annotated[
        list[str] | None, typer.Option(help="Part of the data set: validation or test; may be repeated; else all.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The calibration to write; else beside the file of weights.")
    ] = None,
    white_balance: WhiteBalance = Method.NONE,
) -> None:
    """Calibrate a converter on people held out.

    Takes 20 people or more with UV photo, skin mask and regions, from whom the weights did not learn: the intervals
    would be too narrow for everybody else.
    """
    from uvphoto.analysis.calibration import calibration_ending, write_calibration
    from uvphoto.cli.dataset import counted
    from uvphoto.conversion.converter import load_converter
    from uvphoto.conversion.weights_file import CALIBRATION_ENDING
    from uvphoto.conversion.weights_store import WeightsStore
    from uvphoto.datasets.storage import read_dataset
    from uvphoto.errors import SettingsError
    from uvphoto.evaluation.calibrate import calibration_rows, fit_calibration, observe_all

    splits = tuple(split or ())
    dataset = read_dataset(data)
    found = WeightsStore.of_user().find(weights)
    if out is None:
        out = found.companion(calibration_ending(white_balance))
    if not out.name.endswith(CALIBRATION_ENDING):
        raise SettingsError(f"The calibration {out.name!r} must be named NAME{CALIBRATION_ENDING}.")
    rows = calibration_rows(dataset, splits, found.info)
    with counted("Looking at photos") as progress:
        photos = list(observe_all(dataset, rows, load_converter(found), white_balance, progress))
    people = dataset.description.name + (f", {' and '.join(splits)}" if splits else "")
    calibration = fit_calibration(
        photos, weights=found.info.name, weights_sha256=found.sha256, data=people, white_balance=white_balance
    )
    write_calibration(out, calibration)
    typer.echo(f"{out}: for {calibration.weights}, from {calibration.photos} photos of {calibration.people} people")

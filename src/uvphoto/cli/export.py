"""The verb that makes converter weights of a checkpoint."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    checkpoint: Annotated[Path, typer.Argument(help="The checkpoint (.safetensors) that a training has written.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="The converter weights (.onnx) to write.")],
    int8: Annotated[
        bool, typer.Option("--int8", help="Compute with 8-bit integers: faster and smaller, a little less exact.")
    ] = False,
    calibration: Annotated[
        list[Path] | None,
        typer.Option(help="For --int8: a data set or a photo to take the range of numbers from; may be repeated."),
    ] = None,
) -> None:
    """Make converter weights of a checkpoint, and compare the two.

    Nothing is written where they differ by more than 1e-4 of the range. Needs the extra train:
    pip install 'uvphoto[train]'.
    """
    from uvphoto.cli.extras import needs_extra
    from uvphoto.errors import SettingsError

    if int8 != bool(calibration):
        raise SettingsError("--int8 and --calibration belong together: give both, or none of them")
    with needs_extra("Exporting", "train"):
        from uvphoto.conversion.export.calibration import draw_tiles, list_sources
        from uvphoto.conversion.export.write import export_converter
        from uvphoto.models.checkpoint import read_info
    tiles = list(draw_tiles(list_sources(calibration), read_info(checkpoint))) if calibration else []
    exported = export_converter(checkpoint, out, tiles)
    typer.echo(
        f"{out}: {exported.info.name}, {exported.info.precision}, {exported.parameters:,} parameters, "
        f"{exported.size / 1e6:.1f} MB"
    )
    typer.echo(f"float32 against the checkpoint: differs by at most {exported.difference:.1e} of the range")
    if exported.error is not None:
        mean, high, largest = exported.error.mean, exported.error.high, exported.error.largest
        typer.echo(
            f"int8 against float32, in levels of 8 bit: {mean:.2f} in the mean, {high:.1f} at the 99.9th percentile, "
            f"{largest:.1f} at most"
        )

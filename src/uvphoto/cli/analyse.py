"""The verb that measures the pigment spots of photos."""

from pathlib import Path
from typing import Annotated

import typer

from uvphoto.cli.options import WhiteBalance
from uvphoto.conversion.settings import Precision, RunSettings, Runtime
from uvphoto.errors import SettingsError
from uvphoto.skin.white_balance.method import Method


def analyse(
    photos: Annotated[list[Path], typer.Argument(help="Colour photos of faces.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the results, one folder in it for each photo.")],
    weights: Annotated[str | None, typer.Option(help="Name or file of the weights; else the bundled ones.")] = None,
    parser: Annotated[
        str | None, typer.Option(help="Name or file of a learned face parser; else skin is found without one.")
    ] = None,
    landmarks: Annotated[
        str | None, typer.Option(help="Name or file of a face mesh network, which places the regions more exactly.")
    ] = None,
    mm_per_pixel: Annotated[
        float | None, typer.Option(help="Scale of the photos, where known; else found from the pupils.")
    ] = None,
    white_balance: WhiteBalance = Method.NONE,
    skin_mask: Annotated[
        Path | None, typer.Option(help="White where skin is; of one photo, in place of what would be found.")
    ] = None,
    uv: Annotated[
        Path | None, typer.Option(help="A UV photo that a camera took, pixel for pixel on the one colour photo.")
    ] = None,
    in_colour: Annotated[
        bool, typer.Option("--in-colour", help="Seek spots in the colour photo itself, along its pigment axis.")
    ] = False,
    settings: Annotated[Path | None, typer.Option(help="TOML file with what counts as a spot.")] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Tell measures even of photos that should be refused.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Analyse anew what is there already.")] = False,
    backend: Annotated[
        Runtime, typer.Option(help="What runs the network: auto, onnxruntime, openvino or torch.")
    ] = Runtime.AUTO,
    threads: Annotated[int, typer.Option(min=0, help="Threads on a CPU; 0: one for each core.")] = 0,
    precision: Annotated[
        Precision, typer.Option(help="Of the numbers: auto, float32, bfloat16 or int8.")
    ] = Precision.AUTO,
) -> None:
    """Find and measure pigment spots, and say how far to trust it.

    For each photo: its UV photo, skin mask, regions, spots (as labels, table and drawing), measures by region with
    intervals, and a report of one page. Ends with code 2 where a photo fails or is refused; the others go on.
    """
    from uvphoto.cli.analysis_job import Wishes, analyse_all, read_given
    from uvphoto.config import read_toml
    from uvphoto.spots.detect import DetectorSettings

    if len(photos) > 1 and (skin_mask is not None or uv is not None):
        raise SettingsError("--skin-mask and --uv belong to one photo; analyse the photos one by one.")
    if in_colour and uv is not None:
        raise SettingsError("--in-colour and --uv ask for two things; leave one out.")
    wishes = Wishes(
        weights=weights,
        run=RunSettings(backend, threads, "cpu", precision, None),
        parser=parser,
        landmarks=landmarks,
        white_balance=white_balance,
        detector=None if settings is None else read_toml(DetectorSettings, settings),
        given=read_given(mm_per_pixel, skin_mask, uv),
        files=tuple(path for path in (skin_mask, uv) if path is not None),
        in_colour=in_colour,
        anyway=anyway,
        again=again,
    )
    if not analyse_all(photos, out, wishes):
        raise typer.Exit(2)

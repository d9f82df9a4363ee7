"""The verb that makes UV photos of colour photos."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from uvphoto.cli.options import WhiteBalance
from uvphoto.conversion.settings import Precision, RunSettings, Runtime
from uvphoto.errors import SettingsError
from uvphoto.skin.white_balance.method import Method

_STANDARD = "-"
_FORMAT = Literal["jpeg", "png", "tiff", "webp"]


def convert(
    photos: Annotated[
        list[str], typer.Argument(help="Colour photos; - alone reads one and writes its UV photo to standard output.")
    ],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the UV photos; made where it is missing.")
    ] = None,
    weights: Annotated[str | None, typer.Option(help="Name or file of the weights; else the bundled ones.")] = None,
    mm_per_pixel: Annotated[
        float | None, typer.Option(help="Scale of the photos, where known; else found from the pupils.")
    ] = None,
    white_balance: WhiteBalance = Method.NONE,
    file_format: Annotated[
        _FORMAT | None,
        typer.Option("--format", help="Of the UV photos: jpeg, png, tiff or webp; else the photo's own."),
    ] = None,
    quality: Annotated[int, typer.Option(min=1, max=100, help="Of JPEG and WebP; 100 makes WebP lossless.")] = 95,
    again: Annotated[bool, typer.Option("--again", help="Convert anew what is there already.")] = False,
    backend: Annotated[
        Runtime, typer.Option(help="What runs the network: auto, onnxruntime, openvino or torch.")
    ] = Runtime.AUTO,
    device: Annotated[str, typer.Option(help="Where it runs: cpu, or as the backend names its devices.")] = "cpu",
    threads: Annotated[int, typer.Option(min=0, help="Threads on a CPU; 0: one for each core.")] = 0,
    precision: Annotated[
        Precision, typer.Option(help="Of the numbers: auto, float32, bfloat16 or int8.")
    ] = Precision.AUTO,
    tile: Annotated[int | None, typer.Option(min=1, help="Side of the largest tile in pixels; else by memory.")] = None,
) -> None:
    """Convert colour photos of faces to synthetic UV photos.

    NAME.jpg becomes NAME_uv.jpg, of the same size, marked as synthetic. A photo that fails does not stop the others;
    a UV photo that is there already, newer than its photo and made by the same weights, is left as it is.
    """
    from uvphoto.cli.conversion_job import Wishes, convert_all, convert_standard_input
    from uvphoto.conversion.weights_store import WeightsStore
    from uvphoto.picture import Format

    is_piped = _STANDARD in photos
    if is_piped and (len(photos) > 1 or out is not None):
        raise SettingsError("- reads one photo and writes to standard output; leave out --out and other photos.")
    if not is_piped and out is None:
        raise SettingsError("--out is missing; name the folder for the UV photos.")
    wishes = Wishes(
        WeightsStore.of_user().find(weights, int8=precision is Precision.INT8),
        RunSettings(backend, threads, device, precision, tile),
        mm_per_pixel=mm_per_pixel,
        white_balance=white_balance,
        file_format=None if file_format is None else Format(file_format),
        quality=quality,
        again=again,
    )
    if out is None:
        convert_standard_input(wishes)
    elif not convert_all([Path(photo) for photo in photos], out, wishes):
        raise typer.Exit(2)

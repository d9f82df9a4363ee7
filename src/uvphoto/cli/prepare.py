"""The verb that makes a data set of an archive as a device left it."""

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from uvphoto.cli.dataset import counted


def prepare(
    source: Annotated[
        Path, typer.Argument(help="The archive: a folder with colour and UV photos. It stays untouched.")
    ],
    *,
    out: Annotated[Path, typer.Option("--out", help="The data set to make; one that was stopped goes on.")],
    private: Annotated[
        Path | None, typer.Option(help="Folder for report and key, not to be handed on; else OUT-private.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="Key file of the pseudonyms; one that is there is gone on with.")
    ] = None,
    table: Annotated[
        Path | None, typer.Option(help="CSV with the columns colour, uv, person and, if need be, visit, view, device.")
    ] = None,
    uv_mark: Annotated[
        list[str] | None, typer.Option("--uv-mark", help="Word in a path that tells a UV photo; else uv and the like.")
    ] = None,
    colour_mark: Annotated[
        list[str] | None, typer.Option("--colour-mark", help="Word in which partners differ; else colour, rgb, ...")
    ] = None,
    pattern: Annotated[
        str | None,
        typer.Option(
            help="How a colour photo's path in SOURCE (without ending) is built: a regular expression with the group "
            "(?P<person>...) and, where paths tell them, visit, view, device. Without: each pair is a person."
        ),
    ] = None,
    device: Annotated[str | None, typer.Option(help="What took the photos; else the camera that they name.")] = None,
    view: Annotated[str, typer.Option(help="front, left or right, where paths do not tell.")] = "front",
    visit: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The date, where neither paths nor colour photos tell."),
    ] = None,
    mm_per_pixel: Annotated[float | None, typer.Option(help="Scale of all colour photos; else by the pupils.")] = None,
    margin_mm: Annotated[float, typer.Option(help="Kept around the skin.")] = 10.0,
    parser: Annotated[str | None, typer.Option(help="Face parser: name or file; else the built-in one.")] = None,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Correct colours by cards in the photos, else by devices' mean skin.")
    ] = False,
    reference_device: Annotated[str | None, typer.Option(help="To whose mean skin others are brought.")] = None,
    keep_names: Annotated[bool, typer.Option("--keep-names", help="No pseudonyms.")] = False,
    allow_synthetic: Annotated[bool, typer.Option("--allow-synthetic", help="Take computed pictures too.")] = False,
    name: Annotated[str | None, typer.Option(help="Of the data set; else that of its folder.")] = None,
    licence: Annotated[str, typer.Option(help="Under which the photos may be used.")] = "not stated",
    seed: Annotated[int, typer.Option(help="Of the splits.")] = 0,
    processes: Annotated[int, typer.Option(min=0, help="Pairs worked on at a time; 0: one on each core.")] = 0,
) -> None:
    """Make a data set of an archive: pairs found, registered, judged.

    UV photos are laid on colour photos to parts of a pixel, pairs that will not do are refused, and what became of
    every file stands in a report with pictures.
    """
    from uvphoto.archives.preparation.places import Places
    from uvphoto.archives.preparation.report import REPORT, summary
    from uvphoto.archives.preparation.run import prepare as run
    from uvphoto.archives.preparation.settings import COLOUR_MARKS, UV_MARKS, PrepareSettings
    from uvphoto.archives.preparation.wishes import Wishes

    settings = PrepareSettings(
        pattern=pattern,
        device=device or "clinic",
        view=view,
        visit=None if visit is None else visit.date(),
        uv_marks=tuple(uv_mark or UV_MARKS),
        colour_marks=tuple(colour_mark or COLOUR_MARKS),
        device_of_file=device is None,
        mm_per_pixel=mm_per_pixel,
        margin_mm=margin_mm,
        calibrate=calibrate,
        reference=reference_device,
        keep_names=keep_names,
        allow_synthetic=allow_synthetic,
        seed=seed,
    )
    places = Places.of(source, out, private, key)
    wishes = Wishes(settings, table, parser, processes or os.cpu_count() or 1, name, licence)
    with counted("Preparing pairs") as progress:
        prepared = run(places, wishes, progress)
    for one in prepared.left_out:
        typer.echo(f"left out  {one.file}  {one.reason}")
    for caution in prepared.plan.cautions:
        typer.echo(f"Look at this: {caution}")
    typer.echo(f"{summary(prepared)}. See {places.private / REPORT}")

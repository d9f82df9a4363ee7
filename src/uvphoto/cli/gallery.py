"""The verb that shows what a data set holds."""

from pathlib import Path
from typing import Annotated

import typer

from uvphoto.cli.dataset import Folder, counted


def gallery(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", help="A picture (.png, .jpg) or a page (.html) to write.")],
    people: Annotated[int, typer.Option(min=1, help="Show at most so many, evenly over the data set.")] = 12,
    visits: Annotated[int, typer.Option(min=1, help="Show at most so many of each, evenly over time.")] = 2,
    size: Annotated[int, typer.Option(min=16, max=4096, help="Width of a photo in pixels.")] = 256,
) -> None:
    """Show people side by side: colour, UV, truth, phones."""
    from uvphoto.datasets.gallery import build_sheet, write_gallery
    from uvphoto.datasets.storage import read_dataset
    from uvphoto.datasets.summary import count

    dataset = read_dataset(folder)
    with counted("Reading photos") as progress:
        sheet = build_sheet(dataset, people=people, visits=visits, size=size, progress=progress)
    write_gallery(out, sheet)
    more = f", {sheet.more}" if sheet.more else ""
    typer.echo(f"{out}: {count(len({line.person for line in sheet.lines}), 'person', 'people')}{more}")

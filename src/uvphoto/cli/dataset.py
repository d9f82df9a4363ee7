"""The verbs on data sets: check one, make one of a folder of pairs, split one, write one as a tree and back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from uvphoto.datasets.faults import Fault
    from uvphoto.datasets.pairs import LeftOut

app = typer.Typer(name="dataset", help="Check, make and split data sets.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="The data set: the folder that holds dataset.json and photos.csv.")]


@app.command("check")
def check_dataset(
    folder: Folder,
    quick: Annotated[
        bool, typer.Option("--quick", help="Look at the headers of the pictures only: files cut short go unseen.")
    ] = False,
) -> None:
    """List every fault of a data set, with file and row.

    Ends with code 2 where there is one.
    """
    from uvphoto.datasets.checks import check
    from uvphoto.datasets.storage import read_dataset
    from uvphoto.datasets.summary import summarise

    with counted("Checking") as progress:
        faults = check(folder, quick=quick, progress=progress)
    if faults:
        _print_faults(faults)
        raise typer.Exit(2)
    dataset = read_dataset(folder)
    typer.echo(f"{dataset.description.name}: {summarise(dataset)}; no faults")


@app.command("import")
def import_pairs(
    source: Annotated[Path, typer.Argument(help="The folder that holds the folders of colour and of UV photos.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="The data set to make: a new folder.")],
    colour: Annotated[str, typer.Option(help="Folder of the colour photos, in SOURCE.")] = "colour",
    uv: Annotated[str, typer.Option(help="Folder of the UV photos, in SOURCE.")] = "uv",
    pattern: Annotated[
        str | None,
        typer.Option(
            help="How names (without ending) are built: a regular expression with the group (?P<person>...) and, "
            "where names tell them, (?P<visit>...), (?P<view>...), (?P<device>...). Without: the name is the person."
        ),
    ] = None,
    device: Annotated[str, typer.Option(help="What took the photos, where names do not tell.")] = "clinic",
    view: Annotated[str, typer.Option(help="front, left or right, where names do not tell.")] = "front",
    visit: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The date, where neither names nor colour photos tell."),
    ] = None,
    mm_per_pixel: Annotated[float | None, typer.Option(help="Scale of all photos, where known.")] = None,
    name: Annotated[str | None, typer.Option(help="Of the data set; else that of its folder.")] = None,
    licence: Annotated[str, typer.Option(help="Under which the photos may be used.")] = "not stated",
    seed: Annotated[int, typer.Option(help="Of the splits.")] = 0,
    link: Annotated[bool, typer.Option("--link/--copy", help="Hard links take no room, on one disk.")] = False,
) -> None:
    """Make a data set from a folder of paired files.

    Pairs, colour/NAME.jpg and uv/NAME.png, are matched by name. Whatever finds no place is listed, here and in
    import-report.csv.
    """
    from uvphoto.datasets.importing import REPORT_FILE, carry_out, check_target
    from uvphoto.datasets.pairs import ImportSettings, plan_import
    from uvphoto.datasets.summary import count, summarise

    settings = ImportSettings(
        colour=colour,
        uv=uv,
        pattern=pattern,
        device=device,
        view=view,
        visit=None if visit is None else visit.date(),
        mm_per_pixel=mm_per_pixel,
        seed=seed,
    )
    check_target(out, source, settings)
    with counted("Reading pairs") as progress:
        plan = plan_import(source, settings, progress)
    _print_left_out(plan.left_out)
    dataset = carry_out(plan, out, name=name, licence=licence, link=link)
    left = f"{count(len(plan.left_out), 'file', 'files')} left out" if plan.left_out else "nothing left out"
    typer.echo(f"{dataset.description.name}: {summarise(dataset)}; {left}, see {out / REPORT_FILE}")


@app.command("split")
def split_dataset(
    folder: Folder,
    seed: Annotated[int, typer.Option(help="The same seed, the same splits.")] = 0,
    shares: Annotated[
        tuple[float, float, float], typer.Option(help="Of the people: to train, to validate, to test.")
    ] = (0.8, 0.1, 0.1),
) -> None:
    """Give every person of a data set a split.

    It takes the place of the one that was there.
    """
    from uvphoto.datasets.splits import with_splits
    from uvphoto.datasets.storage import read_dataset, write_dataset
    from uvphoto.datasets.summary import summarise
    from uvphoto.errors import SettingsError

    dataset = read_dataset(folder)
    try:
        photos = with_splits(dataset.photos, seed=seed, shares=shares)
    except ValueError as error:
        raise SettingsError(f"--shares makes no sense: {error}.") from error
    typer.echo(f"{dataset.description.name}: {summarise(write_dataset(folder, dataset.description, photos))}")


@app.command("to-bids")
def to_bids(
    dataset: Annotated[Path, typer.Argument(help="The data set: the folder that holds dataset.json and photos.csv.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="The tree to write: a new folder.")],
    link: Annotated[bool, typer.Option("--link/--copy", help="Hard links take no room, on one disk.")] = False,
) -> None:
    """Write a data set as a tree like those of BIDS.

    Nothing is lost: from-bids makes the same data set of it.
    """
    from uvphoto.datasets.bids import write_bids
    from uvphoto.datasets.storage import read_dataset
    from uvphoto.datasets.summary import count, summarise

    known = read_dataset(dataset)
    with counted("Writing files") as progress:
        files = write_bids(known, out, link=link, progress=progress)
    typer.echo(f"{known.description.name}: {summarise(known)}; {count(files, 'file', 'files')}, see {out}")


@app.command("from-bids")
def from_bids(
    tree: Annotated[Path, typer.Argument(help="The folder that to-bids wrote.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="The data set to make: a new folder.")],
    link: Annotated[bool, typer.Option("--link/--copy", help="Hard links take no room, on one disk.")] = False,
) -> None:
    """Make a data set of a tree that to-bids wrote.

    Files of people that no sidecar names are listed and left out.
    """
    from uvphoto.datasets.bids import read_bids
    from uvphoto.datasets.summary import count, summarise

    with counted("Reading files") as progress:
        read = read_bids(tree, out, link=link, progress=progress)
    for path in read.left_out:
        typer.echo(f"left out  {path}  no sidecar names it")
    about = read.dataset.description
    typer.echo(f"{about.name}: {summarise(read.dataset)}; {count(read.files, 'file', 'files')}, see {out}")


@contextmanager
def counted(task: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error; what it yields is told how many are done, and of how many."""
    from uvphoto.cli.console import progress_bar

    with progress_bar() as bar:
        number = bar.add_task(task, total=None)
        yield lambda done, total: bar.update(number, completed=done, total=total)


def _print_faults(faults: Sequence["Fault"]) -> None:
    from uvphoto.datasets.summary import count

    for fault in faults:
        row = "" if fault.row is None else f"row {fault.row}"
        typer.echo(f"{row:<9} {fault.file}  {fault.problem}")
    typer.echo(count(len(faults), "fault", "faults"))


def _print_left_out(left_out: Sequence["LeftOut"]) -> None:
    for one in left_out:
        typer.echo(f"left out  {one.file}  {one.reason}")

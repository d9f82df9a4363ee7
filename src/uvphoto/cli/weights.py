"""The verbs on converter weights: list what there is, tell all of one, add a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from uvphoto.conversion.weights_file import Weights
    from uvphoto.conversion.weights_store import Entry

app = typer.Typer(name="weights", help="List, show and add converter weights.", no_args_is_help=True)

_HEADINGS = ("name", "where", "size", "precision", "mm per pixel", "licence")


@app.command("list")
def list_weights() -> None:
    """List the converter weights that there are.

    Ends with code 2 where some cannot be used.
    """
    from uvphoto.cli.console import complain
    from uvphoto.conversion.weights_store import WeightsStore
    from uvphoto.errors import WeightsError

    store = WeightsStore.of_user()
    rows, problems = [], []
    for entry in store.entries():
        try:
            rows.append(_row(entry, entry.read()))
        except WeightsError as error:
            problems.append(str(error))
    if rows:
        _print_table([_HEADINGS, *rows])
    else:
        typer.echo(f"There are no weights, neither bundled nor in {store.own}; add some with: uvphoto weights add FILE")
    for problem in problems:
        complain(problem)
    if problems:
        raise typer.Exit(2)


@app.command("info")
def show_weights(name: Annotated[str, typer.Argument(help="Name of the weights, or a file.")]) -> None:
    """Tell all that converter weights say of themselves."""
    from uvphoto.conversion.weights_store import WeightsStore

    weights = WeightsStore.of_user().find(name)
    for title, value in _facts(weights):
        typer.echo(f"{title:<12}  {value}")


@app.command("add")
def add_weights(
    file: Annotated[Path, typer.Argument(help="Converter weights (.onnx), as uvphoto export writes them.")],
    *,
    sha256: Annotated[str | None, typer.Option(help="Check sum that the file must have.")] = None,
    licence: Annotated[str | None, typer.Option(help="Under which they may be used; else as the file says.")] = None,
    name: Annotated[str | None, typer.Option(help="To ask for them by; else as the file says.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="They may take the place of others of the same name.")
    ] = False,
) -> None:
    """Add converter weights, after trying them.

    The file is copied; its check sum is compared whenever it is used.
    """
    from uvphoto.conversion.weights_store import WeightsStore

    entry, weights = WeightsStore.of_user().add(file, name=name, sha256=sha256, licence=licence, overwrite=replace)
    typer.echo(f"{entry.name}: added as {entry.path}; SHA-256 {weights.sha256}")


def _row(entry: "Entry", weights: "Weights") -> tuple[str, ...]:
    info = weights.info
    return (
        entry.name,
        "bundled" if entry.is_bundled else str(entry.path),
        _megabytes(weights),
        info.precision,
        f"{info.mm_per_pixel:.4g}",
        info.licence,
    )


def _facts(weights: "Weights") -> list[tuple[str, str]]:
    from uvphoto.config import to_mapping

    info = weights.info
    return [
        ("name", info.name),
        ("file", f"{weights.path}, {_megabytes(weights)}"),
        ("SHA-256", weights.sha256),
        ("licence", info.licence),
        ("network", _joined(to_mapping(info.generator))),
        ("tiles", _joined(to_mapping(info.tiling))),
        ("mm per pixel", f"{info.mm_per_pixel:.6g}"),
        ("precision", info.precision),
        *((f"made: {key}", str(value)) for key, value in info.provenance.items()),
        *((f"measured: {key}", f"{value:.6g}") for key, value in info.figures.items()),
    ]


def _joined(values: dict[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items())


def _megabytes(weights: "Weights") -> str:
    return f"{len(weights.data) / 1e6:.1f} MB"


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

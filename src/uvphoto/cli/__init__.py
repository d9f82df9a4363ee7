"""The command line: one module per verb, and the only place that prints.

A verb's module imports what it needs inside its function, so that ``uvphoto --help`` answers at once.
"""

import sys
from typing import Annotated

import typer

from uvphoto import __version__
from uvphoto.cli import dataset, record, reproduce, weights
from uvphoto.cli.analyse import analyse
from uvphoto.cli.app import app as serve_app
from uvphoto.cli.calibrate import calibrate
from uvphoto.cli.compare import compare
from uvphoto.cli.console import complain
from uvphoto.cli.convert import convert
from uvphoto.cli.demo import demo
from uvphoto.cli.doctor import doctor
from uvphoto.cli.evaluate import evaluate
from uvphoto.cli.export import export
from uvphoto.cli.forecast import forecast
from uvphoto.cli.gallery import gallery
from uvphoto.cli.prepare import prepare
from uvphoto.cli.share import share
from uvphoto.cli.simulate import simulate
from uvphoto.cli.train import train
from uvphoto.errors import UvphotoError

app = typer.Typer(
    name="uvphoto",
    help="Synthetic UV photos of the skin from ordinary colour photos.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(convert)
app.command()(analyse)
app.command()(share)
app.add_typer(weights.app)
app.command()(simulate)
app.add_typer(dataset.app)
app.command()(prepare)
app.command()(gallery)
app.add_typer(record.app)
app.command()(compare)
app.command()(forecast)
app.command("app")(serve_app)
app.command()(train)
app.command()(calibrate)
app.command()(demo)
app.command()(doctor)
app.command()(export)
app.command()(evaluate)
app.add_typer(reproduce.app)

INTERRUPTED = 130  # what typer turns a KeyboardInterrupt into


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"uvphoto {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    del version  # its callback has done all


def main() -> None:
    """Run the command line: 0 when all went well, 2 for what the user can mend, 130 when interrupted."""
    try:
        app(prog_name="uvphoto")
    except UvphotoError as error:
        complain(str(error))
        sys.exit(2)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            complain("Interrupted. Nothing is left half-done; the same command goes on where it stopped.")
        raise

"""The verbs on weights: list what there is, tell all of one, add a file."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from uvphoto.conversion.weights_entry import Entry
    from uvphoto.conversion.weights_file import Weights
    from uvphoto.skin.learned.landmarker import Landmarker
    from uvphoto.skin.learned.parser import LearnedParser

app = typer.Typer(name="weights", help="List, show and add weights.", no_args_is_help=True)

_HEADINGS = ("name", "kind", "where", "size", "precision", "mm per pixel", "licence")
_NOT_STATED = "not stated: ask where the file came from"


@app.command("list")
def list_weights() -> None:
    """List the weights that there are.

    Ends with code 2 where some cannot be used.
    """
    from uvphoto.cli.console import complain, print_table
    from uvphoto.conversion.weights_store import WeightsStore
    from uvphoto.errors import WeightsError

    store = WeightsStore.of_user()
    rows, problems = [], []
    for entry in store.entries():
        try:
            rows.append(_row(entry))
        except WeightsError as error:
            problems.append(str(error))
    if rows:
        print_table([_HEADINGS, *rows])
    else:
        typer.echo(f"There are no weights, neither bundled nor in {store.own}; add some with: uvphoto weights add FILE")
    for problem in problems:
        complain(problem)
    if problems:
        raise typer.Exit(2)


@app.command("info")
def show_weights(name: Annotated[str, typer.Argument(help="Name of the weights, or a file.")]) -> None:
    """Tell all that is known of weights."""
    from uvphoto.conversion.weights_file import Weights
    from uvphoto.conversion.weights_store import WeightsStore

    opened, licence = WeightsStore.of_user().open(name)
    if isinstance(opened, Weights):
        facts = _converter_facts(opened, licence or opened.info.licence)
    else:
        facts = _plugin_facts(opened, licence or _NOT_STATED)
    for title, value in facts:
        typer.echo(f"{title:<12}  {value}")


@app.command("add")
def add_weights(
    file: Annotated[
        Path,
        typer.Argument(help="Converter weights (.onnx), a face parser (.onnx, .tflite, .pth) or face landmarks."),
    ],
    *,
    sha256: Annotated[str | None, typer.Option(help="Check sum that the file must have.")] = None,
    licence: Annotated[str | None, typer.Option(help="Under which they may be used; else as the file says.")] = None,
    name: Annotated[str | None, typer.Option(help="To ask for them by; else as the file says.")] = None,
    calibration: Annotated[
        Path | None, typer.Option(help="Of converter weights: what uvphoto calibrate wrote, to keep beside them.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="They may take the place of others of the same name.")
    ] = False,
) -> None:
    """Add weights, after trying them.

    The file is copied; its check sum is compared whenever it is used.
    """
    from uvphoto.conversion import weights_adding
    from uvphoto.conversion.weights_store import WeightsStore
    from uvphoto.skin.learned.file import read_file

    content = read_file(file, sha256)
    with TemporaryDirectory() as folder:
        source, made_of = file, None
        if content.is_pickle:
            source, made_of = _as_onnx(file, Path(folder) / f"{file.stem}.onnx"), content.sha256
        entry = weights_adding.add_weights(
            WeightsStore.of_user(), source, name=name, licence=licence, calibration=calibration, overwrite=replace,
            made_of=made_of,
        )  # fmt: skip
    notes = entry.notes()
    typer.echo(f"{entry.name}: {notes.kind}, added as {entry.path}; SHA-256 {notes.sha256}")


def _as_onnx(state_dict: Path, out: Path) -> Path:
    """Turn the state dict of a face parser into a network that runs no code and needs no torch."""
    from uvphoto.cli.extras import needs_extra

    with needs_extra("Adding a state dict of PyTorch", "train"):
        from uvphoto.conversion.export.parser import export_parser
    difference = export_parser(state_dict, out)
    typer.echo(f"{state_dict}: made ONNX; its scores differ from torch's by at most {difference:.1e} of their range")
    return out


def _row(entry: "Entry") -> tuple[str, ...]:
    from uvphoto.conversion.weights_entry import WeightsKind

    notes = entry.notes()
    where = "bundled" if entry.is_bundled else str(entry.path)
    if notes.kind is not WeightsKind.CONVERTER:
        size = _megabytes(len(entry.check().data))
        return entry.name, notes.kind, where, size, "-", "-", notes.licence or _NOT_STATED
    weights = entry.read()
    info = weights.info
    scale = f"{info.mm_per_pixel:.4g}"
    return entry.name, notes.kind, where, _megabytes(len(weights.data)), info.precision, scale, info.licence


def _converter_facts(weights: "Weights", licence: str) -> list[tuple[str, str]]:
    from uvphoto.config import to_mapping

    info = weights.info
    return [
        ("name", info.name),
        ("kind", "converter"),
        ("file", f"{weights.path}, {_megabytes(len(weights.data))}"),
        ("SHA-256", weights.sha256),
        ("licence", licence),
        ("network", _joined(to_mapping(info.generator))),
        ("tiles", _joined(to_mapping(info.tiling))),
        ("mm per pixel", f"{info.mm_per_pixel:.6g}"),
        ("precision", info.precision),
        *((f"made: {key}", str(value)) for key, value in info.provenance.items()),
        *((f"measured: {key}", f"{value:.6g}") for key, value in info.figures.items()),
    ]


def _plugin_facts(plugin: "LearnedParser | Landmarker", licence: str) -> list[tuple[str, str]]:
    from uvphoto.conversion.recognise import kind_of
    from uvphoto.skin.landmarks import POINTS
    from uvphoto.skin.learned.labels import CLASSES
    from uvphoto.skin.learned.parser import LearnedParser

    network = plugin.network
    is_parser = isinstance(plugin, LearnedParser)
    return [
        ("name", network.path.stem),
        ("kind", kind_of(plugin)),
        ("file", f"{network.path}, {_megabytes(network.path.stat().st_size)}"),
        ("SHA-256", network.sha256),
        ("licence", licence),
        ("takes", f"{network.side} x {network.side} pixels"),
        ("gives", f"{len(CLASSES)} classes of CelebAMask-HQ" if is_parser else f"{POINTS} points of a face mesh"),
    ]


def _joined(values: dict[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"

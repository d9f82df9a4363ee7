"""How the command line speaks: results to standard output, complaints and progress to standard error."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from uvphoto.errors import FileError, UvphotoError


def complain(message: str) -> None:
    """Print an error to standard error, uncoloured where that is no terminal."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, style="red", markup=False)


def progress_bar(*, transient: bool = False) -> Progress:
    """Return a progress bar on standard error with the number done and the time left.

    A transient one goes at its end, and shows on a terminal only. Standard output is left alone: rich would send it to
    standard error.
    """
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=transient,
        disable=transient and not console.is_terminal,
        redirect_stdout=False,
    )


@contextmanager
def set_aside(bar: Progress) -> Iterator[None]:
    """Take a transient bar off the screen, so that something can be printed there."""
    bar.stop()
    try:
        yield
    finally:
        bar.start()


@contextmanager
def noted(photo: Path, failed: list[Path], bar: Progress | None = None) -> Iterator[None]:
    """Note a photo that fails, and tell why; the others go on."""
    try:
        yield
        return
    except UvphotoError as error:
        problem = str(error) if isinstance(error, FileError) else f"{photo}: {error}"
    except MemoryError:
        problem = f"{photo}: does not fit into memory. Give a smaller picture or close other programs."
    failed.append(photo)
    with nullcontext() if bar is None else set_aside(bar):
        complain(problem)


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows of one length, the headings first, with their cells below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    typer.echo("\n".join(lines))  # at once: a record may have thousands of people

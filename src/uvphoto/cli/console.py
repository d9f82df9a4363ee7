"""How the command line speaks: results to standard output, complaints and progress to standard error."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def complain(message: str) -> None:
    """Print an error to standard error, uncoloured where that is no terminal."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, style="red", markup=False)


def progress_bar() -> Progress:
    """Return a progress bar on standard error with the number done and the time left."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )

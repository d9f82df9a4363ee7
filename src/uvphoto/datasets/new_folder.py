"""A new folder of many files that appears whole, or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from uvphoto.errors import DataSetError


def check_unused(folder: Path) -> None:
    """Make sure that a folder is not there, or is empty.

    Raises:
        DataSetError: it holds something.

    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataSetError(folder, "exists and is not empty", "Choose a new folder")


@contextmanager
def appearing_whole(folder: Path, last: str) -> Iterator[Path]:
    """Give a folder to build in, which takes its place at the end, or goes when something fails.

    A folder that is there stays the same one, as somebody may be in it: what was built moves into it.

    Args:
        folder: new or empty.
        last: name of the file that makes it complete: it moves as the last one.

    Raises:
        DataSetError: the place cannot be written.

    """
    building: Path | None = None
    is_there = folder.is_dir()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=folder if is_there else folder.parent, prefix=f".{folder.name}."))
        inside = building / "new"  # made by plain mkdir, so that it has the rights of any new folder
        inside.mkdir()
        yield inside
        if is_there:
            for part in sorted(inside.iterdir(), key=lambda part: part.name == last):
                part.rename(folder / part.name)
        else:
            inside.rename(folder)
    except OSError as error:
        remedy = "Choose a place that can be written, with room for the photos"
        raise DataSetError(folder, f"cannot be written ({error.strerror})", remedy) from error
    finally:
        if building is not None:
            shutil.rmtree(building, ignore_errors=True)


def take_over(source: Path, target: Path, *, link: bool) -> None:
    """Copy a file byte for byte, or give it a second name on the same disk.

    Raises:
        DataSetError: it cannot be linked.
        OSError: it cannot be copied.

    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if not link:
        shutil.copyfile(source, target)
        return
    try:
        os.link(source.resolve(), target)
    except OSError as error:
        raise DataSetError(source, f"cannot be linked ({error.strerror})", "Copy the files instead") from error

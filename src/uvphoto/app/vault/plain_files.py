"""Plain data as files for those who read paths only: in memory where the system allows, and gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - of Linux: never on a disk; the folder made in it has a random name
_PREFIX = "uvphoto-plain-"


@contextmanager
def plain_file(data: bytes) -> Iterator[Path]:
    """Give the path of a file that holds data and has no ending in its name."""
    with plain_folder() as folder:
        path = folder / "photo"
        path.write_bytes(data)
        yield path


@contextmanager
def plain_folder() -> Iterator[Path]:
    """Give an empty folder that only this user may enter, and that goes with all that is in it."""
    prefix = f"{_PREFIX}{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=_place(), ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def sweep_plain_folders() -> int:
    """Remove what processes of this user left that were killed; return how many folders."""
    swept = 0
    for folder in _place().glob(f"{_PREFIX}*-*"):
        process = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if process.isdigit() and not _is_alive(int(process)) and _is_ours(folder):
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
    return swept


def _place() -> Path:
    return _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else Path(tempfile.gettempdir())


def _is_ours(folder: Path) -> bool:
    return os.name != "posix" or folder.lstat().st_uid == os.getuid()


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return True  # asking would end it: what is left there goes with the system's own cleaning
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

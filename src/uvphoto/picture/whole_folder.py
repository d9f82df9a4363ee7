"""Write a folder of results whole or not at all."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from uvphoto.errors import FileError


def check_free(folder: Path, mark: str, what: str) -> None:
    """Make sure that a folder is not there, is empty, or holds earlier results of the same kind.

    Args:
        folder: to be written.
        mark: name of the file by which such results are known.
        what: they are, in words.

    Raises:
        FileError: it holds something else, which is not to be lost.

    """
    is_foreign = folder.exists() and not (folder.is_dir() and ((folder / mark).exists() or not any(folder.iterdir())))
    if is_foreign:
        raise FileError(folder, f"is there already and holds no {what}", "Move it, or choose another folder")


@contextmanager
def whole_folder(folder: Path, mark: str, what: str) -> Iterator[Path]:
    """Give a folder to write to, which takes its place when all is written; earlier results there are replaced.

    A failure leaves what was there, and nothing half-written.

    Args:
        folder: to be written.
        mark: name of the file by which such results are known; has to be among them.
        what: they are, in words.

    Raises:
        FileError: the place cannot be written, or holds something else.

    """
    check_free(folder, mark, what)
    part = folder.with_name(f".{folder.name[:100]}.{secrets.token_hex(6)}.part")
    try:
        part.mkdir(parents=True)
        yield part
        if folder.exists():
            shutil.rmtree(folder)
        part.rename(folder)
    except OSError as error:
        raise FileError(folder, f"cannot be written ({error.strerror})", "Choose another folder with --out") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)

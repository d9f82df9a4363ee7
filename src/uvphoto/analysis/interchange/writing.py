"""A file that is handed over, at its place whole or not at all."""

from pathlib import Path

from uvphoto.errors import FileError
from uvphoto.picture.atomic import replace_whole


def write_shared(path: Path, data: bytes) -> None:
    """Write a file, and its folder where that is missing.

    Raises:
        FileError: the place cannot be written.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(path, data)
    except OSError as error:
        raise FileError(path, f"cannot be written ({error.strerror})", "Choose another folder with --out") from error

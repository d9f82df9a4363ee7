"""Write a file whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from uvphoto.errors import PictureError


def replace_whole(path: Path, data: bytes) -> None:
    """Put ``data`` into ``path``; until that has succeeded, what was there stays untouched.

    The bytes go to a temporary file in the same folder, reach the disk, and take the name in one step. A failure,
    an interruption by the user too, leaves no temporary file behind.

    Raises:
        OSError: the file cannot be written there.

    """
    target = Path(os.path.realpath(path))  # a link stays a link
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        with suppress(OSError):  # what went wrong before is what the user has to know
            temporary.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a picture's file by ``replace_whole``.

    Raises:
        PictureError: the file cannot be written there.

    """
    try:
        if path.is_dir():
            raise PictureError(path, "is a folder", "Give the path of a file to write")
        replace_whole(path, data)
    except FileNotFoundError as error:
        raise PictureError(path, "lies in a folder that does not exist", "Make the folder first") from error
    except OSError as error:
        raise PictureError(path, f"cannot be written ({error.strerror})", "Write to another place") from error

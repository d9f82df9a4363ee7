"""A file of weights, read whole and compared with its check sum."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from uvphoto.errors import WeightsError

AGAIN = "Get it again from where it came"
_PICKLES = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


class FileContent(NamedTuple):
    """What a file holds."""

    path: Path
    data: bytes
    sha256: str  # of the whole file, in hexadecimal digits

    @property
    def is_pickle(self) -> bool:
        """Whether it is a pickle or archive, as torch.save writes them; opening one may run code."""
        return self.data.startswith(_PICKLES)

    @property
    def is_tflite(self) -> bool:
        """Whether it is a network of TensorFlow Lite."""
        return self.data[4:8] == b"TFL3"


def read_file(path: Path, sha256: str | None = None) -> FileContent:
    """Read a file of weights.

    Args:
        path: of the file.
        sha256: what its check sum must be.

    Raises:
        WeightsError: the file cannot be read, is empty, or has another check sum.

    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise WeightsError(path, "does not exist", "Check the path") from error
    except OSError as error:
        raise WeightsError(path, f"cannot be read ({error.strerror})", "Give the path of a file of weights") from error
    if not data:
        raise WeightsError(path, "is empty", AGAIN)
    found = hashlib.sha256(data).hexdigest()
    if sha256 is not None and found != sha256.lower():
        problem = f"is not the file that it should be: its SHA-256 is {found}, not {sha256.lower()}"
        raise WeightsError(path, problem, AGAIN)
    return FileContent(path, data, found)


def damaged(path: Path, detail: str) -> WeightsError:
    """Return the error for a file of weights whose content is broken."""
    return WeightsError(path, f"is damaged or cut short ({detail})", AGAIN)

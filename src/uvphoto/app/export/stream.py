"""A zip archive that is written piece by piece, so that no more than one file of it is ever in memory."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePath

PACKED = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic"})
"""Endings of files that would not become smaller."""


def zipped(files: Iterable[tuple[str, bytes]], at: dt.datetime) -> Iterator[bytes]:
    """Yield an archive in pieces.

    Args:
        files: path within the archive and content, one after the other.
        at: the date that all files get.

    """
    end = _End()
    with zipfile.ZipFile(end, "w", allowZip64=True) as archive:
        for path, data in files:
            info = zipfile.ZipInfo(path, at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_STORED if PurePath(path).suffix in PACKED else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16  # who unpacks it, alone
            archive.writestr(info, data)
            yield end.take()
    yield end.take()


class _End(io.RawIOBase):
    """Where an archive is written to, from which it is taken as it comes; nobody can go back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken

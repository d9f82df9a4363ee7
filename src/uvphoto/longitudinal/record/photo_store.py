"""Files on disk by their content, and the notes by which a crash leaves none behind.

    photos/ab/abcdef....jpg     a file, named by its SHA-256, in a folder named by its first two digits
    photos/.incoming/           copies on their way in
    photos/.doubtful/           notes: files that may belong to nobody, because their writer came to no end
    photos/.record              which record the folder belongs to
    photos/.lock                held by whoever writes

A file takes its name only when it is on the disk as a whole; the database names it only after that. Between the two a
note lists it. The next writer goes through the notes and removes what the database does not name.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from uvphoto.errors import FileError
from uvphoto.picture.atomic import replace_whole

_CHUNK = 1 << 20  # bytes
_SUFFIX = re.compile(r"\.[a-z0-9]{1,12}")


@dataclass(frozen=True)
class Stored:
    """A file by its content.

    Attributes:
        sha256: of its bytes, 64 hexadecimal digits.
        suffix: the ending of its name, in small letters with the dot; may be empty.
        size: bytes.

    """

    sha256: str
    suffix: str
    size: int

    @property
    def name(self) -> str:
        """Its path in the folder, with forward slashes."""
        return f"{self.sha256[:2]}/{self.sha256}{self.suffix}"


@dataclass(frozen=True)
class Note:
    """Files that may belong to nobody.

    Attributes:
        path: of the note.
        files: their SHA-256, by their path in the folder.
        has_deleted: rows were deleted, so the database has to be scrubbed.

    """

    path: Path
    files: dict[str, str]
    has_deleted: bool


class PhotoStore:
    """A folder of files by content. Whoever changes it holds the record's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming, self._doubtful, self._owner = (folder / name for name in (".incoming", ".doubtful", ".record"))

    def path(self, stored: Stored) -> Path:
        """Return where a file lies."""
        return self.folder / stored.name

    def make(self) -> None:
        """Make the folder where it is missing, for nobody else to look into."""
        for folder in (self.folder.parent, self.folder, self._incoming, self._doubtful):
            missing = [one for one in (folder, *folder.parents) if not one.exists()]
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for one in missing:
                _sync_folder(one.parent)

    @property
    def owner(self) -> str | None:
        """Which record the folder belongs to; None where it is nobody's yet."""
        return self._owner.read_text("ascii") if self._owner.exists() else None

    def claim(self, record: str) -> None:
        """Write down which record the folder belongs to."""
        replace_whole(self._owner, record.encode("ascii"))
        _sync_folder(self.folder)

    def take_in(self, source: Path) -> tuple[Stored, Path]:
        """Copy a file into the folder, onto the disk, without a place yet.

        Returns:
            What it is by its content, and where the copy lies.

        Raises:
            FileError: the source cannot be read.

        """
        copy = self._incoming / secrets.token_hex(8)
        digest, size = hashlib.sha256(), 0
        try:
            file = source.open("rb")
        except OSError as error:
            raise FileError(source, f"cannot be read ({error.strerror})", "Make it readable") from error
        with file, copy.open("xb") as target:
            while data := file.read(_CHUNK):
                digest.update(data)
                size += target.write(data)
            target.flush()
            os.fsync(target.fileno())
        suffix = source.suffix.lower()
        return Stored(digest.hexdigest(), suffix if _SUFFIX.fullmatch(suffix) else "", size), copy

    def put(self, copies: Iterable[tuple[Stored, Path]]) -> None:
        """Give copies their places; the same content may be there already."""
        touched = set()
        for stored, copy in copies:
            target = self.path(stored)
            if not target.parent.exists():
                target.parent.mkdir(mode=0o700)
                touched.add(self.folder)
            copy.replace(target)
            touched.add(target.parent)
        for folder in touched:
            _sync_folder(folder)

    def note(self, files: Iterable[Stored], *, has_deleted: bool = False) -> None:
        """Note files that belong to nobody if this writer comes to no end, or that it is about to remove."""
        listed = {stored.name: stored.sha256 for stored in files}
        content = json.dumps({"files": listed, "has_deleted": has_deleted})
        replace_whole(self._doubtful / f"{secrets.token_hex(8)}.json", content.encode())
        _sync_folder(self._doubtful)

    def notes(self) -> list[Note]:
        """Return the notes that there are."""
        read = [(path, json.loads(path.read_bytes())) for path in sorted(self._doubtful.glob("*.json"))]
        return [Note(path, dict(content["files"]), bool(content["has_deleted"])) for path, content in read]

    def remove(self, names: Iterable[str]) -> None:
        """Remove files by their path in the folder, and the folders that hold nothing any more."""
        touched = set()
        for name in names:
            path = self.folder / name
            path.unlink(missing_ok=True)
            touched.add(path.parent)
        for folder in touched:
            if folder.exists():
                _sync_folder(folder)
            with suppress(OSError):  # other files are in it
                folder.rmdir()

    def clear_incoming(self) -> None:
        """Remove copies that got no place, and what a crash left of notes that were being written."""
        for path in (*self._incoming.iterdir(), *self._doubtful.glob(".*.tmp"), *self.folder.glob(".record.*.tmp")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def names(self) -> set[str]:
        """Return the path in the folder of every file that has a place."""
        return {path.relative_to(self.folder).as_posix() for path in self.folder.glob("[0-9a-f][0-9a-f]/*")}

    def problem(self, stored: Stored) -> str | None:
        """Return what is wrong with a file, after reading all of it, or None."""
        try:
            with self.path(stored).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return "is missing"
        except OSError as error:
            return f"cannot be read ({error.strerror})"
        return None if digest == stored.sha256 else "has been altered"


def _sync_folder(folder: Path) -> None:
    """Bring the names in a folder onto the disk, where the system can be asked to."""
    if not hasattr(os, "O_DIRECTORY"):  # not so on Windows, which writes them by itself
        return
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

"""Sealed files in one folder, under random names and a key of each person's own."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from uvphoto.app.vault.sealing import Key, new_key
from uvphoto.picture.atomic import replace_whole

_ID_BYTES = 16


def new_id() -> str:
    """Draw an id that nobody guesses: 32 hexadecimal digits."""
    return secrets.token_hex(_ID_BYTES)


class PersonKey:
    """The key of one person: seals and unseals what is theirs and nobody else's."""

    def __init__(self, person: str, key: bytes) -> None:
        self.person = person
        self._key = Key(key)

    def seal(self, data: bytes, purpose: str) -> bytes:
        """Seal data of this person for a purpose, such as ``name``."""
        return self._key.seal(data, f"{self.person}/{purpose}")

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        """Return what was sealed for the same purpose.

        Raises:
            SealError: it was changed, or belongs elsewhere.

        """
        return self._key.unseal(sealed, f"{self.person}/{purpose}")


class Vault:
    """The folder of sealed files. It knows neither people nor purposes but by what the caller says."""

    def __init__(self, folder: Path, master: bytes) -> None:
        """Take a folder, which is made where it is missing, and the key that opens people's keys."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._master = Key(master)

    def new_person_key(self, person: str) -> bytes:
        """Draw a key for a person and return it sealed by the master key, as the database keeps it."""
        return self._master.seal(new_key(), f"key of {person}")

    def person_key(self, person: str, sealed: bytes) -> PersonKey:
        """Open the key of a person.

        Raises:
            SealError: it is another person's, or was sealed by another master key.

        """
        return PersonKey(person, self._master.unseal(sealed, f"key of {person}"))

    def put(self, key: PersonKey, purpose: str, data: bytes) -> str:
        """Seal data into a file of its own, which is on the disk when this returns; return its id."""
        name = new_id()
        path = self._path(name)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        replace_whole(path, key.seal(data, f"{purpose}/{name}"))
        return name

    @contextmanager
    def putting(self, key: PersonKey, purpose: str, data: bytes) -> Iterator[str]:
        """Give the id of a file as ``put`` does; the file goes again where what is done with the id fails."""
        name = self.put(key, purpose, data)
        try:
            yield name
        except BaseException:
            self.remove([name])
            raise

    def get(self, key: PersonKey, purpose: str, name: str) -> bytes:
        """Return what a file holds.

        Raises:
            SealError: it was changed, or is another's.
            FileNotFoundError: it is gone.

        """
        return key.unseal(self._path(name).read_bytes(), f"{purpose}/{name}")

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; those that are gone already do not matter."""
        for name in names:
            with suppress(FileNotFoundError):
                self._path(name).unlink()

    def names(self) -> set[str]:
        """Return the ids of all files, and of what an interrupted writing left."""
        return {path.name for path in self._folder.glob("*/*")}

    def sweep(self, known: Iterable[str]) -> int:
        """Remove every file that is not known; return how many. Nobody may be writing meanwhile."""
        strangers = self.names() - set(known)
        for path in self._folder.glob("*/*"):
            if path.name in strangers:
                path.unlink()
        return len(strangers)

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name

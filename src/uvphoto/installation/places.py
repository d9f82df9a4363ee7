"""Where data lie: weights of one's own, the record of persons, temporary files; whether they can be used, and room."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from uvphoto.conversion.weights_store import FOLDER_VARIABLE, WeightsStore
from uvphoto.installation.lack import Lack, attempt

if TYPE_CHECKING:
    from uvphoto.longitudinal.record.place import Place

LEAST_FREE = 1_000_000_000  # bytes
_RECORD_REMEDY = "See uvphoto record list"


@dataclass(frozen=True)
class DataPlace:
    """Where some data lie.

    Attributes:
        what: they are.
        where: folder, or address of a database without its password.
        told: what is there, in words.
        free_bytes: room on its disk; None where that cannot be told.
        lack: why it cannot be used, or not for long.

    """

    what: str
    where: str
    told: str
    free_bytes: int | None
    lack: Lack | None = None


def examine_places(store: WeightsStore) -> tuple[DataPlace, ...]:
    """Look where data lie; nothing is made or changed.

    Args:
        store: of the user.

    """
    weights = _folder("your weights", store.own, f"name another folder with the variable {FOLDER_VARIABLE}")
    temporary = _folder("temporary files", Path(tempfile.gettempdir()), "name another folder with the variable TMPDIR")
    return weights, _record(), temporary


def _folder(what: str, folder: Path, elsewhere: str) -> DataPlace:
    there = _nearest(folder)
    free = shutil.disk_usage(there).free
    told = "there" if folder.is_dir() else "none yet"
    lack = None
    if folder.exists() and not folder.is_dir():
        lack = Lack("It is no folder.", f"Move it, or {elsewhere}")
    elif not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        lack = Lack(f"{there} cannot be read and written.", f"Make it so, or {elsewhere}")
    return DataPlace(what, str(folder), told, free, lack or _scarce(free))


def _record() -> DataPlace:
    what = "record of persons"

    def step() -> DataPlace:
        from uvphoto.longitudinal.record.place import find_place

        return _look_into(what, find_place())

    try:
        import sqlalchemy  # noqa: F401 - whether the extra is there
    except ImportError:
        missing = Lack("A record needs an extra.", "pip install 'uvphoto[record]'", is_fault=False)
        return DataPlace(what, "", "", None, missing)
    found = attempt(step, _RECORD_REMEDY)
    return DataPlace(what, "", "", None, found) if isinstance(found, Lack) else found


def _look_into(what: str, place: "Place") -> DataPlace:
    from uvphoto.longitudinal.record.peeking import peek

    free = shutil.disk_usage(_nearest(place.photos)).free
    found = peek(place)
    if found is None:
        begin = Lack("There is none yet.", "uvphoto record add PERSON PHOTO begins one", is_fault=False)
        return DataPlace(what, str(place), "none yet", free, begin)
    told = f"{found.people} persons, {found.photos} photos"
    lack = None
    if not found.is_current:
        remedy = "uvphoto record list brings older ones up to date"
        lack = Lack("Its tables are of another version.", remedy, is_fault=False)
    return DataPlace(what, str(place), told, free, lack or _scarce(free))


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())


def _scarce(free: int) -> Lack | None:
    if free >= LEAST_FREE:
        return None
    return Lack(f"Only {free / 1e6:.0f} MB are free there.", "Make room on that disk")

"""Where converter weights are kept: the bundled ones in the package, the user's own in a folder of theirs.

Beside NAME.onnx stands NAME.json with its check sum, which is compared whenever the weights are read, and the licence.
"""

import json
import os
import re
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import platformdirs

from uvphoto.conversion.trial import check_usable
from uvphoto.conversion.weights_file import Weights, read_weights
from uvphoto.errors import WeightsError
from uvphoto.picture.atomic import replace_whole

FOLDER_VARIABLE = "UVPHOTO_WEIGHTS_DIR"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_FILE_ENDINGS = (".onnx", ".safetensors")
_INT8 = "-int8"  # NAME-int8 is NAME in short integers


@dataclass(frozen=True)
class Entry:
    """Weights in the store.

    Attributes:
        name: by which they are asked for.
        path: of the file.
        is_bundled: they came with the package.

    """

    name: str
    path: Path
    is_bundled: bool

    def read(self) -> Weights:
        """Read the weights; the licence is the one that was stated when they were added.

        Raises:
            WeightsError: the file is damaged, is something else, or has another check sum than when it was added.

        """
        notes = self._notes()
        weights = read_weights(self.path, notes.get("sha256"))
        licence = notes.get("licence", weights.info.licence)
        return replace(weights, info=replace(weights.info, licence=licence))

    def _notes(self) -> dict[str, str]:
        path = self.path.with_suffix(".json")
        try:
            notes: Any = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise WeightsError(path, f"cannot be read ({error})", "Add the weights anew with --replace") from error
        if not isinstance(notes, dict) or not all(isinstance(value, str) for value in notes.values()):
            raise WeightsError(path, "does not hold what is noted of weights", "Add the weights anew with --replace")
        return notes


@dataclass(frozen=True)
class WeightsStore:
    """The two folders of weights.

    Attributes:
        bundled: those of the package.
        own: those of the user.

    """

    bundled: Path
    own: Path

    @classmethod
    def of_user(cls) -> "WeightsStore":
        """Return the store of whoever runs this; the variable UVPHOTO_WEIGHTS_DIR names another folder of theirs."""
        own = os.environ.get(FOLDER_VARIABLE)
        bundled = Path(str(resources.files("uvphoto.conversion"))) / "weights"
        return cls(bundled, Path(own) if own else Path(platformdirs.user_data_dir("uvphoto")) / "weights")

    def entries(self) -> list[Entry]:
        """Return what is there, the bundled ones first, each by name."""
        return [
            Entry(path.stem, path, is_bundled=folder == self.bundled)
            for folder in (self.bundled, self.own)
            for path in sorted(folder.glob("*.onnx"))
        ]

    def find(self, wanted: str | None = None, *, int8: bool = False) -> Weights:
        """Read weights by their name, or from a file.

        Args:
            wanted: a name, or the path of a file; None: the first of the bundled ones.
            int8: those of the same name in short integers.

        Raises:
            WeightsError: there are none of that name, or they cannot be used.

        """
        if wanted is not None and _is_path(wanted):
            return read_weights(Path(wanted))
        entries = {entry.name: entry for entry in reversed(self.entries())}  # of two, the bundled one counts
        name = wanted if wanted is not None else self._default()
        if int8 and not name.endswith(_INT8):
            name += _INT8
        if name not in entries:
            known = ", ".join(sorted(entries)) or "none at all"
            problem = f"are no weights that are known here (there are {known})"
            raise WeightsError(name, problem, "See: uvphoto weights list")
        return entries[name].read()

    def add(
        self, source: Path, *, name: str | None = None, sha256: str | None = None, licence: str | None = None,
        overwrite: bool = False,
    ) -> tuple[Entry, Weights]:  # fmt: skip
        """Take converter weights into the user's folder, after making sure that they can be used.

        Args:
            source: the file, which stays where it is.
            name: to ask for them by; None: the one that the file tells, with -int8 for short integers.
            sha256: what the file's check sum must be.
            licence: under which they may be used; None: the one that the file tells.
            overwrite: they may take the place of others of the user's own.

        Returns:
            The new entry, and what was read.

        Raises:
            WeightsError: the file is damaged or no converter, has another check sum, or the name is taken.

        """
        weights = read_weights(source, sha256)
        name = name or _usual_name(weights)
        self._check_name(source, name, overwrite=overwrite)
        if weights.is_checkpoint:
            remedy = "Make converter weights (.onnx) of it with: uvphoto export"
            raise WeightsError(source, "is a checkpoint of a training", remedy)
        check_usable(weights)
        entry = Entry(name, self.own / f"{name}.onnx", is_bundled=False)
        notes = {"sha256": weights.sha256, "licence": licence or weights.info.licence}
        self._write(entry, weights, notes)
        return entry, weights

    def _default(self) -> str:
        names = [entry.name for entry in self.entries() if entry.is_bundled and not entry.name.endswith(_INT8)]
        if not names:
            remedy = "Name some with --weights, a file or one of: uvphoto weights list"
            raise WeightsError(self.bundled, "holds no weights: this installation came without", remedy)
        return names[0]

    def _check_name(self, source: Path, name: str, *, overwrite: bool) -> None:
        if not _NAME.fullmatch(name):
            remedy = "Choose a --name of letters, digits, dots, underscores and hyphens"
            raise WeightsError(source, f"cannot be kept by the name {name!r}", remedy)
        for entry in self.entries():
            if entry.name.casefold() == name.casefold() and (entry.is_bundled or not overwrite):
                remedy = "Choose another --name" + ("" if entry.is_bundled else ", or say --replace")
                raise WeightsError(source, f"cannot be kept by the name {name!r}, which is taken", remedy)

    def _write(self, entry: Entry, weights: Weights, notes: dict[str, str]) -> None:
        notes_path = entry.path.with_suffix(".json")
        try:
            self.own.mkdir(parents=True, exist_ok=True)
            notes_path.unlink(missing_ok=True)  # never notes of one file beside another
            replace_whole(entry.path, weights.data)
            replace_whole(notes_path, (json.dumps(notes, indent=1) + "\n").encode())
        except OSError as error:
            remedy = f"Make room there, or name another folder in {FOLDER_VARIABLE}"
            raise WeightsError(self.own, f"cannot be written ({error.strerror})", remedy) from error


def _usual_name(weights: Weights) -> str:
    name = weights.info.name
    return name + _INT8 if weights.info.precision == "int8" and not name.endswith(_INT8) else name


def _is_path(wanted: str) -> bool:
    return wanted.endswith(_FILE_ENDINGS) or os.sep in wanted or "/" in wanted or Path(wanted).is_file()

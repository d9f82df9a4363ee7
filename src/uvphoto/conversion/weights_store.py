"""Where weights are kept: the bundled ones in the package, the user's own in a folder of theirs.

The check sum that was noted when weights were added is compared whenever they are read.
"""

import os
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import platformdirs

from uvphoto.conversion.recognise import open_weights
from uvphoto.conversion.weights_entry import Entry, WeightsKind
from uvphoto.conversion.weights_file import Weights, read_weights
from uvphoto.errors import WeightsError
from uvphoto.skin.learned.landmarker import Landmarker
from uvphoto.skin.learned.load import load_landmarker, load_parser
from uvphoto.skin.learned.parser import LearnedParser

FOLDER_VARIABLE = "UVPHOTO_WEIGHTS_DIR"
INT8 = "-int8"
"""NAME-int8 is NAME in short integers."""
KEPT_ENDINGS = (".onnx", ".tflite")

_FILE_ENDINGS = (*KEPT_ENDINGS, ".safetensors", ".pth", ".pt")


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
            for path in sorted(folder.glob("*"))
            if path.suffix in KEPT_ENDINGS
        ]

    def find(self, wanted: str | None = None, *, int8: bool = False) -> Weights:
        """Read converter weights by their name, or from a file.

        Args:
            wanted: a name, or the path of a file; None: the first of the bundled ones.
            int8: those of the same name in short integers.

        Raises:
            WeightsError: there are none of that name, or they cannot be used.

        """
        if wanted is not None and _is_path(wanted):
            return read_weights(Path(wanted))
        name = wanted if wanted is not None else self._default()
        if int8 and not name.endswith(INT8):
            name += INT8
        return self._entry(name, WeightsKind.CONVERTER).read()

    def find_parser(self, wanted: str) -> LearnedParser:
        """Load a face parser by its name, or from a file.

        Raises:
            WeightsError: there is none of that name, or it cannot be used.
            MissingExtraError: what it takes to run it is not installed.

        """
        return load_parser(*self._file(wanted, WeightsKind.PARSER))

    def find_landmarker(self, wanted: str) -> Landmarker:
        """Load face landmarks by their name, or from a file.

        Raises:
            WeightsError: there are none of that name, or they cannot be used.
            MissingExtraError: what it takes to run them is not installed.

        """
        return load_landmarker(*self._file(wanted, WeightsKind.LANDMARKS))

    def open(self, wanted: str) -> tuple[Weights | LearnedParser | Landmarker, str | None]:
        """Read weights of whatever kind by their name, or from a file.

        Returns:
            The weights, and the licence that was noted of them.

        Raises:
            WeightsError: there are none of that name, or they cannot be used.
            MissingExtraError: what it takes to run them is not installed.

        """
        if _is_path(wanted):
            return open_weights(Path(wanted)), None
        entry = self._entry(wanted)
        notes = entry.notes()
        return open_weights(entry.path, notes.sha256), notes.licence

    def _file(self, wanted: str, kind: WeightsKind) -> tuple[Path, str | None]:
        """Return a file by its name or its path, and the check sum that was noted of it."""
        if _is_path(wanted):
            return Path(wanted), None
        entry = self._entry(wanted, kind)
        return entry.path, entry.notes().sha256

    def _entry(self, name: str, kind: WeightsKind | None = None) -> Entry:
        entries = {entry.name: entry for entry in reversed(self.entries())}  # of two, the bundled one counts
        if name not in entries:
            known = ", ".join(sorted(entries)) or "none at all"
            problem = f"are no weights that are known here (there are {known})"
            raise WeightsError(name, problem, "See: uvphoto weights list")
        found = entries[name].notes().kind
        if kind not in (None, found):
            raise WeightsError(name, f"are weights of the kind {found}, not {kind}", "See: uvphoto weights list")
        return entries[name]

    def _default(self) -> str:
        names = [entry.name for entry in self.entries() if entry.is_bundled and not entry.name.endswith(INT8)]
        if not names:
            remedy = "Name some with --weights, a file or one of: uvphoto weights list"
            raise WeightsError(self.bundled, "holds no weights: this installation came without", remedy)
        return names[0]


def _is_path(wanted: str) -> bool:
    return wanted.endswith(_FILE_ENDINGS) or os.sep in wanted or "/" in wanted or Path(wanted).is_file()

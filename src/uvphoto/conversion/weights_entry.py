"""Weights that are kept, with what is noted of them: beside NAME.onnx or NAME.tflite stands NAME.json."""

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from uvphoto.conversion.weights_file import Weights, beside, read_weights
from uvphoto.errors import WeightsError
from uvphoto.skin.learned.file import FileContent, read_file

_ANEW = "Add the weights anew with --replace"


class WeightsKind(StrEnum):
    """What weights are of."""

    CONVERTER = "converter"
    PARSER = "face parser"
    LANDMARKS = "face landmarks"


@dataclass(frozen=True)
class Notes:
    """What is noted of weights.

    Attributes:
        kind: what they are of.
        sha256: check sum when they were added; None where nobody noted it.
        licence: under which they may be used; None where nobody noted it.
        made_of: check sum of the file that they were made of, where that is another one.

    """

    kind: WeightsKind = WeightsKind.CONVERTER
    sha256: str | None = None
    licence: str | None = None
    made_of: str | None = None

    @classmethod
    def read(cls, path: Path) -> "Notes":
        """Read what is noted; nothing is, where there is no such file.

        Raises:
            WeightsError: the file cannot be read, or holds something else.

        """
        try:
            values: Any = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError) as error:
            raise WeightsError(path, f"cannot be read ({error})", _ANEW) from error
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            raise WeightsError(path, "does not hold what is noted of weights", _ANEW)
        kind = values.get("kind", WeightsKind.CONVERTER)
        if kind not in set(WeightsKind):
            raise WeightsError(path, f"tells of weights of a {kind}, which is unknown here", _ANEW)
        return cls(WeightsKind(kind), values.get("sha256"), values.get("licence"), values.get("made_of"))

    def to_json(self) -> str:
        """Return the text of the file."""
        values = {"kind": self.kind, "sha256": self.sha256, "licence": self.licence, "made_of": self.made_of}
        return json.dumps({key: value for key, value in values.items() if value is not None}, indent=1) + "\n"


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

    def notes(self) -> Notes:
        """Return what is noted of them.

        Raises:
            WeightsError: the notes cannot be read.

        """
        return Notes.read(beside(self.path, ".json"))

    def check(self) -> FileContent:
        """Read the file, whatever the weights are of.

        Raises:
            WeightsError: it cannot be read, or has another check sum than when it was added.

        """
        return read_file(self.path, self.notes().sha256)

    def read(self) -> Weights:
        """Read converter weights; the licence is the one that was stated when they were added.

        Raises:
            WeightsError: the file is damaged, is something else, or has another check sum than when it was added.

        """
        notes = self.notes()
        weights = read_weights(self.path, notes.sha256)
        return replace(weights, info=replace(weights.info, licence=notes.licence or weights.info.licence))

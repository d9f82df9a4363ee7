"""Corrections of a whole archive <-> a JSON file, exact to the last bit."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from uvphoto.archives.colour.correction import Correction
from uvphoto.config import from_mapping, to_mapping
from uvphoto.errors import FileError, SettingsError
from uvphoto.picture.atomic import replace_whole

FORMAT_VERSION = 1
_REMEDY = "Give the file that came with the corrected photos"


def to_document(correction: Correction) -> dict[str, Any]:
    """Return a correction as plain values; floats are exact in JSON."""
    return to_mapping(correction)


def from_document(document: Any, where: str = "correction") -> Correction:  # noqa: ANN401 - whatever JSON holds
    """Return the correction of ``to_document``.

    Args:
        document: what JSON gave.
        where: what it is, named in errors.

    Raises:
        SettingsError: a key is unknown or missing, or a value makes no sense; the place is named.

    """
    return from_mapping(Correction, document, where)


def write_corrections(path: Path, corrections: Mapping[str, Correction]) -> None:
    """Write corrections by the names of their photos; the file is replaced whole or not at all.

    Raises:
        FileError: it cannot be written there.

    """
    document = {
        "format_version": FORMAT_VERSION,
        "space": "linear light of sRGB: corrected = matrix @ (red, green, blue)",
        "corrections": {name: to_document(one) for name, one in corrections.items()},
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    try:
        replace_whole(path, text.encode("utf-8"))
    except OSError as error:
        raise FileError(path, f"cannot be written ({error.strerror})", "Choose a folder that can be written") from error


def read_corrections(path: Path) -> dict[str, Correction]:
    """Read what ``write_corrections`` wrote.

    Raises:
        FileError: it cannot be read, or holds no corrections; the place is named.

    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(path, f"cannot be read ({error.strerror})", _REMEDY) from error
    except (ValueError, RecursionError) as error:
        raise FileError(path, "is no JSON", _REMEDY) from error
    if not isinstance(document, dict) or document.get("format_version") != FORMAT_VERSION:
        raise FileError(path, f"holds no corrections of format version {FORMAT_VERSION}", _REMEDY)
    corrections = document.get("corrections")
    if not isinstance(corrections, dict):
        raise FileError(path, "lacks the table 'corrections'", _REMEDY)
    try:
        return {name: from_document(one, name) for name, one in corrections.items()}
    except SettingsError as error:
        raise FileError(path, f"holds a correction that cannot be used: {error}", _REMEDY) from error

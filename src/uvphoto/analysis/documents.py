"""The document of an analysis read back, and judged before anybody goes on with it."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from uvphoto.analysis.record import FORMAT_VERSION
from uvphoto.conversion.photo_files import ENDING
from uvphoto.errors import FileError

_TYPES: dict[str, type | tuple[type, ...]] = {
    "made_by": str,
    "photo": str,
    "spots_found_in": str,
    "weights": (dict, type(None)),
    "algorithm": str,
    "white_balance": dict,
    "is_refused": bool,
    "regions": dict,
    "findings": list,
}


def read_document(path: Path) -> dict[str, Any]:
    """Read the document of an analysis.

    Args:
        path: of ``analysis.json``.

    Returns:
        What ``as_record`` gave, with all that others rely on.

    Raises:
        FileError: it cannot be read, is of another version, or lacks something.

    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    except OSError as error:
        raise FileError(path, f"cannot be read ({error.strerror})", "Make it readable") from error
    except (ValueError, RecursionError) as error:
        raise _broken(path, "it is no JSON") from error
    if not isinstance(document, dict) or document.get("format_version") != FORMAT_VERSION:
        raise _broken(path, f"it is not of format version {FORMAT_VERSION}")
    _check(path, document)
    return document


def find_uv_photo(folder: Path, document: Mapping[str, Any]) -> Path | None:
    """Return the UV photo that stands beside a document; None where a camera took it, which is left where it is."""
    stem = f"{Path(document['photo']).stem}{ENDING}"  # not spots_on_uv.jpg, a drawing
    return next((path for path in sorted(folder.glob(f"*{ENDING}.*")) if path.stem == stem), None)


def _check(path: Path, document: Mapping[str, Any]) -> None:
    for key, types in _TYPES.items():
        if not isinstance(document.get(key), types):
            raise _broken(path, f"{key!r} is missing or of another type")
    if not isinstance(document["white_balance"].get("asked"), str):
        raise _broken(path, "'white_balance' does not say what was asked")
    if not all(isinstance(one, dict) and isinstance(one.get("message"), str) for one in document["findings"]):
        raise _broken(path, "what was found against the photo cannot be read")
    made_by = document["weights"] or {"name": "", "sha256": ""}
    if not all(isinstance(made_by.get(key), str) for key in ("name", "sha256")):
        raise _broken(path, "'weights' does not say which ones")
    for name, measures in document["regions"].items():
        if (
            not isinstance(measures, dict)
            or "spot_ratio" not in measures
            or not all(map(_is_measure, measures.values()))
        ):
            raise _broken(path, f"the measures of {name!r} are no numbers")


def _is_measure(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value))


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _broken(path: Path, detail: str) -> FileError:
    return FileError(path, f"is no analysis that can be used: {detail}", "Analyse the photo again")

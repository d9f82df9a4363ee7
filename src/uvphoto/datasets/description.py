"""The text of ``dataset.json`` <-> a Description, with everything that is wrong with it."""

import json
import math
import reprlib
from typing import Any

from uvphoto.datasets.faults import Fault
from uvphoto.datasets.manifest import FILE_COLUMNS, FORMAT_VERSION, Description, MapScale

DESCRIPTION_FILE = "dataset.json"
_KEYS = ("format_version", "name", "made", "licence", "devices", "kinds", "mm_per_pixel", "maps")


def format_description(description: Description) -> str:
    """Return the JSON text of a description; the same description gives the same text."""
    known = {
        "format_version": description.format_version,
        "name": description.name,
        "made": description.made,
        "licence": description.licence,
        "devices": list(description.devices),
        "kinds": list(description.kinds),
        "mm_per_pixel": description.mm_per_pixel,
        "maps": {
            column: {"meaning": scale.meaning, "unit": scale.unit, "full_scale": scale.full_scale}
            for column, scale in description.maps.items()
        },
    }
    return json.dumps({**known, **description.extra, **known}, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def parse_description(data: bytes) -> tuple[Description | None, list[Fault]]:
    """Read the bytes of ``dataset.json``: a description, or None and every fault."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None, [_fault("is not UTF-8; save it as UTF-8")]
    except json.JSONDecodeError as error:
        return None, [_fault(f"is no JSON: {error.msg} in line {error.lineno}, column {error.colno}")]
    except (RecursionError, ValueError):  # Python reads no whole number of more than 4300 digits
        return None, [_fault("is nested too deeply, or holds a number too long, to be a description")]
    if not isinstance(content, dict):
        return None, [_fault("must hold one object: { ... }")]
    faults = _problems(content)
    if faults:
        return None, faults
    return _build(content), []


def _fault(problem: str) -> Fault:
    return Fault(DESCRIPTION_FILE, None, problem)


def _build(content: dict[str, Any]) -> Description:
    scale = content.get("mm_per_pixel")
    maps = content.get("maps") or {}
    return Description(
        name=content["name"],
        made=content["made"],
        licence=content["licence"],
        devices=tuple(content["devices"]),
        kinds=tuple(content["kinds"]),
        mm_per_pixel=None if scale is None else float(scale),
        maps={key: MapScale(one["meaning"], one["unit"], float(one["full_scale"])) for key, one in maps.items()},
        format_version=content["format_version"],
        extra={key: value for key, value in content.items() if key not in _KEYS},
    )


def _problems(content: dict[str, Any]) -> list[Fault]:
    required = ("format_version", "name", "made", "licence", "devices", "kinds")
    problems = [f"lacks the key {key!r}" for key in required if key not in content]
    problems += _problems_of_version(content)
    problems += [
        f"{key!r} must be a text" for key in ("name", "made", "licence") if not isinstance(content.get(key, ""), str)
    ]
    if content.get("name") == "":
        problems.append("'name' must not be empty")
    problems += _problems_of_lists(content)
    scale = content.get("mm_per_pixel")
    if scale is not None and not _is_positive(scale):
        problems.append(f"'mm_per_pixel' must be a positive number or null, not {reprlib.repr(scale)}")
    problems += _problems_of_maps(content.get("maps"))
    return [_fault(problem) for problem in problems]


def _problems_of_version(content: dict[str, Any]) -> list[str]:
    version = content.get("format_version", FORMAT_VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        return [f"'format_version' must be {FORMAT_VERSION}, not {version!r}"]
    if version > FORMAT_VERSION:
        return [f"has format version {version}; this uvphoto reads up to {FORMAT_VERSION}: upgrade uvphoto"]
    return []


def _problems_of_lists(content: dict[str, Any]) -> list[str]:
    problems = []
    for key in ("devices", "kinds"):
        value = content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            problems.append(f"{key!r} must be a list of texts")
        elif key == "kinds":
            unknown = [item for item in value if item not in FILE_COLUMNS]
            problems += [f"'kinds' names {item!r}, which is none of: {', '.join(FILE_COLUMNS)}" for item in unknown]
    return problems


def _problems_of_maps(maps: object) -> list[str]:
    if maps is None:
        return []
    if not isinstance(maps, dict):
        return ["'maps' must be an object"]
    problems = []
    for key, scale in maps.items():
        if not isinstance(scale, dict) or not {"meaning", "unit", "full_scale"} <= scale.keys():
            problems.append(f"'maps.{key}' must have 'meaning', 'unit' and 'full_scale'")
        elif not isinstance(scale["meaning"], str) or not isinstance(scale["unit"], str):
            problems.append(f"'maps.{key}': 'meaning' and 'unit' must be texts")
        elif not _is_positive(scale["full_scale"]):
            told = reprlib.repr(scale["full_scale"])
            problems.append(f"'maps.{key}.full_scale' must be a positive number, not {told}")
    return problems


def _is_positive(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return 0 < float(value) < math.inf
    except OverflowError:  # a whole number beyond the largest float
        return False

"""The parts of others that the app is made of, each with its licence."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageMetadata, PackageNotFoundError, distribution, requires

_OWN = "uvphoto"
_EXTRAS = ("app", "record")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LICENCE = "License :: "
_LONGEST = 60  # letters; longer ones are the whole text of a licence


@dataclass(frozen=True)
class Part:
    """A library, or a file of one that browsers are given."""

    name: str
    version: str
    licence: str


FOR_BROWSERS = (Part("htmx", "2", "0BSD"), Part("ONNX Runtime Web", "", "MIT"))


@cache
def parts() -> tuple[Part, ...]:
    """Return what the app uses directly and is installed, by name; what those use in turn is not listed."""
    names = {match[0] for line in requires(_OWN) or () if _is_used(line) and (match := _NAME.match(line))}
    found = [part for name in sorted(names - {_OWN}, key=str.casefold) if (part := _part(name)) is not None]
    return (*found, *FOR_BROWSERS)


def _is_used(requirement: str) -> bool:
    _, _, marker = requirement.partition(";")
    return "extra" not in marker or any(f"'{extra}'" in marker.replace('"', "'") for extra in _EXTRAS)


def _part(name: str) -> Part | None:
    try:
        of = distribution(name)
    except PackageNotFoundError:
        return None
    return Part(of.metadata["Name"], of.version, _licence(of.metadata))


def _licence(facts: PackageMetadata) -> str:
    if "License-Expression" in facts:
        return facts["License-Expression"]
    classified = [one.rpartition(" :: ")[2] for one in facts.get_all("Classifier", []) if one.startswith(_LICENCE)]
    told = facts["License"].strip() if "License" in facts else ""
    return ", ".join(classified) or (told if 0 < len(told) <= _LONGEST else "–")

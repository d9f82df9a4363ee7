"""Names as labels of BIDS, which hold letters and figures alone."""

import re
import unicodedata
from collections.abc import Iterable

_ODD = re.compile(r"[^0-9A-Za-z]+")


def label(name: str) -> str:
    """Return what is left of a name as a label; "" where that is nothing."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return _ODD.sub("", plain)


def labels_of(names: Iterable[str], otherwise: str) -> dict[str, str]:
    """Return a label for each name; names whose labels would be alike, in capitals too, get numbers.

    Args:
        names: of one kind; the same names in the same order give the same labels.
        otherwise: the label of a name of which nothing is left.

    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        found[name] = unused(label(name) or otherwise, taken)
    return found


def unused(wanted: str, taken: set[str]) -> str:
    """Return a label that is not taken, whatever the capitals, and take it."""
    chosen, number = wanted, 2
    while chosen.casefold() in taken:
        chosen, number = f"{wanted}x{number}", number + 1
    taken.add(chosen.casefold())
    return chosen


def capitalised(text: str) -> str:
    """Return snake_case as it is written inside of a label: truth_uv becomes TruthUv."""
    return "".join(part.capitalize() for part in text.split("_"))

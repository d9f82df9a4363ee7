"""Things that claim the same place, of which nobody can tell which counts."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Thing = TypeVar("Thing")


def without_doubles(
    things: Iterable[Thing], claim: Callable[[Thing], Hashable]
) -> tuple[list[Thing], list[list[Thing]]]:
    """Part those that nothing else has the claim of from groups of those that have one in common."""
    alike: defaultdict[Hashable, list[Thing]] = defaultdict(list)
    for thing in things:
        alike[claim(thing)].append(thing)
    return [group[0] for group in alike.values() if len(group) == 1], [group for group in alike.values() if group[1:]]

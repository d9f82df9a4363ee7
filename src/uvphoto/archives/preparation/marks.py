"""Which photos of an archive are UV photos, and who their partners are, told by the words of their paths."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath

from uvphoto.datasets.matching import Match, Unmatched, match, name_of

# Words end where letters end, where digits end, and where a small letter meets a capital: IMG0012UV has three.
_BORDERS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[^\W\d_])")
_BOTH = "has words of both a colour and a UV photo in its path"


@dataclass(frozen=True)
class Marks:
    """Words that tell what a photo is, in small letters."""

    uv: frozenset[str]
    colour: frozenset[str]

    @classmethod
    def of(cls, uv: Iterable[str], colour: Iterable[str]) -> "Marks":
        """Return marks of words in whatever case."""
        return cls(frozenset(word.casefold() for word in uv), frozenset(word.casefold() for word in colour))

    def has(self, path: PurePosixPath, marks: frozenset[str]) -> bool:
        """Whether a path has one of some marks among its words."""
        return any(word.casefold() in marks for word in _words(path))

    def without(self, path: PurePosixPath) -> str:
        """Return what a path has but for its marks and its ending: what partners have in common."""
        return " ".join(word for word in _words(path) if word.casefold() not in self.uv | self.colour)


def _words(path: PurePosixPath) -> list[str]:
    return [word for word in _BORDERS.split(name_of(path)) if word]


def find_partners(
    pictures: Sequence[PurePosixPath], marks: Marks
) -> tuple[tuple[Match, ...], tuple[tuple[PurePosixPath, str], ...]]:
    """Pair the photos of an archive: alike but for the marks letter by letter, else but for capitals and zeros too.

    Args:
        pictures: relative to the archive's folder.
        marks: that tell what a photo is.

    Returns:
        The pairs, whose name is the colour photo's path without its ending, and every other picture with the reason.

    """
    uv = [path for path in pictures if marks.has(path, marks.uv)]
    both = [path for path in uv if marks.has(path, marks.colour)]
    uv = [path for path in uv if path not in set(both)]
    colour = [path for path in pictures if not marks.has(path, marks.uv)]
    pairs, alone = match(colour, uv, name=marks.without, alike=_alike)
    sides = {"colour": colour, "uv": uv}
    reasons = [(one.path, one.reason + _hint(one, sides, marks)) for one in alone] + [(path, _BOTH) for path in both]
    named = tuple(Match(name_of(pair.colour), pair.colour, pair.uv) for pair in pairs)
    return named, tuple(sorted(reasons))


def _alike(name: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", name.casefold())


def _hint(one: Unmatched, sides: dict[str, list[PurePosixPath]], marks: Marks) -> str:
    """Name the likeliest partner of a photo that found none: a slip in a name is the usual reason."""
    if not one.reason.startswith("has no partner"):
        return ""
    others = {_alike(marks.without(path)): path for path in sides["uv" if one.side == "colour" else "colour"]}
    near = get_close_matches(_alike(marks.without(one.path)), others, n=1, cutoff=0.8)
    return f"; the most like it is {others[near[0]]}" if near else ""

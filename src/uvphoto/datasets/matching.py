"""Which file of one folder belongs to which of another, told by their names."""

import os
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from uvphoto.picture.kinds import SUFFIXES

_ENDINGS = frozenset(ending for endings in SUFFIXES.values() for ending in endings)


@dataclass(frozen=True)
class Match:
    """A colour file and the UV file of the same name, each relative to its own folder."""

    name: str  # of the colour file, without its ending, in Unicode's composed form
    colour: PurePosixPath
    uv: PurePosixPath


@dataclass(frozen=True, order=True)
class Unmatched:
    """A file without partner, and why."""

    side: str  # "colour" or "uv"
    path: PurePosixPath  # relative to its side's folder
    reason: str


@dataclass(frozen=True)
class Listing:
    """The pictures of one folder and its subfolders, and what else lies there."""

    pictures: tuple[PurePosixPath, ...]  # relative to the folder, sorted
    others: tuple[tuple[PurePosixPath, str], ...]  # and why they are no pictures


def list_pictures(folder: Path, *, pass_over: bool = False) -> Listing:
    """List the pictures below a folder, told by their endings, without opening any.

    Args:
        folder: to look through.
        pass_over: folders in it that cannot be listed stand among the others, with the reason.

    Raises:
        OSError: the folder cannot be listed, or, unless they are passed over, one in it.

    """
    pictures, others = [], []

    def refused(error: OSError) -> None:
        if not pass_over or Path(error.filename) == folder:
            raise error
        path = PurePosixPath(Path(error.filename).relative_to(folder).as_posix())
        others.append((path, f"is a folder that cannot be listed ({error.strerror})"))

    for place, folders, files in os.walk(folder, onerror=refused):
        here = PurePosixPath(Path(place).relative_to(folder).as_posix())
        others += [(here / name, "is a link to a folder") for name in folders if (Path(place) / name).is_symlink()]
        for name in files:
            if not _is_unicode(name):
                others.append((here / _printable(name), "has a name that is no valid Unicode"))
            elif PurePosixPath(name).suffix.lower() in _ENDINGS:
                pictures.append(here / name)
            else:
                others.append((here / name, "does not end like a picture that is read here"))
    return Listing(tuple(sorted(pictures)), tuple(sorted(others)))


def _is_unicode(name: str) -> bool:
    return _printable(name) == name


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def name_of(path: PurePosixPath) -> str:
    """Return a path without its ending, in Unicode's composed form: accents are the same however they are made."""
    return unicodedata.normalize("NFC", path.with_suffix("").as_posix())


def match(
    colour: Iterable[PurePosixPath],
    uv: Iterable[PurePosixPath],
    *,
    name: Callable[[PurePosixPath], str] = name_of,
    alike: Callable[[str], str] = str.casefold,
) -> tuple[tuple[Match, ...], tuple[Unmatched, ...]]:
    """Pair files by their names: letter by letter first, then those that are alike.

    A name that two files of one side share pairs with nothing, as nobody can tell which is meant.

    Args:
        colour: paths relative to the folder of colour photos.
        uv: paths relative to the folder of UV photos.
        name: of a file, by which it finds its partner.
        alike: what names have in common that may belong together; without it, capitals do not count.

    Returns:
        The matches by name, and all other files.

    """
    sides = {"colour": _by_name(colour, name), "uv": _by_name(uv, name)}
    pairs: list[Match] = []
    alone: list[Unmatched] = []
    for names in _groups(sides, alike):
        _pair_up({side: {name: sides[side][name] for name in names[side]} for side in sides}, pairs, alone)
    return tuple(sorted(pairs, key=lambda pair: pair.name)), tuple(sorted(alone))


Side = dict[str, list[PurePosixPath]]  # the files of each name


def _by_name(paths: Iterable[PurePosixPath], name: Callable[[PurePosixPath], str]) -> Side:
    named: defaultdict[str, list[PurePosixPath]] = defaultdict(list)
    for path in sorted(paths):
        named[name(path)].append(path)
    return dict(named)


def _groups(sides: dict[str, Side], alike: Callable[[str], str]) -> Iterable[dict[str, list[str]]]:
    """Yield the names that belong together: first those that are the same letter by letter, then those alike."""
    exact = sorted(sides["colour"].keys() & sides["uv"].keys())
    yield from ({"colour": [name], "uv": [name]} for name in exact)
    loose: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: {"colour": [], "uv": []})
    for side, named in sides.items():
        for name in sorted(named.keys() - set(exact)):
            loose[alike(name)][side].append(name)
    yield from loose.values()


def _pair_up(group: dict[str, Side], pairs: list[Match], alone: list[Unmatched]) -> None:
    """Make one pair of a group of files with one name, or say of each why it has none."""
    files = {side: [path for paths in named.values() for path in paths] for side, named in group.items()}
    if len(files["colour"]) == len(files["uv"]) == 1:
        (name,) = group["colour"]
        pairs.append(Match(name, files["colour"][0], files["uv"][0]))
        return
    for side, other in (("colour", "uv"), ("uv", "colour")):
        for path in files[side]:
            namesakes = [str(one) for one in files[side] if one != path]
            if namesakes:
                reason = f"has the same name as {', '.join(namesakes)}"
            elif files[other]:
                reason = f"has several possible partners: {', '.join(map(str, files[other]))}"
            else:
                reason = f"has no partner among the {other.replace('uv', 'UV')} photos"
            alone.append(Unmatched(side, path, reason))

"""Photos that lie in an archive more than once, byte by byte."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath

from uvphoto.archives.preparation.planned import PARTNER, Planned

_NAMED = 3  # files in a sentence
_HEAD = 1 << 20  # bytes: uncompressed photos of one camera have one size, and may begin with the same black border


def without_copies(pairs: Sequence[Planned], source: Path) -> tuple[list[Planned], dict[PurePosixPath, str]]:
    """Set aside pairs that share a photo byte by byte with others.

    Of pairs alike in both photos, and in what is known of them, the first stays. Where one photo stands under two
    people or visits nobody can tell where it belongs, and none stays.

    Args:
        pairs: of an archive.
        source: the archive's folder.

    Returns:
        The pairs that stay, and of the other's files the reason.

    """
    content = _twins(source, dict.fromkeys(file for pair in pairs for file in pair.files))
    groups: defaultdict[str, list[Planned]] = defaultdict(list)
    for pair in pairs:
        for twin in {content[file] for file in pair.files if file in content}:
            groups[twin].append(pair)
    reasons: dict[PurePosixPath, str] = {}
    for twin, group in groups.items():
        first = group[0]
        is_copy = all(_facts(pair, content) == _facts(first, content) for pair in group)
        for pair in group[1:] if is_copy else group:
            others = [file for other in group if other != pair for file in other.files if content.get(file) == twin]
            for file in pair.files:
                same = f"is byte by byte the same as {_named(others)}"
                reasons[file] = same if content.get(file) == twin else reasons.get(file, PARTNER)
    return [pair for pair in pairs if pair.colour not in reasons], reasons


def _named(files: Sequence[PurePosixPath]) -> str:
    more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
    return ", ".join(map(str, files[:_NAMED])) + more


def _facts(pair: Planned, content: dict[PurePosixPath, str]) -> tuple[object, ...]:
    return pair.named, *(content.get(file, file) for file in pair.files)


def _twins(source: Path, files: Iterable[PurePosixPath]) -> dict[PurePosixPath, str]:
    """Return a name for the content of each file that has a twin.

    Size and beginning tell most files apart, so that few have to be read to their end.
    """
    found: dict[PurePosixPath, str] = {}
    for of_size in _alike(files, lambda file: _size(source / file)).values():
        for of_beginning in _alike(of_size, lambda file: _beginning(source / file)).values():
            for content, twins in _alike(of_beginning, lambda file: _content(source / file)).items():
                found |= dict.fromkeys(twins, content)
    return found


def _alike(files: Iterable[PurePosixPath], look: Callable[[PurePosixPath], str]) -> dict[str, list[PurePosixPath]]:
    """Return the files that look the same, by their look, without those that nothing else looks like."""
    groups: defaultdict[str, list[PurePosixPath]] = defaultdict(list)
    for file in files:
        groups[look(file)].append(file)
    return {look: group for look, group in groups.items() if len(group) > 1}


def _size(path: Path) -> str:
    return str(path.stat().st_size)


def _beginning(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.sha256(file.read(_HEAD)).hexdigest()


def _content(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

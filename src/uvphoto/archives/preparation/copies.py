"""Photos that lie in an archive more than once, byte by byte."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from uvphoto.archives.preparation.planned import PARTNER, Planned

_NAMED = 3  # files in a sentence


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
    """Return a name for the content of each file that has a twin; files of a size of their own are not read."""
    sizes: defaultdict[int, list[PurePosixPath]] = defaultdict(list)
    for file in files:
        sizes[(source / file).stat().st_size].append(file)
    named: defaultdict[str, list[PurePosixPath]] = defaultdict(list)
    for group in sizes.values():
        for file in group if len(group) > 1 else ():
            with (source / file).open("rb") as opened:
                named[hashlib.file_digest(opened, "sha256").hexdigest()].append(file)
    return {file: name for name, group in named.items() if len(group) > 1 for file in group}

"""A tree becomes the data set again that it was written from, whole or not at all."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uvphoto.datasets.bids.documents import TREE_FILE, read_tree_description
from uvphoto.datasets.bids.places import DERIVED, OTHER, normal
from uvphoto.datasets.bids.sidecar import KEY, Told, read_sidecar
from uvphoto.datasets.description import DESCRIPTION_FILE
from uvphoto.datasets.manifest import DataSet, Description
from uvphoto.datasets.new_folder import appearing_whole, check_unused, take_over
from uvphoto.datasets.storage import write_dataset
from uvphoto.datasets.table import PHOTOS_FILE
from uvphoto.errors import DataSetError

Progress = Callable[[int, int], None]  # files done, files in all

_SIDECARS = "sub-*/**/*_photo.json"
_REMEDY = "Write the tree again with: uvphoto dataset to-bids"


@dataclass(frozen=True)
class ReadTree:
    """What came of a tree.

    Attributes:
        dataset: that was made.
        files: how many were taken over.
        left_out: paths below the tree of files that no sidecar names.

    """

    dataset: DataSet
    files: int
    left_out: tuple[str, ...]


def read_bids(tree: Path, folder: Path, *, link: bool = False, progress: Progress | None = None) -> ReadTree:
    """Make a data set of a tree that ``write_bids`` wrote.

    Files are taken over byte for byte to where they lay. After a failure there is no data set.

    Args:
        tree: to read.
        folder: a new or empty folder, outside of the tree.
        link: hard links in place of copies: no room taken, but whoever changes one file changes both.
        progress: told after each file.

    Raises:
        DataSetError: it is no such tree, a sidecar or a file is missing or makes no sense, or the data set cannot be
            written.

    """
    check_unused(folder)
    if folder.resolve().is_relative_to(tree.resolve()):
        raise DataSetError(folder, "lies in the tree", "Choose a folder beside it")
    description, photos = _read_description(tree)
    told = _read_sidecars(tree, photos)
    moves = _moves(tree, told)
    with appearing_whole(folder.resolve(), DESCRIPTION_FILE) as building:
        for done, (target, source) in enumerate(moves.items(), start=1):
            take_over(tree / source, building / target, link=link)
            if progress is not None:
                progress(done, len(moves))
        rows = tuple(one.photo for one in told.values())
        write_dataset(building, description, rows)
    return ReadTree(DataSet(folder, description, rows), len(moves), _left_out(tree, set(moves.values())))


def _read_description(tree: Path) -> tuple[Description, int]:
    path = tree / TREE_FILE
    try:
        return read_tree_description(path.read_bytes())
    except OSError as error:
        remedy = "Give the folder that uvphoto dataset to-bids wrote"
        raise DataSetError(path, f"cannot be read ({error.strerror})", remedy) from error
    except ValueError as error:
        raise DataSetError(path, str(error), _REMEDY) from error


def _read_sidecars(tree: Path, photos: int) -> dict[Path, Told]:
    """Return what each colour photo's sidecar tells, in the order of the data set."""
    found: dict[int, tuple[Path, Told]] = {}
    for path in sorted(tree.glob(_SIDECARS)):
        try:
            told = read_sidecar(_read_json(path))
        except ValueError as error:
            raise DataSetError(path, str(error), _REMEDY) from error
        if told is None:
            continue
        if told.number in found:
            problem = f"has the {KEY}.Number {told.number}, as {found[told.number][0]} has"
            raise DataSetError(path, problem, _REMEDY)
        found[told.number] = path, told
    if missing := sorted(set(range(1, photos + 1)) - found.keys()):
        problem = f"lacks the sidecars of {len(missing)} of {photos} photos, the first that of number {missing[0]}"
        raise DataSetError(tree, problem, _REMEDY)
    if len(found) > photos:
        raise DataSetError(tree, f"has {len(found)} sidecars of photos, {TREE_FILE} says {photos}", _REMEDY)
    return dict(found[number] for number in sorted(found))


def _read_json(path: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataSetError(path, f"cannot be read ({error.strerror})", "Make it readable") from error
    except (ValueError, RecursionError) as error:
        raise DataSetError(path, "is no JSON in UTF-8", _REMEDY) from error


def _moves(tree: Path, told: Mapping[Path, Told]) -> dict[str, str]:
    """Return the path in the tree of each file by its path in the data set."""
    moves: dict[str, str] = {}
    for sidecar, one in told.items():
        for column, source in one.files.items():
            target = normal(one.photo.file(column))
            if not (tree / source).is_file():
                raise DataSetError(tree / source, f"is missing, though {sidecar.name} names it", _REMEDY)
            if moves.setdefault(target, source) != source:
                problem = f"says that {target} is {source}, where another sidecar says {moves[target]}"
                raise DataSetError(sidecar, problem, _REMEDY)
    for file in _files(tree / OTHER):
        target = file.relative_to(tree / OTHER).as_posix()
        if target in moves:
            raise DataSetError(file, f"would take the place of {moves[target]}", "Take one of them out of the tree")
        moves[target] = file.relative_to(tree).as_posix()
    for name in (DESCRIPTION_FILE, PHOTOS_FILE):
        if name in moves:
            raise DataSetError(
                tree / moves[name], f"would become {name}, which is written anew", "Give it another name"
            )
    return moves


def _files(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _left_out(tree: Path, taken: set[str]) -> tuple[str, ...]:
    """Return the files of people that nobody names, and sidecars that are none of ours."""
    inside = [path for top in (*tree.glob("sub-*"), *(tree / DERIVED).glob("sub-*")) for path in _files(top)]
    paths = [path.relative_to(tree).as_posix() for path in inside if not _is_ours(path)]
    return tuple(sorted(path for path in paths if path not in taken))


def _is_ours(path: Path) -> bool:
    if not path.match("*_photo.json"):
        return False
    content = _read_json(path)
    return isinstance(content, dict) and KEY in content

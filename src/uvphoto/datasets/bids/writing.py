"""A data set becomes a tree, whole or not at all."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from uvphoto.datasets.bids.documents import TREE_FILE, as_json, documents
from uvphoto.datasets.bids.places import OTHER, Place, normal, plan_places
from uvphoto.datasets.bids.sidecar import colour_sidecar, uv_sidecar
from uvphoto.datasets.description import DESCRIPTION_FILE
from uvphoto.datasets.manifest import FILE_COLUMNS, DataSet
from uvphoto.datasets.new_folder import appearing_whole, check_unused, take_over
from uvphoto.datasets.table import PHOTOS_FILE
from uvphoto.errors import DataSetError

Progress = Callable[[int, int], None]  # files done, files in all


def write_bids(dataset: DataSet, tree: Path, *, link: bool = False, progress: Progress | None = None) -> int:
    """Write a data set as a tree; ``read_bids`` makes the same data set of it.

    Files are taken over byte for byte. Those that no row names stand under ``sourcedata/uvphoto``; hidden ones, whose
    names begin with a dot, stay behind. After a failure there is no tree.

    Args:
        dataset: as read from its folder.
        tree: a new or empty folder, outside of the data set.
        link: hard links in place of copies: no room taken, but whoever changes one file changes both.
        progress: told after each file.

    Returns:
        How many files were taken over.

    Raises:
        DataSetError: a file is missing, two rows name one photo, or the tree cannot be written.

    """
    check_unused(tree)
    if tree.resolve().is_relative_to(dataset.folder.resolve()):
        raise DataSetError(tree, "lies in the data set", "Choose a folder beside it")
    places = plan_places(dataset.photos)
    _check_photos(dataset)
    moves = _moves(dataset, places)
    texts = _texts(dataset, places)
    with appearing_whole(tree.resolve(), TREE_FILE) as building:
        for done, (target, source) in enumerate(moves.items(), start=1):
            take_over(dataset.folder / source, building / target, link=link)
            if progress is not None:
                progress(done, len(moves))
        for path, text in texts.items():
            (building / path).parent.mkdir(parents=True, exist_ok=True)
            (building / path).write_bytes(text.encode("utf-8"))
    return len(moves)


def _check_photos(dataset: DataSet) -> None:
    """Make sure that each photo belongs to one row and is there: a sidecar belongs to one photo."""
    first: set[str] = set()
    for row in dataset.photos:
        for path in (normal(row.colour), normal(row.uv)):
            if path and path in first:
                problem = "is named twice as a photo"
                raise DataSetError(dataset.folder / path, problem, _see_faults(dataset.folder))
            first.add(path)
        for column in FILE_COLUMNS:
            path = row.file(column)
            if path and not (dataset.folder / path).is_file():
                raise DataSetError(dataset.folder / path, "is missing", _see_faults(dataset.folder))


def _see_faults(folder: Path) -> str:
    return f"See every fault with: uvphoto dataset check {folder}"


def _moves(dataset: DataSet, places: list[Place]) -> dict[str, str]:
    """Return the path in the data set of each file by its path in the tree."""
    moves = {
        place.files[column]: normal(row.file(column))
        for row, place in zip(dataset.photos, places, strict=True)
        for column in place.files
    }
    named = {*moves.values(), DESCRIPTION_FILE, PHOTOS_FILE}
    for file in sorted(dataset.folder.rglob("*")):
        path = file.relative_to(dataset.folder)
        if file.is_file() and path.as_posix() not in named and not any(part.startswith(".") for part in path.parts):
            moves[f"{OTHER}/{path.as_posix()}"] = path.as_posix()
    return moves


def _texts(dataset: DataSet, places: list[Place]) -> dict[str, str]:
    """Return the text of each file of the tree that is written anew, by its path."""
    texts: dict[str, str] = {}
    try:
        for number, (row, place) in enumerate(zip(dataset.photos, places, strict=True), start=1):
            scale = dataset.scale_of(row)
            texts[place.sidecar] = as_json(colour_sidecar(row, number, place.files, scale))
            if row.uv:
                beside = PurePosixPath(place.files["uv"]).with_suffix(".json").as_posix()
                texts[beside] = as_json(uv_sidecar(row, place.files["colour"], scale))
        texts |= documents(dataset, places)
    except ValueError as error:  # of JSON: NaN and Infinity
        remedy = "Put a number or null in its place"
        problem = f"holds a number that JSON has no text for ({error})"
        raise DataSetError(dataset.folder / DESCRIPTION_FILE, problem, remedy) from error
    return texts

"""An archive with every fault: the report names each, nothing crashes, nothing is dropped in silence."""

import csv
import os
import re
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np

from uvphoto.archives.preparation.places import Places
from uvphoto.archives.preparation.prepared import Prepared
from uvphoto.archives.preparation.report import REPORT, TABLE
from uvphoto.datasets.checks import check
from uvphoto.picture import inspect, read_colour, read_mask, read_uv


def files_of(folder: Path) -> set[str]:
    """Return every file of an archive, and every link, as the report names them."""
    found = set()
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        found |= {(Path(place) / name).relative_to(folder).as_posix() for name in (*links, *files)}
    return {name.encode("utf-8", "replace").decode() for name in found}


def test_more_than_thirty_kinds_of_faults_are_named_each(archive: object, prepared: Prepared) -> None:
    told = {one.file: one.reason for one in prepared.left_out}
    wrong = {file: (why, told.get(file)) for file, why in archive.left_out.items() if why not in told.get(file, "")}
    assert not wrong
    assert len({re.sub(r"[A-Z][^ ]*png", "", why) for why in archive.left_out.values()}) > 30


def test_every_file_stands_in_the_report_once(archive: object, prepared: Prepared, places: Places) -> None:
    assert {str(file) for pair, _ in prepared.taken for file in pair.files} == archive.taken
    with (places.private / TABLE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["file"] for row in rows) == sorted(files_of(archive.folder))
    assert all(bool(row["became"]) != bool(row["left_out_because"]) for row in rows)
    page = (places.private / REPORT).read_text("utf-8")
    assert all(one.file.replace("'", "&#39;") in page for one in prepared.left_out)


def test_the_archive_is_not_touched(
    archive: object, before: dict[str, object], prepared: Prepared, faulty: ModuleType
) -> None:
    del prepared
    assert faulty.tree(archive.folder) == before


def test_the_data_set_has_no_faults_and_no_names(prepared: Prepared, places: Places, faulty: ModuleType) -> None:
    assert check(places.out) == []
    assert len(prepared.dataset.persons) == faulty.GOOD
    names = [name.encode() for name in ("Anna", "Béla", "Carl", "Dora", "Emil", "Stranger", "old archive")]
    for path in places.out.rglob("*"):
        content = b"" if path.is_dir() else path.read_bytes()
        assert not any(name in content or name in os.fsencode(path.relative_to(places.out)) for name in names), path


def test_photos_lie_on_each_other_and_keep_their_bits(archive: object, prepared: Prepared, places: Places) -> None:
    for pair, outcome in prepared.taken:
        folder = places.pairs / outcome.name
        uv, colour = read_uv(folder / "uv.png").pixels, read_colour(folder / "colour.png").pixels
        skin = read_mask(folder / "skin.png")
        assert uv.shape == skin.shape == colour.shape[:2]
        bits = [inspect(folder / f"{side}.png").bit_depth for side in ("colour", "uv")]
        deep = ["Béla" in str(pair.colour), "Béla" in str(pair.colour) or pair.uv.suffix == ".tif"]
        assert bits == [16 if is_deep else 8 for is_deep in deep]
        true = best_place(archive.colour, archive.uv, colour)
        # The true UV photo was never moved, so what was laid back must show the same.
        at_half_the_size = "Carl" in str(pair.colour)
        assert np.corrcoef(true[skin], uv[skin])[0, 1] > (0.96 if at_half_the_size else 0.98), pair


def best_place(colour: np.ndarray, uv: np.ndarray, crop: np.ndarray) -> np.ndarray:
    """Return the part of a UV photo that belongs to a crop of its colour photo."""
    height, width = crop.shape[:2]
    rows, columns = (full - part + 1 for full, part in zip(colour.shape[:2], (height, width), strict=True))
    likeness = cv2.matchTemplate(colour, crop, cv2.TM_SQDIFF)
    row, column = np.unravel_index(int(likeness.argmin()), (rows, columns))
    return uv[row : row + height, column : column + width]

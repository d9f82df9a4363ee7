"""A photo of a test set with all that judging it needs."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.scale import find_scale
from uvphoto.datasets.manifest import SPLITS, DataSet, PhotoRow
from uvphoto.datasets.spot_table import read_spot_kinds
from uvphoto.errors import DataSetError
from uvphoto.picture import inspect, read_colour, read_labels, read_mask, read_uv
from uvphoto.simulate.marks import MarkKind

Mask = NDArray[np.bool_]

ALL = "all"


@dataclass(frozen=True)
class Face:
    """One photo and its truth.

    Attributes:
        row: of the data set.
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        uv: (H, W), the true UV photo.
        skin: (H, W).
        regions: (H, W), labels of ``skin.regions.REGIONS``.
        pigment: (H, W), true on marks of pigment; None where nobody knows.
        mm_per_pixel: scale of the photo.
        is_simulated: the photo is synthetic itself.

    """

    row: PhotoRow
    colour: NDArray[np.float32]
    uv: NDArray[np.float32]
    skin: Mask
    regions: NDArray[np.uint8]
    pigment: Mask | None
    mm_per_pixel: float
    is_simulated: bool


def rows_to_judge(dataset: DataSet, split: str) -> tuple[PhotoRow, ...]:
    """Return the photos of a split that have a true UV photo.

    Args:
        dataset: the test set.
        split: one of SPLITS, or "all".

    Raises:
        DataSetError: there is none.

    """
    if split not in (*SPLITS, ALL):
        raise ValueError(f"{split!r} is none of {(*SPLITS, ALL)}")
    rows = dataset.photos if split == ALL else dataset.of_split(split)
    chosen = tuple(row for row in rows if row.uv or row.truth_uv)
    if not chosen:
        where = "" if split == ALL else f" in the split {split}"
        remedy = "Choose another --split, or give people splits with: uvphoto dataset split"
        raise DataSetError(dataset.folder, f"has no colour photo with a true UV photo{where}", remedy)
    return chosen


def open_face(dataset: DataSet, row: PhotoRow) -> Face:
    """Read a photo with its truth.

    Raises:
        DataSetError: it has no skin mask or no regions, or its files differ in size.
        PictureError: a file cannot be read.

    """
    colour = read_colour(dataset.folder / row.colour).pixels
    uv = read_uv(dataset.folder / (row.uv or row.truth_uv)).pixels
    skin = read_mask(_needed(dataset, row, "skin_mask"))
    regions = read_labels(_needed(dataset, row, "regions")).astype(np.uint8)
    scale = find_scale(colour, dataset.scale_of(row)).mm_per_pixel
    pigment = _pigment(dataset, row)
    for name, array in {"UV photo": uv, "skin mask": skin, "map of regions": regions, "map of spots": pigment}.items():
        if array is not None and array.shape != colour.shape[:2]:
            problem = f"is of another size than its {name}: {colour.shape[:2]} and {array.shape}"
            raise DataSetError(dataset.folder / row.colour, problem, "See every fault with: uvphoto dataset check")
    is_simulated = inspect(dataset.folder / row.colour).is_synthetic
    return Face(row, colour, uv, skin, regions, pigment, scale, is_simulated)


def _needed(dataset: DataSet, row: PhotoRow, column: str) -> Path:
    path = dataset.path(row, column)
    if path is None:
        remedy = f"Give every photo to be judged a file in the column {column} of photos.csv"
        raise DataSetError(dataset.folder / row.colour, f"has no {column}", remedy)
    return path


def _pigment(dataset: DataSet, row: PhotoRow) -> Mask | None:
    """Return where marks of pigment are, if the label map and what each label is are known."""
    labels, table = dataset.path(row, "spots"), dataset.path(row, "spot_table")
    if labels is None or table is None:
        return None
    marks = read_labels(labels)
    kinds = read_spot_kinds(table)
    known = {kind.value for kind in MarkKind if kind.is_pigment}
    is_pigment = np.zeros(int(marks.max()) + 1, dtype=np.bool_)
    is_pigment[[number for number, kind in kinds.items() if kind in known and number < is_pigment.size]] = True
    return is_pigment[marks]

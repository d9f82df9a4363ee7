"""A photo of a test set with all that judging it needs."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.face import find_measured_face
from uvphoto.conversion.scale import find_scale
from uvphoto.datasets.manifest import SPLITS, DataSet, PhotoRow
from uvphoto.datasets.spot_table import read_spot_kinds
from uvphoto.errors import DataSetError, UnusablePhotoError
from uvphoto.picture import inspect, read_colour, read_labels, read_mask, read_uv
from uvphoto.simulate.marks import MarkKind
from uvphoto.skin.plain_parser import PlainParser
from uvphoto.skin.pupils import find_pupils
from uvphoto.skin.white_balance.balance import apply
from uvphoto.skin.white_balance.find import find_balance
from uvphoto.skin.white_balance.method import Method

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


def open_face(dataset: DataSet, row: PhotoRow, white_balance: Method = Method.NONE) -> Face:
    """Read a photo with its truth; a skin mask and regions that the data set lacks are found in the photo.

    Args:
        dataset: the test set.
        row: of the photo.
        white_balance: by what its colours are balanced; where the photo does not show that, they stay as taken.

    Raises:
        DataSetError: it has no skin mask or no regions, and shows no face; or its files differ in size.
        PictureError: a file cannot be read.

    """
    colour = read_colour(dataset.folder / row.colour).pixels
    uv = read_uv(dataset.folder / (row.uv or row.truth_uv)).pixels
    skin_file, regions_file = dataset.path(row, "skin_mask"), dataset.path(row, "regions")
    skin = None if skin_file is None else read_mask(skin_file)
    regions = None if regions_file is None else read_labels(regions_file).astype(np.uint8)
    pigment = _pigment(dataset, row)
    path = dataset.folder / row.colour
    for name, array in {"UV photo": uv, "skin mask": skin, "map of regions": regions, "map of spots": pigment}.items():
        if array is not None and array.shape != colour.shape[:2]:
            problem = f"is of another size than its {name}: {colour.shape[:2]} and {array.shape}"
            raise DataSetError(path, problem, "See every fault with: uvphoto dataset check")
    scale = dataset.scale_of(row)
    if skin is None or regions is None:
        try:
            found = find_measured_face(colour, PlainParser(), mm_per_pixel=scale, skin=skin, regions=regions)
        except UnusablePhotoError as error:
            remedy = "Give it a skin mask and regions, or leave it out"
            raise DataSetError(path, error.problem, remedy) from error
        skin, regions, scale = found.skin, found.regions, found.scale.mm_per_pixel
    else:
        scale = find_scale(colour, scale).mm_per_pixel
    face = Face(row, colour, uv, skin, regions, pigment, scale, is_simulated=inspect(path).is_synthetic)
    return balanced(face, white_balance)


def balanced(face: Face, method: Method) -> Face:
    """Return a photo with its colours balanced; where it does not show what that rests on, they stay as taken."""
    if method is Method.NONE:
        return face
    try:
        balance = find_balance(face.colour, method, skin=face.skin, pupils=find_pupils(face.colour))
    except UnusablePhotoError:
        return face
    return replace(face, colour=apply(balance, face.colour))


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

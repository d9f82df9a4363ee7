"""The pairs that the trainings of the benchmark of misregistration learn from: moved by so much, or laid back."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from zlib import crc32

import numpy as np
from pair_distortion import Move

from uvphoto.archives.registration import register_pair
from uvphoto.archives.registration.places import Places
from uvphoto.datasets.manifest import DataSet, PhotoRow, kinds_of
from uvphoto.datasets.prepared import prepare
from uvphoto.datasets.processes import in_processes
from uvphoto.datasets.storage import write_dataset
from uvphoto.picture import Synthetic, read_colour, read_mask, read_uv, write_uv


@dataclass(frozen=True)
class Variant:
    """How the pairs of a training are.

    Attributes:
        level: pixels of the working scale by which the skin of each UV photo lies off in the median.
        registered: whether they were laid back by ``register_pair``, those left out that it refuses.
        seed: of the training.

    """

    level: float
    registered: bool
    seed: int

    @property
    def name(self) -> str:
        """Say so in a word that names a folder."""
        return f"{'registered' if self.registered else 'moved'}-{self.level:g}-seed-{self.seed}"


@dataclass(frozen=True)
class Laid:
    """One pair of a variant.

    Attributes:
        row: of the variant's data set; None where the registration refused it.
        median: error over the skin, pixels of the working scale.
        p95: its 95th percentile.

    """

    row: PhotoRow | None
    median: float
    p95: float


@dataclass(frozen=True)
class Making:
    """How a variant is made.

    Attributes:
        source: the data set of the pairs as they are.
        folder: of the variant.
        cache: where photos at the working scale are kept.
        mm_per_pixel: the working scale.
        seed: of the moves; the same person moves the same way at every level.

    """

    source: DataSet
    folder: Path
    cache: Path
    mm_per_pixel: float
    seed: int

    @property
    def dataset(self) -> DataSet:
        """The variant without its photos."""
        return DataSet(self.folder, replace(self.source.description, name=self.folder.name, maps={}), ())


def make_variant(
    making: Making, variant: Variant, learned: list[PhotoRow], judged: list[PhotoRow], processes: int
) -> list[Laid]:
    """Write a variant as a data set, its photos brought to the working scale, and say how far its pairs lie off.

    Args:
        making: from what, and where to.
        variant: which.
        learned: rows of the pairs to move.
        judged: rows of pairs that stay as they are, of the split ``validation``.
        processes: that work at a time.

    """
    making.folder.mkdir(parents=True)
    laid = list(in_processes(partial(lay, making, variant), learned, processes))
    laid.sort(key=lambda one: "" if one.row is None else one.row.person)
    kept = [one.row for one in laid if one.row is not None]
    rows = [*kept, *(link(making, row, "validation") for row in judged)]
    description = replace(making.dataset.description, kinds=kinds_of(rows))
    write_dataset(making.folder, description, rows)
    return laid


def lay(making: Making, variant: Variant, row: PhotoRow) -> Laid:
    """Move the UV photo of one pair, lay it back where that is asked for, and write it."""
    colour_file, skin_file, uv_file = (making.source.path(row, name) for name in ("colour", "skin_mask", "uv"))
    uv, skin = read_uv(uv_file).pixels, read_mask(skin_file)
    scale = making.source.scale_of(row)
    factor = making.mm_per_pixel / scale  # pixels of the photo to one of the working scale
    rng = np.random.default_rng((making.seed, crc32(row.person.encode())))
    move = Move.of_length(skin, variant.level * factor, rng)
    places = Places.of(np.eye(3), move.taken, move.taken)
    if variant.level > 0:
        uv = move.apply(uv)
    if variant.registered:
        found = register_pair(read_colour(colour_file).pixels, uv, skin)
        if found.problem:
            return Laid(None, float("nan"), float("nan"))
        places, uv = found.places, np.clip(found.places.bring(uv), 0, 1)
    rows, columns = np.nonzero(skin)
    x, y = move.source(places.x[rows, columns].astype(np.float64), places.y[rows, columns].astype(np.float64))
    median, p95 = np.quantile(np.hypot(x - columns, y - rows) / factor, [0.5, 0.95])
    written = link(making, row, "train")
    if variant.level > 0 or variant.registered:
        written = replace(written, uv=f"{row.person}-uv-laid.png")
        write_uv(making.folder / written.uv, uv, bit_depth=16, synthetic=Synthetic.SIMULATED)
    prepare(making.dataset, [written], making.mm_per_pixel, making.cache)
    return Laid(written, float(median), float(p95))


def link(making: Making, row: PhotoRow, split: str) -> PhotoRow:
    """Return the row of a pair in the variant, its photos being links to those of the source."""
    names = {}
    for column in ("colour", "uv", "skin_mask"):
        source = making.source.folder / row.file(column)
        names[column] = f"{row.person}-{column}{source.suffix}"
        (making.folder / names[column]).symlink_to(source.resolve())
    return PhotoRow(
        row.person, row.visit, row.view, row.device, row.domain, split=split, mm_per_pixel=row.mm_per_pixel, **names
    )

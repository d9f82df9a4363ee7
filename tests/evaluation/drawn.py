"""A test set of drawn faces; the fixture ``drawn`` is this module."""

from datetime import date
from pathlib import Path

import cv2
import numpy as np

from uvphoto.analysis.calibration import Calibration
from uvphoto.analysis.domain import FEATURES, Domain
from uvphoto.analysis.error_map import FEATURES as PIXEL_FEATURES
from uvphoto.analysis.error_map import ErrorModel
from uvphoto.analysis.intervals import RegionIntervals
from uvphoto.datasets.manifest import DataSet, Description, PhotoRow, kinds_of
from uvphoto.datasets.storage import write_dataset
from uvphoto.picture import Synthetic, write_colour, write_labels, write_mask, write_uv
from uvphoto.skin.regions import AREAS
from uvphoto.spots.detect import ALGORITHM

SHAPE = (200, 160)
MM_PER_PIXEL = 1.0


def draw_face(folder: Path, person: str, device: str, split: str, seed: int) -> PhotoRow:
    """Draw an oval of skin with round spots, in colour and in the UV, and return its row."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    skin = ((rows - 100) / 90) ** 2 + ((columns - 80) / 70) ** 2 < 1
    spots = np.zeros(SHAPE, np.uint16)
    for number in range(1, 10 + 4 * seed):
        centre = (int(rng.integers(25, 136)), int(rng.integers(40, 160)))
        cv2.circle(spots, centre, int(rng.integers(2, 4)), number, -1)
    spots[~skin] = 0
    regions = np.select([rows < 60, rows > 150, columns < 65, columns > 95], [1, 5, 3, 2], 4).astype(np.uint8)
    regions[~skin] = 0
    light = np.where(skin, 0.7 - 0.25 * (spots > 0), 0.2) + rng.normal(0, 0.004, SHAPE)
    colour = np.clip(light[..., None] * (1.1, 0.9, 0.8) + 0.02 * rng.random((*SHAPE, 3)), 0, 1)
    name = f"{person}_{device}"
    write_colour(folder / f"{name}.png", colour, synthetic=Synthetic.SIMULATED)
    write_uv(folder / f"{name}_uv.png", np.clip(light, 0, 1), synthetic=Synthetic.SIMULATED)
    write_mask(folder / f"{name}_skin.png", skin)
    write_labels(folder / f"{name}_regions.png", regions)
    write_labels(folder / f"{name}_spots.png", spots)
    kinds = "".join(f"{number},{('freckle', 'vessel')[number % 2]}\n" for number in range(1, int(spots.max()) + 1))
    (folder / f"{name}_spots.csv").write_text(f"id,kind\n{kinds}", encoding="utf-8")
    domain = "phone" if device.startswith("phone") else "clinic"
    return PhotoRow(
        person, date(2026, 1, 31), "front", device, domain, f"{name}.png",
        uv=f"{name}_uv.png" if domain == "clinic" else "", truth_uv="" if domain == "clinic" else f"{name}_uv.png",
        skin_mask=f"{name}_skin.png", split=split, regions=f"{name}_regions.png", spots=f"{name}_spots.png",
        spot_table=f"{name}_spots.csv", mm_per_pixel=MM_PER_PIXEL,
    )  # fmt: skip


def make_test_set(folder: Path) -> DataSet:
    """Write six people, each seen by a clinic and the first two by a phone too."""
    folder.mkdir()
    splits = ("train", "validation", "test", "train", "train", "test")
    rows = [draw_face(folder, f"p{n}", "clinic-a", split, seed=n) for n, split in enumerate(splits)]
    rows += [draw_face(folder, f"p{n}", "phone-1", splits[n], seed=n + 10) for n in range(2)]
    description = Description("drawn faces", "drawn by the tests", "CC0-1.0", ("clinic-a", "phone-1"), kinds_of(rows))
    return write_dataset(folder, description, rows)


def made_up_calibration(sha256: str) -> Calibration:
    """Return a calibration that was learned from nobody."""
    count = len(FEATURES)
    inverse = tuple(tuple(row) for row in (np.eye(count) / 1e6).tolist())
    domain = Domain((0.0,) * count, inverse, 1.2, 1.6)
    errors = ErrorModel((-4.0, *(0.0,) * (len(PIXEL_FEATURES) - 1)), 2.3)
    regions = tuple(RegionIntervals(name, (0.0,) * 7, (-3.0, *(0.0,) * 6), (0.7, 1.5, 2.0, 3.0)) for name in AREAS)
    return Calibration("made up", sha256, ALGORITHM, "nobody", True, 40, 80, domain, errors, regions)

"""Small data sets for the tests, made of drawn faces."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.datasets.manifest import DataSet, Description, MapScale, PhotoRow, kinds_of
from uvphoto.datasets.splits import with_splits
from uvphoto.datasets.storage import write_dataset
from uvphoto.picture import Synthetic, write_colour, write_labels, write_map, write_mask, write_uv

SIZE = (96, 72)
KINDS = ("freckle", "solar_lentigo", "melasma")


class Face:
    """A drawn face: an oval of skin with round spots, seen in colour, in the UV, and as truth."""

    def __init__(self, seed: int, size: tuple[int, int] = SIZE) -> None:
        rng = np.random.default_rng(seed)
        height, width = size
        rows, columns = np.mgrid[:height, :width]
        self.mask = ((rows / height - 0.5) / 0.42) ** 2 + ((columns / width - 0.5) / 0.38) ** 2 < 1
        self.spots = np.zeros(size, np.uint16)
        for spot in range(1, 13):
            row, column = rng.uniform(0.3, 0.7, 2) * size
            cv2.circle(self.spots, (int(column), int(row)), int(rng.integers(1, 1 + width // 20)), spot, -1)
        self.spots[~self.mask] = 0
        self.melanin = np.where(self.mask, 0.03, 0) + 0.06 * (self.spots > 0)
        shade = np.where(self.mask, 0.9 - 0.6 * (rows / height - 0.5) ** 2, 0.25) * rng.uniform(0.97, 1.03, size)
        tone = np.array([0.86, 0.64, 0.53]) * rng.uniform(0.7, 1.1)
        plain = np.where(self.mask[:, :, None], tone, (0.3, 0.33, 0.36)) * shade[:, :, None]
        self.colour: NDArray[np.float64] = np.clip(plain * (1 - 2 * self.melanin[:, :, None]), 0, 1)
        self.uv: NDArray[np.float64] = np.clip(shade * (0.8 - 6 * self.melanin), 0, 1)


def write_person(folder: Path, person: str, seed: int, *, truth: bool, phones: int) -> list[PhotoRow]:
    """Write one visit of a person and return its rows."""
    face, place = Face(seed), folder / "people" / person
    place.mkdir(parents=True)
    mark = Synthetic.SIMULATED if truth else None
    files = {"colour": "v00_clinic_colour.jpg", "uv": "v00_clinic_uv.png", "skin_mask": "v00_skin_mask.png"}
    write_colour(place / files["colour"], face.colour, synthetic=mark)
    write_uv(place / files["uv"], face.uv, synthetic=mark)
    write_mask(place / files["skin_mask"], face.mask)
    if truth:
        files |= {"melanin": "melanin.png", "spots": "spots.png", "spot_table": "spots.csv", "regions": "regions.png"}
        write_map(place / files["melanin"], face.melanin, full_scale=0.2)
        write_labels(place / files["spots"], face.spots)
        write_labels(place / files["regions"], face.mask.astype(np.uint8) * np.uint8(4))
        lines = "".join(f"{spot},{KINDS[spot % 3]}\n" for spot in range(1, 13))
        (place / files["spot_table"]).write_text(f"id,kind\n{lines}")
    base = PhotoRow(person, date(2026, 1, 31), "front", "clinic-a", "clinic", "x")
    rows = [replace(base, **{column: f"people/{person}/{name}" for column, name in files.items()})]
    for phone in range(1, phones + 1):
        path = f"people/{person}/phone{phone}.jpg"
        write_colour(folder / path, np.clip(face.colour * (0.8 + 0.1 * phone), 0, 1), quality=80, synthetic=mark)
        rows.append(replace(base, device=f"phone-{phone}", domain="phone", colour=path))
    return rows


@pytest.fixture
def make_dataset(tmp_path: Path) -> Callable[..., DataSet]:
    """Return a maker of sound data sets of some people, with or without truth and phone photos."""

    def make(people: int = 3, *, truth: bool = False, phones: int = 0, name: str = "set") -> DataSet:
        folder = tmp_path / name
        rows = [
            row
            for number in range(people)
            for row in write_person(folder, f"p{number:04}", number, truth=truth, phones=phones)
        ]
        description = Description(
            name="Drawn faces",
            made="Drawn by the tests",
            licence="CC0-1.0",
            devices=("clinic-a", *(f"phone-{number}" for number in range(1, phones + 1))),
            kinds=kinds_of(rows),
            mm_per_pixel=2.0,
            maps={"melanin": MapScale("melanosomes, share of volume", "1", 0.2)} if truth else {},
        )
        return write_dataset(folder, description, with_splits(rows, seed=1))

    return make

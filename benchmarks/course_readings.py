"""Readings of each photo of a simulated data set, from the photo alone, beside the truth; kept in a file meanwhile."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np

from uvphoto.analysis.analyse import Tools, analyse
from uvphoto.datasets.manifest import DataSet, PhotoRow
from uvphoto.errors import UnusablePhotoError
from uvphoto.longitudinal.forecast.readings import share_logits, spot_rarity
from uvphoto.picture import read_colour, read_labels, read_mask, read_uv
from uvphoto.spots.detect import detect_spots
from uvphoto.spots.measure import measure_regions

SKIN_MM2 = 2500.0  # of a region about: the true masks tell their areas nowhere
REGIONS = ("forehead", "left_cheek", "right_cheek", "nose")


@dataclass(frozen=True)
class Reading:
    """One photo.

    Attributes:
        person: a pseudonym.
        visit: the date.
        device: that took it.
        domain: clinic or phone.
        problem: why there are no measures; "" where there are.
        shares: of spots by region, found in the photo; not a number where there are none.
        skin_mm2: of the same regions.
        true: shares that the detector finds in the true UV photo of the same frame, on the true skin and regions.

    """

    person: str
    visit: str
    device: str
    domain: str
    problem: str
    shares: tuple[float, ...]
    skin_mm2: tuple[float, ...]
    true: tuple[float, ...]

    @property
    def date(self) -> date:
        """The date as one."""
        return date.fromisoformat(self.visit)

    @property
    def logits(self) -> np.ndarray:
        """(R,) of the shares found."""
        return share_logits(np.array(self.shares), np.array(self.skin_mm2))

    @property
    def rarity(self) -> np.ndarray:
        """(R,) of the spots found."""
        return spot_rarity(np.array(self.shares), np.array(self.skin_mm2))

    @property
    def true_rarity(self) -> np.ndarray:
        """(R,) of the true spots."""
        return spot_rarity(np.array(self.true), np.full(len(REGIONS), SKIN_MM2))

    @property
    def true_logits(self) -> np.ndarray:
        """(R,) of the true shares."""
        return share_logits(np.array(self.true), np.full(len(REGIONS), SKIN_MM2))


def read_all(dataset: DataSet, tools: Tools, kept: Path | None) -> list[Reading]:
    """Return the readings of all photos; those that a file holds already are not made again."""
    done = {key_of(one): one for one in _held(kept)}
    for number, row in enumerate(dataset.photos, start=1):
        if (row.person, str(row.visit), row.device) not in done:
            reading = read(dataset, row, tools)
            done[key_of(reading)] = reading
            if kept is not None:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(reading)) + "\n")
        print(f"\r{number} of {len(dataset.photos)} photos", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return list(done.values())


def key_of(reading: Reading) -> tuple[str, str, str]:
    return reading.person, reading.visit, reading.device


def read(dataset: DataSet, row: PhotoRow, tools: Tools) -> Reading:
    true = _true(dataset, row)
    nothing = (float("nan"),) * len(REGIONS)
    about = (row.person, str(row.visit), row.device, row.domain)
    try:
        found = analyse(read_colour(dataset.folder / row.colour).pixels, tools)
    except UnusablePhotoError as error:
        return Reading(*about, error.problem, nothing, nothing, true)
    if not found.has_numbers:
        return Reading(*about, "; ".join(one.kind for one in found.trust.findings), nothing, nothing, true)
    measures = [found.measures[region] for region in REGIONS]
    return Reading(*about, "", tuple(one.spot_ratio for one in measures), tuple(one.skin_mm2 for one in measures), true)


def _true(dataset: DataSet, row: PhotoRow) -> tuple[float, ...]:
    uv = read_uv(dataset.folder / (row.uv or row.truth_uv)).pixels
    skin = read_mask(dataset.folder / row.skin_mask)
    regions = read_labels(dataset.folder / row.regions).astype(np.uint8)
    scale = dataset.scale_of(row)
    measures = measure_regions(detect_spots(uv, skin, scale), regions, skin)
    return tuple(measures[region].spot_ratio for region in REGIONS)


def _held(kept: Path | None) -> Iterator[Reading]:
    if kept is not None and kept.exists():
        for line in kept.read_text("utf-8").splitlines():
            values = json.loads(line)
            yield Reading(**{name: tuple(one) if isinstance(one, list) else one for name, one in values.items()})

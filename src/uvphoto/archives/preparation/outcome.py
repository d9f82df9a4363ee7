"""What came of one pair of an archive, as memory and as a record on disk, by which a stopped run goes on."""

import json
from dataclasses import dataclass
from pathlib import Path

from uvphoto.archives.colour.photo import PhotoColours
from uvphoto.config import from_mapping, to_mapping
from uvphoto.datasets.storage import write_text
from uvphoto.errors import SettingsError


@dataclass(frozen=True)
class Numbers:
    """What was measured of a pair.

    Attributes:
        mm_per_pixel: of the colour photo.
        scale_source: how that is known, in words.
        residual: median offset of the skin's blocks that the fit did not see, pixels of the colour photo.
        most: their 95th percentile.
        agreeing: share of these blocks that were found where they should be.
        moved: median way by which the UV photo lay off before.
        rows: of the files that were written.
        columns: the same.
        colour_bits: of each sample of the colour photo, as it was.
        uv_bits: of the UV photo.

    """

    mm_per_pixel: float
    scale_source: str
    residual: float
    most: float
    agreeing: float
    moved: float
    rows: int
    columns: int
    colour_bits: int
    uv_bits: int


@dataclass(frozen=True)
class Outcome:
    """What came of a pair.

    Attributes:
        name: of its folder in the data set, and of its picture for the report.
        problems: why it was refused: of the colour and of the UV photo; None where it was taken.
        notes: what to know of it, in sentences.
        numbers: what was measured; None where it was refused.
        colours: of the whole colour photo; None where nobody asked.

    """

    name: str
    problems: tuple[str, str] | None = None
    notes: tuple[str, ...] = ()
    numbers: Numbers | None = None
    colours: PhotoColours | None = None

    @property
    def measured(self) -> Numbers:
        """What was measured of a pair that was taken.

        Raises:
            ValueError: it was refused.

        """
        if self.numbers is None:
            raise ValueError(f"the pair {self.name} was refused: nothing was measured of it")
        return self.numbers

    def write(self, path: Path) -> None:
        """Write it as JSON, whole or not at all.

        Raises:
            OSError: it cannot be written.

        """
        write_text(path, json.dumps(to_mapping(self), ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> "Outcome | None":
        """Return what ``write`` wrote; None where there is nothing that can be read."""
        try:
            return from_mapping(cls, json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, SettingsError):
            return None

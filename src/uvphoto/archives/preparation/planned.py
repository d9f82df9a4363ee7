"""A pair of an archive that is to be prepared."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from uvphoto.datasets.naming import Named

SIDES = ("colour", "uv")
GREY = "is grey, where a colour photo belongs"
SWAPPED = "; its partner is coloured, so the two seem to be swapped"
PARTNER = "its partner cannot be used"


@dataclass(frozen=True)
class Planned:
    """Whose a pair is, and its files relative to the archive."""

    named: Named
    colour: PurePosixPath
    uv: PurePosixPath

    @property
    def files(self) -> tuple[PurePosixPath, PurePosixPath]:
        """Colour and UV photo."""
        return self.colour, self.uv

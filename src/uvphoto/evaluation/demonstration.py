"""Photos before and after conversion side by side and, where it is known, the true UV photo."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.datasets.gallery.sheet import Cell, Line, Sheet
from uvphoto.datasets.gallery.thumbnails import Thumbnail, fit, to_bytes
from uvphoto.models.weights_info import WeightsInfo

Pixels = NDArray[np.float32]

_COLUMNS = ("Colour photo", "Synthetic UV photo", "True UV photo")


@dataclass(frozen=True)
class Conversion:
    """One photo and what became of it.

    Attributes:
        title: what the photo is.
        details: lines of small print.
        colour: (H, W, 3) in [0, 1].
        uv: (H, W) in [0, 1], the synthetic UV photo.
        truth: (H, W) in [0, 1], the true UV photo; None where nobody took one.
        is_simulated: the photo itself is synthetic.

    """

    title: str
    details: tuple[str, ...]
    colour: Pixels
    uv: Pixels
    truth: Pixels | None = None
    is_simulated: bool = False


def lay_side_by_side(conversions: Sequence[Conversion], weights: WeightsInfo, size: int) -> Sheet:
    """Return a sheet with a line for each conversion, pictures ``size`` pixels wide."""
    return Sheet(
        title="Colour photos and their synthetic UV photos",
        facts=(
            f"Converted by the weights {weights.name}, which have learned from simulated faces.",
            "Synthetic UV photos are computed, not taken: no medical device, no diagnosis.",
        ),
        columns=_COLUMNS,
        lines=tuple(_line(conversion, size) for conversion in conversions),
        scales=(),
        kinds={},
        more="",
        size=size,
        is_synthetic=True,
    )


def _line(conversion: Conversion, size: int) -> Line:
    pictures = (_in_colour(conversion.colour, size), _in_grey(conversion.uv, size))
    cells = [
        Cell(pictures[0], "", f"{conversion.title}: colour photo", is_synthetic=conversion.is_simulated),
        Cell(pictures[1], "", f"{conversion.title}: synthetic UV photo", is_synthetic=True),
    ]
    truth = None
    if conversion.truth is not None:
        true = _in_grey(conversion.truth, size)
        truth = Cell(true, "", f"{conversion.title}: true UV photo", is_synthetic=conversion.is_simulated)
    return Line(conversion.title, conversion.details, (*cells, truth))


def _in_colour(pixels: Pixels, size: int) -> Thumbnail:
    return to_bytes(fit(pixels, size))


def _in_grey(pixels: Pixels, size: int) -> Thumbnail:
    return to_bytes(np.repeat(fit(pixels, size)[..., None], 3, axis=-1))

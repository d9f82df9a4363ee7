"""Where tiles lie along one axis."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExactAxis:
    """Equal tiles side by side, of each of which the core is kept.

    Attributes:
        starts: first pixel of each core; the first is at or before 0, the last core ends at or behind the photo's end.
        core: pixels of a core.
        halo: pixels on either side of it that the tile has besides.

    """

    starts: tuple[int, ...]
    core: int
    halo: int

    @property
    def tile(self) -> int:
        """Pixels of a tile's side."""
        return self.core + 2 * self.halo


def exact_axis(length: int, *, tile: int, reach: int, multiple: int, shift: int = 0) -> ExactAxis:
    """Cut an axis into the fewest cores that it takes, all of one size and no larger than needed.

    Args:
        length: pixels of the axis.
        tile: the largest side of a tile.
        reach: how far an output pixel looks.
        multiple: tiles lie on multiples of this; so networks that halve their input see the same grid everywhere.
        shift: all cores lie so many pixels further up; a multiple of ``multiple``.

    Raises:
        ValueError: the tile leaves no core, or the shift leaves the grid.

    """
    halo = _up(reach, multiple)
    largest = (tile - 2 * halo) // multiple * multiple
    if largest < multiple:
        raise ValueError(f"a tile of {tile} pixels leaves no core; it takes at least {smallest_tile(reach, multiple)}")
    if shift < 0 or shift % multiple:
        raise ValueError(f"a shift of {shift} pixels is no multiple of {multiple}")
    count = -(-(length + shift) // largest)
    core = _up(-(-(length + shift) // count), multiple)
    return ExactAxis(tuple(range(-(shift % core), length, core)), core, halo)


def smallest_tile(reach: int, multiple: int) -> int:
    """Return the side of the smallest tile that has a core."""
    return multiple + 2 * _up(reach, multiple)


def windowed_starts(length: int, *, tile: int, step: int) -> tuple[int, ...]:
    """Return where tiles of a fixed size begin that overlap: every ``step`` pixels, the last one flush with the end.

    An axis that is shorter than a tile gets one, from 0 on.
    """
    last = max(length - tile, 0)
    return (*range(0, last, step), last)


def _up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple

"""Readings of archives that are known, for the tests of colours."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest
from numpy.typing import ArrayLike

from uvphoto.archives.colour import ArchivePhoto, CardReading, PhotoColours
from uvphoto.archives.colour.matrices import as_colour, as_matrix

DAY = date(2026, 3, 1)


def _card(gains: ArrayLike = (1, 1, 1), *, brightness: float = 1.0, unevenness: float = 0.02) -> CardReading:
    return CardReading(as_matrix(np.diag(gains)), brightness, unevenness, 1.5, 24)


def _photo(
    name: str,
    device: str = "clinic",
    *,
    person: str = "",
    day: date | None = DAY,
    keeps_settings: bool = True,
    reading: CardReading | None = None,
    skin: ArrayLike | None = None,
    brightest: Sequence[ArrayLike] = (),
) -> ArchivePhoto:
    colours = PhotoColours(
        reading, None if skin is None else as_colour(skin), tuple(as_colour(one) for one in brightest)
    )
    return ArchivePhoto(name, person, device, day, keeps_settings, colours)


@pytest.fixture(scope="session")
def card() -> Callable[..., CardReading]:
    """Return what makes readings of cards."""
    return _card


@pytest.fixture(scope="session")
def photo() -> Callable[..., ArchivePhoto]:
    """Return what makes photos of an archive."""
    return _photo

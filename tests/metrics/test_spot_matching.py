"""Spots matched by area: hand-made cases and properties."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from uvphoto.metrics import SpotMatch, match_spots, pool


def row(text: str) -> NDArray[np.int32]:
    """Return a label map of one row, a digit a pixel."""
    return np.array([[int(digit) for digit in text]], np.int32)


def test_a_third_of_the_area_decides() -> None:
    found = row("1000033300000555")
    true = row("1110002222000000")  # the first is a third covered; of the second, half
    assert match_spots(found, true) == SpotMatch(found=3, true=2, hits=2, invented=1, missed=0)
    assert match_spots(row("0001000"), row("1111000")) == SpotMatch(1, 1, hits=0, invented=0, missed=1)
    assert match_spots(row("1111000"), row("0001000")) == SpotMatch(1, 1, hits=1, invented=1, missed=0)


def test_pieces_and_unions_are_no_mistakes() -> None:
    assert match_spots(row("110220"), row("111111")) == SpotMatch(2, 1, hits=1, invented=0, missed=0)
    assert match_spots(row("111111"), row("110220")) == SpotMatch(1, 2, hits=2, invented=0, missed=0)


def test_only_spots_that_lie_mostly_there_count_but_in_full() -> None:
    found, true = row("1111002200"), row("1100002200")
    left = np.arange(10)[None] < 2
    assert match_spots(found, true, left) == SpotMatch(1, 1, hits=1, invented=0, missed=0)
    assert match_spots(found, true, np.zeros((1, 10), bool)) == SpotMatch(0, 0, 0, 0, 0)


def test_rates() -> None:
    match = SpotMatch(found=8, true=10, hits=7, invented=2, missed=3)
    assert (match.precision, match.recall) == (0.75, 0.7)
    assert (match.invented_per_100, match.missed_per_100) == (20, 30)
    nothing = pool([])
    assert nothing == SpotMatch(0, 0, 0, 0, 0)
    rates = (nothing.precision, nothing.recall, nothing.invented_per_100, nothing.missed_per_100)
    assert all(math.isnan(rate) for rate in rates)
    assert pool([match, match]) == SpotMatch(16, 20, 14, 4, 6)


labels = arrays.arrays(np.int32, (6, 6), elements=st.integers(0, 4))


@given(labels, labels)
def test_counts_against_a_loop(found: NDArray[np.int32], true: NDArray[np.int32]) -> None:
    match = match_spots(found, true)
    there = [one for one in range(1, 5) if (true == one).any()]
    hits = [one for one in there if 3 * np.count_nonzero(found[true == one]) >= np.count_nonzero(true == one)]
    drawn = [one for one in range(1, 5) if (found == one).any()]
    invented = [one for one in drawn if 3 * np.count_nonzero(true[found == one]) < np.count_nonzero(found == one)]
    assert match == SpotMatch(len(drawn), len(there), len(hits), len(invented), len(there) - len(hits))
    swapped = match_spots(true, found)
    assert (swapped.invented, swapped.missed) == (match.missed, match.invented)
    assert match_spots(true, true).hits == len(there)


def test_maps_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="one shape"):
        match_spots(row("11"), row("111"))
    with pytest.raises(ValueError, match="one shape"):
        match_spots(row("11"), row("11"), np.ones((1, 3), bool))
    with pytest.raises(ValueError, match="0 or more"):
        match_spots(row("11") - 2, row("11"))

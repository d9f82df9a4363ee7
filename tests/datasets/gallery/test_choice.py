from datetime import date
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.gallery.choice import MOST_PHONES, choose_sittings, spread
from uvphoto.datasets.manifest import DataSet, Description, PhotoRow


def dataset(*rows: PhotoRow) -> DataSet:
    return DataSet(Path(), Description("n", "m", "l", ("d",), ("colour",)), rows)


def photo(person: str, day: int | None, view: str = "front", domain: str = "clinic", uv: str = "") -> PhotoRow:
    visit = None if day is None else date(2026, 1, day)
    return PhotoRow(person, visit, view, "d", domain, f"{person}{day}{view}{domain}{uv}.jpg", uv)


@given(st.integers(0, 200), st.integers(1, 50))
def test_picks_are_spread_evenly_from_first_to_last(length: int, count: int) -> None:
    picks = spread(range(length), count)
    assert len(picks) == min(length, count) == len(set(picks))
    if length > count > 1:
        assert (picks[0], picks[-1]) == (0, length - 1)
        steps = [after - before for before, after in pairwise(picks)]
        assert max(steps) - min(steps) <= 1


def test_of_a_visit_it_takes_the_frontal_pair_and_some_phones() -> None:
    phones = [photo("a", 1, view, "phone") for view in ("left", "front", "right")] + [photo("a", 1, "right", "phone")]
    pair = photo("a", 1, "front", uv="u.png")
    (sitting,) = choose_sittings(dataset(photo("a", 1, "left"), photo("a", 1), pair, *phones), people=9, visits=9)
    assert sitting.clinic == pair
    assert [row.view for row in sitting.phones] == ["front", "left", "right"]
    assert len(sitting.phones) == MOST_PHONES
    assert sitting.hidden == 3


def test_people_and_visits_are_limited_and_in_order() -> None:
    rows = [photo(person, day) for person in "abcde" for day in (9, 3, 1, 5)]
    sittings = choose_sittings(dataset(*rows, photo("a", None)), people=3, visits=2)
    assert [(one.person, one.visit and one.visit.day) for one in sittings] == [
        ("a", None),
        ("a", 9),
        ("c", 1),
        ("c", 9),
        ("e", 1),
        ("e", 9),
    ]

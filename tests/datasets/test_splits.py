import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.manifest import SPLITS, PhotoRow
from uvphoto.datasets.splits import assign_splits, with_splits

names = st.lists(st.text(min_size=1, max_size=8), max_size=60)


@given(names, st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(persons: list[str], seed: int, shuffler: random.Random) -> None:
    shuffled = persons * 2
    shuffler.shuffle(shuffled)
    assert assign_splits(persons, seed=seed) == assign_splits(shuffled, seed=seed)


@given(st.integers(0, 300), st.integers(0, 9), st.sampled_from([(0.8, 0.1, 0.1), (0.5, 0.0, 0.5), (0.6, 0.39, 0.01)]))
def test_counts_are_the_shares_to_within_one_person(people: int, seed: int, shares: tuple[float, float, float]) -> None:
    counts = Counter(assign_splits((f"p{n}" for n in range(people)), seed=seed, shares=shares).values())
    assert sum(counts.values()) == people
    for split, share in zip(SPLITS, shares, strict=True):
        assert abs(counts[split] - people * share) <= 1 + 1e-9 or people < 6
        assert counts[split] > 0 or share == 0 or people < 3
        assert counts[split] == 0 or share > 0


@pytest.mark.parametrize(("people", "expected"), [(0, (0, 0, 0)), (1, (1, 0, 0)), (3, (1, 1, 1)), (184, (147, 19, 18))])
def test_known_counts(people: int, expected: tuple[int, int, int]) -> None:
    counts = Counter(assign_splits([f"p{n}" for n in range(people)], seed=1).values())
    assert tuple(counts[split] for split in SPLITS) == expected


def test_another_seed_gives_other_splits() -> None:
    persons = [f"p{n}" for n in range(50)]
    assert assign_splits(persons, seed=1) != assign_splits(persons, seed=2)


def test_a_known_assignment_never_changes() -> None:
    # Written down once: published splits must come out the same in every later version.
    assert assign_splits(["ann", "bo", "cy", "di", "ed"], seed=7, shares=(0.6, 0.2, 0.2)) == {
        "ann": "train",
        "bo": "validation",
        "cy": "test",
        "di": "train",
        "ed": "train",
    }


def test_who_comes_later_moves_few_of_those_who_were_there() -> None:
    before = assign_splits((f"p{n}" for n in range(100)), seed=3)
    after = assign_splits((f"p{n}" for n in range(110)), seed=3)
    assert sum(before[person] != after[person] for person in before) <= 4


@pytest.mark.parametrize("shares", [(0.8, 0.2), (0.8, 0.3, -0.1), (0.5, 0.1, 0.1)])
def test_senseless_shares_are_refused(shares: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="sum 1"):
        assign_splits(["a"], seed=0, shares=shares)


def test_all_photos_of_a_person_go_together() -> None:
    photos = [PhotoRow(f"p{n % 7}", date(2026, 1, 1 + n), "front", "camera", "clinic", f"{n}.jpg") for n in range(28)]
    split = with_splits(photos, seed=5)
    assert [row.colour for row in split] == [row.colour for row in photos]
    assert len({(row.person, row.split) for row in split}) == 7

"""Train, validation and test: by person, so that no face is judged that was learned from."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from uvphoto.datasets.manifest import SPLITS, PhotoRow

SHARES = (0.8, 0.1, 0.1)


def assign_splits(persons: Iterable[str], *, seed: int, shares: Sequence[float] = SHARES) -> dict[str, str]:
    """Give every person one of SPLITS, for the same seed the same one in whatever order they come.

    People are ranked by a hash of seed and name. So a data set that grows keeps nearly all of its people where
    they were: only those near the two borders move.

    Args:
        persons: names; one that comes twice counts once.
        seed: another seed, other splits.
        shares: of train, validation and test; not negative, with sum 1. The counts come as near to them as whole
            people allow, but with three people or more no split with a share stays empty.

    Returns:
        The split of each person, by name in alphabetical order.

    Raises:
        ValueError: the shares are not three, negative, or do not add up to 1.

    """
    if len(shares) != len(SPLITS) or min(shares) < 0 or abs(sum(shares) - 1) > 1e-6:
        raise ValueError(f"shares must be three, not negative, with sum 1, not {tuple(shares)}")
    names = sorted(set(persons))
    ranked = sorted(names, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).digest())
    train, validation, test = _counts(len(names), shares)
    # From the outside inwards: test and validation hold the two ends of the ranking, train what lies between.
    split = dict.fromkeys(ranked[:test], "test") | dict.fromkeys(ranked[test : test + train], "train")
    split |= dict.fromkeys(ranked[len(ranked) - validation :], "validation")
    return {name: split[name] for name in names}


def _counts(people: int, shares: Sequence[float]) -> list[int]:
    """Share people out by the largest remainders; from three on, nobody with a share goes empty."""
    quotas = [people * share for share in shares]
    counts = [int(quota + 1e-9) for quota in quotas]
    by_remainder = sorted(range(len(shares)), key=lambda index: counts[index] - quotas[index])
    for index in by_remainder[: people - sum(counts)]:
        counts[index] += 1
    if people >= len(shares):
        for index, share in enumerate(shares):
            if share > 0 and counts[index] == 0:
                donors = (other for other in range(len(counts)) if counts[other] > 1)
                counts[max(donors, key=lambda other: counts[other] - quotas[other])] -= 1
                counts[index] = 1
    return counts


def with_splits(photos: Iterable[PhotoRow], *, seed: int, shares: Sequence[float] = SHARES) -> tuple[PhotoRow, ...]:
    """Return the photos with the split of their person, as ``assign_splits`` gives it."""
    rows = tuple(photos)
    split = assign_splits((row.person for row in rows), seed=seed, shares=shares)
    return tuple(replace(row, split=split[row.person]) for row in rows)

"""How much a data set holds, in numbers and in one line."""

from collections import Counter
from dataclasses import dataclass

from uvphoto.datasets.manifest import SPLITS, DataSet


@dataclass(frozen=True)
class Summary:
    """The size of a data set."""

    people: int
    visits: int  # a person on a date
    pairs: int  # colour photos that a device took at once with a UV photo
    phone_photos: int
    people_of: dict[str, int]  # by split, in the order of SPLITS; empty where nobody has one

    def __str__(self) -> str:
        text = ", ".join(
            (
                count(self.people, "person", "people"),
                count(self.visits, "visit", "visits"),
                count(self.pairs, "pair", "pairs"),
                count(self.phone_photos, "phone photo", "phone photos"),
            )
        )
        splits = ", ".join(f"{split} {people}" for split, people in self.people_of.items())
        return f"{text}; people by split: {splits}" if splits else f"{text}; not split"


def summarise(dataset: DataSet) -> Summary:
    """Count what a data set holds."""
    splits = Counter(split for _, split in {(row.person, row.split) for row in dataset.photos} if split)
    return Summary(
        people=len(dataset.persons),
        visits=len({(row.person, row.visit) for row in dataset.photos}),
        pairs=sum(row.is_pair for row in dataset.photos),
        phone_photos=sum(row.domain == "phone" for row in dataset.photos),
        people_of={split: splits[split] for split in SPLITS} if splits else {},
    )


def count(number: int, one: str, several: str) -> str:
    """Return a number with its noun: "1 person", "2 people"."""
    return f"{number} {one if number == 1 else several}"

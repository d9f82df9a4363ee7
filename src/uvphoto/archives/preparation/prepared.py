"""What became of an archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from uvphoto.archives.preparation.cards import CardPhoto
from uvphoto.archives.preparation.outcome import Outcome
from uvphoto.archives.preparation.plan import Plan
from uvphoto.archives.preparation.planned import Planned
from uvphoto.datasets.manifest import DataSet
from uvphoto.datasets.pairs import LeftOut


@dataclass(frozen=True)
class Prepared:
    """What became of an archive.

    Attributes:
        plan: what was to be done.
        outcomes: of the plan's pairs, in their order.
        cards: photos of colour cards without partner, which the colours go by.
        dataset: None where no pair was taken.

    """

    plan: Plan
    outcomes: Sequence[Outcome]
    cards: Sequence[CardPhoto]
    dataset: DataSet | None

    @property
    def taken(self) -> tuple[tuple[Planned, Outcome], ...]:
        """The pairs that are in the data set."""
        return tuple(one for one in self._pairs() if not one[1].problems)

    @property
    def refused(self) -> tuple[tuple[Planned, Outcome], ...]:
        """The pairs that were looked at and refused."""
        return tuple(one for one in self._pairs() if one[1].problems)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Every file that found no place, and why."""
        refused = [
            LeftOut(str(file), problem)
            for pair, outcome in self.refused
            for file, problem in zip(pair.files, outcome.problems or (), strict=True)
        ]
        return tuple(sorted((*self.others, *refused), key=lambda one: one.file))

    @property
    def others(self) -> tuple[LeftOut, ...]:
        """The files that were in no pair."""
        cards = {str(card.file): f"shows a colour card, which speaks for {card.photo.device}" for card in self.cards}
        return tuple(LeftOut(one.file, cards.get(one.file, one.reason)) for one in self.plan.left_out)

    def _pairs(self) -> Iterator[tuple[Planned, Outcome]]:
        return zip(self.plan.pairs, self.outcomes, strict=True)

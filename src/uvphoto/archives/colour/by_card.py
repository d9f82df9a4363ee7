"""Corrections by cards: the one in the photo, that of its device on the day, that of the nearest day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median

from uvphoto.archives.colour.archive_photo import ArchivePhoto, grouped
from uvphoto.archives.colour.card import CardReading
from uvphoto.archives.colour.correction import Correction, CorrectionMethod
from uvphoto.archives.colour.matrices import Matrix, disagreement, mean_of, scaled

LARGEST_DISAGREEMENT = 3.0  # Delta E ab between cards that are to speak for one state of a device


@dataclass(frozen=True)
class DayCards:
    """The cards of a device on one day.

    Attributes:
        matrix: their mean.
        brightness: the median of their factors on the exposure; None where none is safe.
        residual: their mean.
        count: how many cards.
        spread: how far the farthest is from the mean, Delta E ab.

    """

    matrix: Matrix
    brightness: float | None
    residual: float
    count: int
    spread: float

    @classmethod
    def of(cls, readings: Sequence[CardReading]) -> "DayCards":
        """Put together one or more readings."""
        matrix = mean_of([one.matrix for one in readings])
        safe = [one.safe_brightness for one in readings if one.safe_brightness is not None]
        spread = max(disagreement(one.matrix, matrix) for one in readings)
        residual = fmean(one.residual for one in readings)
        return cls(matrix, median(safe) if safe else None, residual, len(readings), spread)

    @property
    def agree(self) -> bool:
        """Whether they speak for one state of the device."""
        return self.spread <= LARGEST_DISAGREEMENT


def correct_by_cards(photos: Sequence[ArchivePhoto]) -> dict[str, Correction]:
    """Return corrections of the photos of one device, by name; NONE for those for which no card speaks.

    A photo's own card goes before those of other photos. These are used only where the device keeps its settings and
    its cards of that day agree; cards of another day, the nearest, where all of its days agree.
    """
    days = {
        day: DayCards.of([one.colours.card for one in taken if one.colours.card is not None])
        for day, taken in grouped((one for one in photos if one.colours.card), lambda one: one.visit).items()
    }
    across = _problem_between(days)
    return {photo.name: _correction(photo, days, across) for photo in photos}


def _problem_between(days: Mapping[date | None, DayCards]) -> str:
    if not all(one.agree for one in days.values()):
        return "its cards of one day do not agree"
    if len(days) < 2:
        return ""
    mean = mean_of([one.matrix for one in days.values()])
    farthest = max(disagreement(one.matrix, mean) for one in days.values())
    return "" if farthest <= LARGEST_DISAGREEMENT else f"its cards of different days are {farthest:.1f} Delta E apart"


def _correction(photo: ArchivePhoto, days: Mapping[date | None, DayCards], across: str) -> Correction:
    own = photo.colours.card
    if own is not None:
        return _by_own(photo, own, days)
    if not days:
        return Correction(reason="No photo of its device shows a card.")
    if not photo.keeps_settings:
        return Correction(
            reason="It shows no card, and its device sets white balance and exposure anew for each photo, so that a "
            "card in another photo says nothing of this one."
        )
    same = days.get(photo.visit) if photo.visit is not None else None
    if same is not None and same.agree:
        said = f"By {_cards(same.count)} in other photos of the device on the day"
        return _by(same, CorrectionMethod.CARD_OF_THE_DAY, said)
    if same is not None or across:
        why = across or "its cards of one day do not agree"
        return Correction(
            reason=f"It shows no card, and those of its device do not speak for it: {why}, more than "
            f"{LARGEST_DISAGREEMENT:g} Delta E, so that the device does not keep its settings."
        )
    return _by_nearest(photo, days)


def _by_own(photo: ArchivePhoto, own: CardReading, days: Mapping[date | None, DayCards]) -> Correction:
    brightness, whose = own.safe_brightness, "its greys"
    today = days[photo.visit]
    is_steady = photo.keeps_settings and photo.visit is not None and today.count > 1 and today.agree
    if is_steady and today.brightness is not None:
        # A card held aslant gets less light; the median over the day's cards does not follow each hand.
        brightness, whose = today.brightness, f"the greys of {_cards(today.count)} of the day"
    said = f"By the card in the photo: its patches are {own.residual:.1f} Delta E off. {_exposure(brightness, whose)}"
    return Correction(scaled(own.matrix, brightness or 1.0), CorrectionMethod.OWN_CARD, own.residual, said)


def _by_nearest(photo: ArchivePhoto, days: Mapping[date | None, DayCards]) -> Correction:
    dated = {day: cards for day, cards in days.items() if day is not None}
    if photo.visit is None or not dated:
        cards, when = next(iter(days.values())), "nobody knows the day of the card or of the photo"
    else:
        visit = photo.visit
        nearest = min(dated, key=lambda day: (abs((day - visit).days), day))
        away = abs((nearest - visit).days)
        cards, when = dated[nearest], "a day away" if away == 1 else f"{away} days away"
    steady = (
        f"its cards of {len(days)} days agree"
        if len(days) > 1
        else "with cards of one day only, nothing shows whether the device stayed as it was"
    )
    said = f"By {_cards(cards.count)} of the device on another day, {when}; {steady}"
    return _by(cards, CorrectionMethod.CARD_OF_ANOTHER_DAY, said)


def _by(cards: DayCards, method: CorrectionMethod, said: str) -> Correction:
    reason = f"{said}: patches {cards.residual:.1f} Delta E off. {_exposure(cards.brightness, 'their greys')}"
    return Correction(scaled(cards.matrix, cards.brightness or 1.0), method, cards.residual, reason)


def _exposure(brightness: float | None, whose: str) -> str:
    if brightness is None:
        return "The exposure stays: the greys do not agree on one, or on one that is far off."
    return f"The exposure is by {whose}: x {brightness:.3g}."


def _cards(count: int) -> str:
    return "a card" if count == 1 else f"{count} cards"

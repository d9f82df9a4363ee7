"""One photo of an archive, as far as the planning of its colours has to know it."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from uvphoto.archives.colour.photo import PhotoColours

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True)
class ArchivePhoto:
    """A photo and where it belongs.

    Attributes:
        name: by which its correction is given back, such as its path; each photo has its own.
        person: a pseudonym; "" where it shows none, as a photo of the card alone.
        device: what took it.
        visit: the day; None where nobody knows it.
        keeps_settings: whether the device keeps exposure and white balance from photo to photo, as imaging devices of
            clinics with flashes of their own do and phones do not. Only then does a card speak for other photos.
        colours: what ``read_colours`` found.

    """

    name: str
    person: str
    device: str
    visit: date | None
    keeps_settings: bool
    colours: PhotoColours


def grouped(photos: Iterable[ArchivePhoto], key: Callable[[ArchivePhoto], _Key]) -> dict[_Key, list[ArchivePhoto]]:
    """Return photos by a key, in their order."""
    groups: dict[_Key, list[ArchivePhoto]] = {}
    for photo in photos:
        groups.setdefault(key(photo), []).append(photo)
    return groups


def people_of(photos: Sequence[ArchivePhoto]) -> int:
    """Return how many people are seen."""
    return len({photo.person for photo in photos if photo.person})

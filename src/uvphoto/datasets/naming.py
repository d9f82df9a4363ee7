"""What a file's name tells: the person, the visit, the view and the device."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from uvphoto.datasets.manifest import VIEWS
from uvphoto.errors import SettingsError

_GROUPS = ("person", "visit", "view", "device")


@dataclass(frozen=True)
class Naming:
    """How names are understood, and what holds where they are silent."""

    pattern: str | None = None  # of a name without ending, with the groups person, visit, view, device
    device: str = "clinic"  # where the pattern has no such group
    view: str = "front"
    visit: date | None = None  # where neither the pattern nor the colour photo's EXIF data tell the date

    def __post_init__(self) -> None:
        if self.view not in VIEWS:
            raise SettingsError(f"The view {self.view!r} is none of: {', '.join(VIEWS)}.")
        if not self.device.strip():
            raise SettingsError("The device needs a name.")
        if self.pattern is not None:
            try:
                groups = re.compile(self.pattern).groupindex
            except re.error as error:
                raise SettingsError(f"The pattern {self.pattern!r} is no regular expression: {error}.") from error
            if "person" not in groups or groups.keys() - set(_GROUPS):
                raise SettingsError(
                    f"The pattern {self.pattern!r} needs a group (?P<person>...), "
                    f"and may have others named {', '.join(_GROUPS[1:])}."
                )


@dataclass(frozen=True)
class Named:
    """Whose photo it is, of when, from where, and by what."""

    person: str
    visit: date | None
    view: str  # of VIEWS
    device: str


def read_name(name: str, naming: Naming, taken: datetime | None) -> Named | str:
    """Read person, visit, view and device off a name, or say why that fails.

    Args:
        name: of a photo, without its ending.
        naming: how names are understood.
        taken: when, as the photo's file says: the visit where the name tells none.

    """
    told = {"person": name}
    if naming.pattern is not None:
        found = re.fullmatch(naming.pattern, name)
        if found is None:
            return f"the name {name!r} does not fit the pattern"
        told = {group: text for group, text in found.groupdict().items() if text}
    problem_of_all = f"the name {name!r} tells no person or device"
    return understand(told, naming, taken, place="in its name") or problem_of_all


def understand(told: Mapping[str, str], naming: Naming, taken: datetime | None, *, place: str) -> Named | str:
    """Make what some texts tell of a photo, or say why that fails; "" where they name no person or no device.

    Args:
        told: person and, where they are told, visit, view and device.
        naming: what holds where they are silent.
        taken: when, as the photo's file says: the visit where the texts tell none.
        place: where the texts stand, in words.

    """
    person, device = told.get("person", "").strip(), told.get("device", naming.device).strip()
    if not person or not device:
        return ""
    view = next((one for one in VIEWS if one.startswith(told.get("view", naming.view).casefold())), None)
    if view is None:
        return f"the view {told['view']!r} {place} is none of: {', '.join(VIEWS)}"
    try:
        visit = date.fromisoformat(told["visit"]) if "visit" in told else naming.visit
    except ValueError:
        return f"the visit {told['visit']!r} {place} is no date like 2026-01-31"
    if "visit" not in told and taken is not None:
        visit = taken.date()
    return Named(unicodedata.normalize("NFC", person), visit, view, device)

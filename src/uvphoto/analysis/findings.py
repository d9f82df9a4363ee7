"""What is said against a photo: what was found, how grave it is, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What can stand against a photo."""

    NO_FACE = "no face"
    SEVERAL_FACES = "several faces"
    TURNED = "turned head"
    LEANING = "leaning head"
    SMALL = "small face"
    BLURRED = "blurred"
    NOISY = "noisy"
    DARK = "too dark"
    BRIGHT = "too bright"
    CLIPPED = "highlights or shadows without detail"
    CAST = "cast of the light"
    UNEVEN = "uneven light"
    LITTLE_SKIN = "little skin"
    DARK_SKIN = "dark skin"
    UNFAMILIAR = "unlike what was learned"


class Severity(StrEnum):
    """How grave a finding is."""

    WARN = "warning"  # the numbers are less sure
    REFUSE = "refusal"  # there are no numbers


@dataclass(frozen=True)
class Finding:
    """Something that stands against a photo.

    Attributes:
        kind: what.
        severity: how grave.
        message: one sentence for people, with the value that was measured and the limit.
        remedy: one sentence: what to do.

    """

    kind: FindingKind
    severity: Severity
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"

"""The words that a converted photo carries: what it is, what made it, at which scale; and read back."""

import re
from dataclasses import dataclass

from uvphoto.conversion.converter import Converter
from uvphoto.conversion.scale import Scale, ScaleSource, format_scale
from uvphoto.errors import SettingsError
from uvphoto.skin.white_balance.balance import UNBALANCED, Balance
from uvphoto.skin.white_balance.method import Method

_SHOWN_DIGITS = 16  # of the check sum; enough to tell weights apart
_WORDS = re.compile(
    r"UV photo computed from a colour photo.* Weights .+ \(SHA-256 (?P<sha256>[0-9a-f]{16})\), "
    r"scale (?P<scale>\S+) mm per pixel \((?P<how>[^)]+)\)"
    r"(?:\. White balance (?P<balance>[a-z]+) \()?"
)


@dataclass(frozen=True)
class Making:
    """How a converted photo was made, as far as it tells.

    Attributes:
        sha256: first digits of the check sum of the weights.
        scale: of the colour photo.
        white_balance: that was asked for.

    """

    sha256: str
    scale: Scale
    white_balance: Method = Method.NONE

    def is_as_asked(self, sha256: str, mm_per_pixel: float | None, white_balance: Method = Method.NONE) -> bool:
        """Whether converting once more would be the same: the same weights, balance, and scale where one is given.

        Args:
            sha256: of the weights.
            mm_per_pixel: the scale that is given; None where it is to be found.
            white_balance: that is asked for.

        """
        was_given = self.scale.source is ScaleSource.GIVEN
        given = format_scale(self.scale.mm_per_pixel) if was_given else None
        asked = None if mm_per_pixel is None else format_scale(mm_per_pixel)
        return sha256.startswith(self.sha256) and given == asked and white_balance is self.white_balance


def describe(converter: Converter, scale: Scale, asked: Method = Method.NONE, balance: Balance = UNBALANCED) -> str:
    """Return what a converted photo says of itself, in plain words.

    Args:
        converter: that made it.
        scale: of the colour photo.
        asked: the white balance that was asked for.
        balance: that was found.

    """
    balanced = "" if asked is Method.NONE else f" White balance {asked} ({balance})."
    return describe_weights(converter.info.name, converter.sha256, str(scale)) + balanced


def describe_weights(name: str, sha256: str, scale: str) -> str:
    """Return what a converted photo says of itself, from the words alone.

    Args:
        name: of the weights.
        sha256: check sum of their file.
        scale: of the colour photo, as ``str(Scale)`` tells it.

    """
    return (
        "UV photo computed from a colour photo, not taken with UV light; not a medical device. "
        f"Weights {name} (SHA-256 {sha256[:_SHOWN_DIGITS]}), scale {scale}."
    )


def read_making(description: str | None) -> Making | None:
    """Return how a photo was converted; None where its description does not say that it was."""
    found = _WORDS.search(description or "")
    if found is None:
        return None
    try:
        scale = Scale(float(found["scale"]), ScaleSource(found["how"]))
        return Making(found["sha256"], scale, Method(found["balance"] or Method.NONE))
    except (ValueError, SettingsError):
        return None

"""The ways to balance a photo's colours, by name; a module of its own, as the command line needs it at once."""

from enum import StrEnum


class Method(StrEnum):
    """What a white balance rests on; auto: the card, else the white of the eyes, else the skin."""

    NONE = "none"
    AUTO = "auto"
    CARD = "card"
    SCLERA = "sclera"
    SKIN = "skin"

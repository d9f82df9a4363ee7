"""What a user asks for of a preparation."""

from dataclasses import dataclass, field
from pathlib import Path

from uvphoto.archives.preparation.settings import PrepareSettings


@dataclass(frozen=True)
class Wishes:
    """What a user asks for.

    Attributes:
        settings: how the archive is understood and what is made of it.
        table: which photos belong together; None: their names tell.
        parser: name or file of a face parser; None for the built-in one.
        processes: pairs worked on at a time.
        name: of the data set; None takes that of its folder.
        licence: under which the photos may be used.

    """

    settings: PrepareSettings = field(default_factory=PrepareSettings)
    table: Path | None = None
    parser: str | None = None
    processes: int = 1
    name: str | None = None
    licence: str = "not stated"

"""What may stand for a person's name."""

import re

from uvphoto.errors import SettingsError

PSEUDONYM_LENGTH = 64

_ALLOWED = re.compile(rf"[A-Za-z0-9](?:[A-Za-z0-9._-]{{0,{PSEUDONYM_LENGTH - 2}}}[A-Za-z0-9_-])?")
_DEVICES_OF_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def check_pseudonym(name: str) -> str:
    """Return a pseudonym that may be used: it names folders and stands in tables and messages everywhere.

    Raises:
        SettingsError: it is empty, too long, or has letters that are not allowed, such as the space of a full name.

    """
    if not _ALLOWED.fullmatch(name) or _DEVICES_OF_WINDOWS.fullmatch(name):
        raise SettingsError(
            f"{name!r} cannot stand for a person: take 1 to {PSEUDONYM_LENGTH} letters (a-z), digits, '-', '_' or '.', "
            "beginning with a letter or digit, such as p0001; no name and no date of birth."
        )
    return name

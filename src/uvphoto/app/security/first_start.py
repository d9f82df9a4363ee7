"""The code by which the first account is made: whoever reads the terminal is the one who set this up."""

import secrets

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another
_LENGTH = 16


class SetupCode:
    """A code that is drawn at each start and worth something as long as there is no account."""

    def __init__(self) -> None:
        letters = [secrets.choice(_LETTERS) for _ in range(_LENGTH)]
        self.text = "-".join("".join(letters[at : at + 4]) for at in range(0, _LENGTH, 4))

    def is_right(self, given: str) -> bool:
        """Tell whether somebody gave the code; capitals, blanks and hyphens do not count."""
        return secrets.compare_digest(_plain(given).encode(), _plain(self.text).encode())


def _plain(text: str) -> str:
    return "".join(text.split()).replace("-", "").upper()

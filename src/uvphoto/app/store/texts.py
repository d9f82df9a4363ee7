"""Lines of text that people give."""

from uvphoto.errors import SettingsError


def checked_text(text: str, what: str, most: int) -> str:
    """Return a line of text without blanks around it.

    Raises:
        SettingsError: it is empty, too long, or cannot be printed.

    """
    text = text.strip()
    if not text or len(text) > most or not text.isprintable():
        raise SettingsError(f"{what} has 1 to {most} letters that can be printed.")
    return text

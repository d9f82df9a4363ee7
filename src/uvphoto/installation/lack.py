"""What lacks, and how to mend it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from uvphoto.errors import FileError, UvphotoError

T = TypeVar("T")


@dataclass(frozen=True)
class Lack:
    """Something that is not as it could be.

    Attributes:
        what: it is, one sentence.
        remedy: what to do, one sentence or a command.
        is_fault: it is broken; else it is optional and not there.

    """

    what: str
    remedy: str
    is_fault: bool = True


def attempt(step: Callable[[], T], remedy: str) -> T | Lack:
    """Do something that may fail in a broken installation.

    Args:
        step: to do.
        remedy: where the error does not name its own.

    Returns:
        What came of it, or what is wrong.

    """
    try:
        return step()
    except FileError as error:
        return Lack(f"{error.path}: {error.problem}.", error.remedy)
    except UvphotoError as error:
        return Lack(str(error), remedy)
    except Exception as error:  # noqa: BLE001 - whatever is broken is to be told, not to end the examination
        return Lack(f"{type(error).__name__}: {first_line(error)}.", remedy)


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message without its full stop, or its kind where it says nothing."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")

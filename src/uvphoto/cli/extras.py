"""What to say where an optional part of the installation is missing."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from uvphoto.errors import MissingExtraError


@contextmanager
def needs_extra(purpose: str, extra: str, packages: Collection[str] = ()) -> Iterator[None]:
    """Name the extra that a purpose needs, where an import in here fails.

    Args:
        purpose: what cannot be done without.
        extra: that brings it.
        packages: whose absence tells that the extra is missing; none: any but our own.

    Raises:
        MissingExtraError: it is missing.

    """
    try:
        yield
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        is_told = name in packages if packages else name != "uvphoto"
        if not is_told:
            raise
        raise MissingExtraError(purpose, extra) from error

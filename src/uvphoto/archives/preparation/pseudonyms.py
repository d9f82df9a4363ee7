"""The key file: which pseudonym stands for whom. It stays with the user."""

import csv
import io
import secrets
from collections.abc import Iterable
from pathlib import Path

from uvphoto.errors import DataSetError
from uvphoto.picture.atomic import replace_whole

HEADING = ("person", "pseudonym")
_DIGITS = 3  # bytes, of two digits each


def give_pseudonyms(people: Iterable[str], key: Path) -> dict[str, str]:
    """Return each person's pseudonym; who has one in the key file keeps it, others get one by chance and are added.

    By chance, since one made from the name could be found by trying names.

    Args:
        people: names.
        key: CSV with the columns person and pseudonym; made, and kept from other users, where it is not there.

    Raises:
        DataSetError: the file cannot be read or written, or is no key.

    """
    known = _read(key)
    for person in sorted(set(people) - known.keys()):
        known[person] = _fresh(set(known.values()))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADING)
    writer.writerows(sorted(known.items()))
    try:
        replace_whole(key, ("\ufeff" + text.getvalue()).encode())
        key.chmod(0o600)
    except OSError as error:
        raise DataSetError(key, f"cannot be written ({error.strerror})", "Choose another place with --key") from error
    return known


def _fresh(taken: set[str]) -> str:
    while (name := f"p{secrets.token_hex(_DIGITS)}") in taken:
        pass
    return name


def _read(key: Path) -> dict[str, str]:
    try:
        rows = list(csv.reader(io.StringIO(key.read_text("utf-8-sig"), newline=""), strict=True))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, csv.Error) as error:
        raise DataSetError(key, f"cannot be read as key of pseudonyms ({error})", "Name the right file") from error
    if not rows or tuple(rows[0]) != HEADING or any(len(row) != len(HEADING) or not all(row) for row in rows):
        raise DataSetError(key, f"is no key of pseudonyms with the columns {', '.join(HEADING)}", "Name the right file")
    known = dict(rows[1:])
    if len(known) != len(rows) - 1 or len(set(known.values())) != len(known):
        raise DataSetError(key, "gives a person or a pseudonym twice", "Mend it, or name the right file")
    return known

"""What each spot of a label map is: a CSV with the columns ``id`` and ``kind``."""

import csv
from pathlib import Path

from uvphoto.errors import DataSetError


def read_spot_kinds(path: Path) -> dict[int, str]:
    """Return the kind of each spot by its id, which is its value in the label map.

    Further columns are passed over.

    Raises:
        DataSetError: the file is missing, is no such table, or an id is no positive whole number or comes twice.

    """
    remedy = "Give it the columns id (1, 2, ...) and kind, in UTF-8, separated by commas"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except OSError as error:
        raise DataSetError(path, f"cannot be read ({error.strerror})", remedy) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataSetError(path, f"is no table in UTF-8 ({error})", remedy) from error
    kinds: dict[int, str] = {}
    for number, row in enumerate(rows, start=2):
        spot, kind = row.get("id") or "", row.get("kind") or ""
        if not (spot.isascii() and spot.isdigit() and int(spot) > 0) or not kind:
            raise DataSetError(path, f"has no id and kind on row {number}", remedy)
        if int(spot) in kinds:
            raise DataSetError(path, f"has the id {spot} a second time on row {number}", remedy)
        kinds[int(spot)] = kind
    return kinds

"""Tables as CSV."""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from typing import Any


def to_csv(rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...]) -> str:
    """Return rows as CSV that spreadsheets and pandas read in one line; not a number becomes an empty cell.

    Args:
        rows: values by column.
        columns: their order; a value that a row lacks is an empty cell.

    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return text.getvalue()


def _cell(value: Any) -> Any:  # noqa: ANN401 - any value of a table
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    return value

"""Spots as rows of plain values, for CSV and JSON; units stand in the names."""

import dataclasses
from collections.abc import Iterable

from uvphoto.spots.measure import Spot

Row = dict[str, str | int | float]

_RENAMED = {"row": "row_pixels", "column": "column_pixels"}
SPOT_COLUMNS = tuple(_RENAMED.get(field.name, field.name) for field in dataclasses.fields(Spot))


def spot_rows(spots: Iterable[Spot]) -> list[Row]:
    """Return a row for each spot, with SPOT_COLUMNS."""
    return [dict(zip(SPOT_COLUMNS, dataclasses.astuple(spot), strict=True)) for spot in spots]

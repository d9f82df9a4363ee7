"""Spots and measures of regions as rows of plain values, for CSV and JSON; units stand in the names."""

import dataclasses
import math
from collections.abc import Iterable, Mapping

from uvphoto.spots.measure import RegionMeasures, Spot

Value = str | int | float | None
Row = dict[str, Value]

_RENAMED = {"row": "row_pixels", "column": "column_pixels"}
SPOT_COLUMNS = tuple(_RENAMED.get(field.name, field.name) for field in dataclasses.fields(Spot))
REGION_COLUMNS = ("region", *(field.name for field in dataclasses.fields(RegionMeasures)))


def spot_rows(spots: Iterable[Spot]) -> list[Row]:
    """Return a row for each spot, with SPOT_COLUMNS."""
    return [dict(zip(SPOT_COLUMNS, dataclasses.astuple(spot), strict=True)) for spot in spots]


def region_rows(measures: Mapping[str, RegionMeasures]) -> list[Row]:
    """Return a row for each region, with REGION_COLUMNS; what cannot be told is None, as JSON knows no NaN."""
    return [
        dict(zip(REGION_COLUMNS, (name, *map(_plain, dataclasses.astuple(one))), strict=True))
        for name, one in measures.items()
    ]


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None

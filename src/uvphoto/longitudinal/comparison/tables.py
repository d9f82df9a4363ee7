"""A comparison as rows of plain values: each spot, and each region; units stand in the names."""

from collections.abc import Sequence

from uvphoto.longitudinal.comparison.compare import Comparison

Row = dict[str, str | int | float | None]

TRACK_COLUMNS = (
    "spot", "region", "change", "row_pixels", "column_pixels", "place_mm2", "strength_before", "strength_after",
    "difference", "smallest_real", "area_before_mm2", "area_after_mm2",
)  # fmt: skip
REGION_COLUMNS = (
    "region", "spot_ratio_before", "spot_ratio_90_low_before", "spot_ratio_90_high_before", "spot_ratio_after",
    "spot_ratio_90_low_after", "spot_ratio_90_high_after", "count_before", "count_after", "contrast_before",
    "contrast_after",
)  # fmt: skip
_MEASURES = ("spot_ratio", "spot_ratio_90_low", "spot_ratio_90_high", "count", "contrast")


def track_rows(comparison: Comparison) -> list[Row]:
    """Return a row for each spot, numbered from 1, with TRACK_COLUMNS; places are pixels of the earlier photo."""
    rows: list[Row] = []
    for number, (track, region) in enumerate(zip(comparison.tracks, comparison.places, strict=True), start=1):
        values: Sequence[str | int | float] = (
            number, region, track.change.value, track.row, track.column, track.place_mm2, *track.strengths,
            track.difference, track.smallest_real, *track.areas_mm2,
        )  # fmt: skip
        rows.append(dict(zip(TRACK_COLUMNS, values, strict=True)))
    return rows


def region_rows(comparison: Comparison) -> list[Row]:
    """Return a row for each region that either visit measured, with REGION_COLUMNS."""
    before, after = comparison.first.measures, comparison.last.measures
    rows: list[Row] = []
    for region in dict.fromkeys((*before, *after)):
        row: Row = {"region": region}
        for when, measures in (("before", before), ("after", after)):
            row |= {f"{name}_{when}": measures.get(region, {}).get(name) for name in _MEASURES}
        rows.append({column: row[column] for column in REGION_COLUMNS})
    return rows


def strongest(comparison: Comparison) -> list[int]:
    """Return which tracks changed, by their place in the list: first those furthest beyond the smallest real change."""
    beyond = {
        place: abs(track.difference) / track.smallest_real
        for place, track in enumerate(comparison.tracks)
        if abs(track.difference) > track.smallest_real
    }
    return sorted(beyond, key=lambda place: (-beyond[place], place))

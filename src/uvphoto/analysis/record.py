"""An analysis as plain values: what JSON and tables hold. Lengths, areas and shares have their unit in the name."""

import dataclasses
import json
import math
from collections.abc import Mapping
from typing import Any

from uvphoto import __version__
from uvphoto.analysis.analyse import Analysis, Source, Tools
from uvphoto.analysis.findings import Finding
from uvphoto.config import to_mapping

FORMAT_VERSION = 1
DISCLAIMER = (
    "Computed from a photo of the face by open software; not a medical device, no diagnosis. "
    "A synthetic UV photo is computed, not taken with UV light."
)
LEVELS = (0.5, 0.9)  # of the intervals that tables show


def as_record(analysis: Analysis, tools: Tools, photo: str) -> dict[str, Any]:
    """Return all that an analysis tells but the pictures, as JSON can hold it; not a number becomes null.

    Args:
        analysis: of one photo.
        tools: that made it.
        photo: name of its file.

    """
    face, trust = analysis.face, analysis.trust
    is_synthetic = analysis.source is Source.SYNTHETIC
    return plain({
        "format_version": FORMAT_VERSION,
        "made_by": f"uvphoto {__version__}",
        "disclaimer": DISCLAIMER,
        "photo": photo,
        "spots_found_in": analysis.source.value,
        "weights": {"name": tools.converter.info.name, "sha256": tools.converter.sha256} if is_synthetic else None,
        "algorithm": analysis.detection.algorithm,
        "settings": to_mapping(analysis.detection.settings),
        "white_balance": {"asked": tools.white_balance.value} | dataclasses.asdict(analysis.balance),
        "mm_per_pixel": face.scale.mm_per_pixel,
        "scale_from": face.scale.source.value,
        "skin_mask_from": face.skin_source,
        "is_refused": trust.is_refused,
        "findings": [_finding(one) for one in trust.findings],
        "quality": dataclasses.asdict(trust.quality),
        "domain_distance": trust.domain_distance,
        "no_intervals_because": trust.no_intervals_because,
        "regions": {name: region_row(analysis, name) for name in analysis.measures},
        "spots": len(analysis.spots) if analysis.has_numbers else None,
    })  # fmt: skip


def region_row(analysis: Analysis, region: str) -> dict[str, Any]:
    """Return the measures of a region with the intervals of its spot ratio; all empty where there are none to tell."""
    measures = dataclasses.asdict(analysis.measures[region])
    intervals: Mapping[float, tuple[float, float]] = analysis.trust.intervals.get(region, {})
    for level in LEVELS:
        low, high = intervals.get(level, (math.nan, math.nan))
        name = f"spot_ratio_{round(100 * level)}"
        measures |= {f"{name}_low": low, f"{name}_high": high}
    if not analysis.has_numbers:
        return {name: value if name == "skin_mm2" else math.nan for name, value in measures.items()}
    return measures


def _finding(finding: Finding) -> dict[str, str]:
    return {name: str(getattr(finding, name)) for name in ("kind", "severity", "message", "remedy")}


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of JSON
    """Return a value as JSON can hold it: numbers with six digits, not a number as null, tuples as lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return value


def to_json(record: Mapping[str, Any]) -> str:
    """Return a record of plain values as the text of a JSON file."""
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"

"""An analysis as one JSON document, which docs/reference/shared-analysis.schema.json describes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from uvphoto.analysis.interchange.measures import INTERVALS, MEASURES, SITES, SPOT_RATIO, Measure, as_number
from uvphoto.analysis.interchange.shared import SharedAnalysis
from uvphoto.analysis.interchange.writing import write_shared
from uvphoto.analysis.record import to_json

ENDING = ".json"
SCHEMA, SCHEMA_VERSION = "uvphoto-shared-analysis", 1
_FINDING = ("kind", "severity", "message", "remedy")


def write_document(path: Path, shared: SharedAnalysis) -> None:
    """Write an analysis; the same input gives the same bytes.

    Raises:
        FileError: the place cannot be written.

    """
    write_shared(path, to_json(make_document(shared)).encode())


def make_document(shared: SharedAnalysis) -> dict[str, Any]:
    """Return an analysis as plain values; names of files, which may tell those of people, are not in it."""
    document, subject = shared.document, shared.subject
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "analysis": str(shared.identifier("analysis")),
        "person": {"pseudonym": subject.person, "issuer": subject.issuer or None, "uuid": str(shared.person_uuid)},
        "visit": None if subject.visit is None else subject.visit.isoformat(),
        "made_by": document["made_by"],
        "algorithm": document["algorithm"],
        "weights": _weights(document["weights"]),
        "spots_found_in": document["spots_found_in"],
        "is_refused": document["is_refused"],
        "findings": [{key: one[key] for key in _FINDING if key in one} for one in document["findings"]],
        "notes": shared.notes,
        "regions": {region: _region(region, measures) for region, measures in document["regions"].items()},
    }


def _weights(weights: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if weights is None else {key: weights[key] for key in ("name", "sha256")}


def _region(region: str, measures: Mapping[str, Any]) -> dict[str, Any]:
    site = SITES.get(region)
    where = None if site is None else {"snomed": site.snomed, "meaning": site.meaning, "side": site.side or None}
    return {"site": where, "measures": {one.code: _measure(one, measures) for one in MEASURES}}


def _measure(measure: Measure, measures: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"value": _number(measure, measures.get(measure.key)), "unit": measure.unit}
    if measure is SPOT_RATIO:
        told["intervals"] = [
            {"level": interval.level}
            | {
                end: _number(measure, measures.get(key))
                for end, key in zip(("low", "high"), interval.keys, strict=True)
            }
            for interval in INTERVALS
        ]
    return told


def _number(measure: Measure, value: float | None) -> int | float | None:
    return None if value is None else as_number(measure.outside(value))

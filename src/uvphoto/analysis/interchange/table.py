"""Analyses as one table, tidy: a row for each measure of each region."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from uvphoto.analysis.interchange.measures import INTERVALS, MEASURES, SPOT_RATIO, Interval, Measure
from uvphoto.analysis.interchange.shared import SharedAnalysis
from uvphoto.analysis.interchange.writing import write_shared
from uvphoto.analysis.tables import to_csv

ENDING = ".csv"
COLUMNS = (
    "person", "issuer", "visit", "analysis", "region", "measure", "value",
    *(end for interval in INTERVALS for end in (f"low_{interval.percent}", f"high_{interval.percent}")),
    "unit", "is_refused", "findings", "spots_found_in", "made_by", "algorithm", "weights", "weights_sha256",
)  # fmt: skip


def write_table(path: Path, several: Sequence[SharedAnalysis]) -> None:
    """Write a table as CSV (UTF-8 with a byte order mark); names of files are not in it.

    Raises:
        FileError: the place cannot be written.

    """
    write_shared(path, to_csv(table_rows(several), COLUMNS).encode("utf-8-sig"))


def table_rows(several: Iterable[SharedAnalysis]) -> Iterator[dict[str, str]]:
    """Yield the rows of a table, with COLUMNS; what there is no value of is an empty cell."""
    for shared in several:
        same = _same(shared)
        for region, measures in shared.document["regions"].items():
            for measure in MEASURES:
                yield same | {"region": region} | _row(measure, measures)


def _row(measure: Measure, measures: Mapping[str, Any]) -> dict[str, str]:
    row = {"measure": measure.code, "unit": measure.unit, "value": _cell(measure, measures.get(measure.key))}
    if measure is SPOT_RATIO:
        for interval in INTERVALS:
            row |= _ends(interval, measures)
    return row


def _ends(interval: Interval, measures: Mapping[str, Any]) -> dict[str, str]:
    low, high = (_cell(SPOT_RATIO, measures.get(key)) for key in interval.keys)
    return {f"low_{interval.percent}": low, f"high_{interval.percent}": high}


def _cell(measure: Measure, value: float | None) -> str:
    return "" if value is None else _plain(measure.outside(value))


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _same(shared: SharedAnalysis) -> dict[str, str]:
    """Return what is the same in all rows of an analysis."""
    document, subject = shared.document, shared.subject
    weights = document["weights"] or {"name": "", "sha256": ""}
    return {
        "person": subject.person,
        "issuer": subject.issuer,
        "visit": "" if subject.visit is None else subject.visit.isoformat(),
        "analysis": str(shared.identifier("analysis")),
        "is_refused": "yes" if document["is_refused"] else "no",
        "findings": "; ".join(str(finding.get("kind", "")) for finding in document["findings"]),
        "spots_found_in": document["spots_found_in"],
        "made_by": document["made_by"],
        "algorithm": document["algorithm"],
        "weights": weights["name"],
        "weights_sha256": weights["sha256"],
    }

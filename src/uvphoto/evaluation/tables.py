"""Records and figures as files for other programs: CSV and JSON."""

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from uvphoto.analysis.tables import to_csv
from uvphoto.evaluation.cases import PhotoRecord, Source
from uvphoto.metrics import SpotMatch
from uvphoto.skin.regions import AREAS
from uvphoto.skin.tone import tone_of

_ABOUT = ("person", "visit", "view", "device", "domain", "colour", "mm_per_pixel", "ita")
_ENDS = ("low_90", "high_90")
_RATES = ("precision", "recall", "invented_per_100", "missed_per_100")


def photos_csv(records: Sequence[PhotoRecord]) -> str:
    """Return a row a photo: what it is, PSNR and SSIM, and the spot ratio of every area by every source."""
    return _as_csv(_photo_row(record) for record in records)


def spots_csv(records: Sequence[PhotoRecord]) -> str:
    """Return a row for each photo, source and area: the spots found, hit, invented and missed, and their pixels."""
    return _as_csv(
        {
            **{name: getattr(record, name) for name in ("colour", "person", "device")},
            "source": source.value,
            "area": area,
            **dataclasses.asdict(found.spots),
            **{name: getattr(found, name) for name in ("found_pixels", "true_pixels", "hit_pixels")},
        }
        for record in records
        for source, finding in record.findings.items()
        for area, found in finding.areas.items()
    )


def figures_json(about: Mapping[str, object], figures: object) -> str:
    """Return figures as JSON; what is no finite number becomes null. The same figures give the same text.

    Args:
        about: what was judged, and on what.
        figures: dataclasses, named tuples, mappings and sequences of numbers and texts.

    """
    return json.dumps({**about, "figures": plain(figures)}, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever figures hold
    """Return figures as mappings, lists, texts and finite numbers; counts of spots with their rates."""
    if isinstance(value, SpotMatch):
        return {**dataclasses.asdict(value), **{name: plain(getattr(value, name)) for name in _RATES}}
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _photo_row(record: PhotoRecord) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(record, name) for name in _ABOUT}
    row["skin_tone"] = "" if math.isnan(record.ita) else tone_of(record.ita).value
    for source in (Source.SYNTHETIC, Source.BLUE):
        finding = record.findings[source]
        row |= {f"psnr_{source}": finding.psnr, f"ssim_{source}": finding.ssim}
    for area in AREAS:
        row[f"{area}_true_uv"] = record.true_ratio(area)
        row |= {f"{area}_{source}": record.found_ratio(source, area) for source in Source}
        row[f"{area}_pigment"] = "" if record.pigment is None else record.pigment[area]
        interval = record.trust.intervals.get(area) if record.trust is not None else None
        row |= {f"{area}_{end}": "" if interval is None else interval[at] for at, end in enumerate(_ENDS)}
    row["refused_because"] = "" if record.trust is None else " ".join(record.trust.refusals)
    return row


def _as_csv(rows: Iterable[Mapping[str, object]]) -> str:
    listed = list(rows)
    return to_csv(listed, tuple(listed[0]))

"""A comparison as files: a folder that is whole or not there at all."""

from pathlib import Path
from typing import Any

import numpy as np

from uvphoto import __version__
from uvphoto.analysis.record import DISCLAIMER, plain, to_json
from uvphoto.analysis.tables import to_csv
from uvphoto.longitudinal.comparison.compare import Comparison
from uvphoto.longitudinal.comparison.poster import draw_poster
from uvphoto.longitudinal.comparison.report import make_report, to_html
from uvphoto.longitudinal.comparison.tables import REGION_COLUMNS, TRACK_COLUMNS, region_rows, track_rows
from uvphoto.longitudinal.comparison.visit import Visit
from uvphoto.longitudinal.comparison.words import summary
from uvphoto.picture import Synthetic, write_colour
from uvphoto.picture.atomic import replace_whole
from uvphoto.picture.whole_folder import whole_folder

RECORD = "comparison.json"
WHAT = "comparison"
FORMAT_VERSION = 1


def write_comparison(folder: Path, person: str, comparison: Comparison) -> None:
    """Write report, tables and all numbers; a folder that holds an earlier comparison is replaced as a whole.

    Args:
        folder: of this comparison.
        person: the pseudonym.
        comparison: of two visits.

    Raises:
        FileError: the place cannot be written, or holds something else.

    """
    report = make_report(person, comparison)
    poster = draw_poster(report).astype(np.float32) / 255
    synthetic = None if comparison.first.is_taken else Synthetic.COMPOSITE
    with whole_folder(folder, RECORD, WHAT) as part:
        write_colour(part / "report.png", poster, synthetic=synthetic, description=report.summary)
        replace_whole(part / "report.html", to_html(report).encode())
        replace_whole(part / "tracks.csv", to_csv(track_rows(comparison), TRACK_COLUMNS).encode("utf-8-sig"))
        replace_whole(part / "regions.csv", to_csv(region_rows(comparison), REGION_COLUMNS).encode("utf-8-sig"))
        replace_whole(part / RECORD, to_json(as_record(person, comparison)).encode())


def as_record(person: str, comparison: Comparison) -> dict[str, Any]:
    """Return all that a comparison tells but the pictures, as JSON can hold it; not a number becomes null."""
    found = comparison.registration
    record: dict[str, Any] = plain(
        {
            "format_version": FORMAT_VERSION,
            "made_by": f"uvphoto {__version__}",
            "disclaimer": DISCLAIMER,
            "person": person,
            "summary": summary(comparison),
            "before": _visit(comparison.first),
            "after": _visit(comparison.last),
            "results_made_by": comparison.first.made_by,
            "laid_on_each_other": {
                "overlap": found.overlap,
                "consistent": found.consistent,
                "correlation": found.correlation,
                "matches": found.matches,
            },
            "noise": {device: {"floor": one.floor, "gain": one.gain} for device, one in comparison.noise.items()},
            "changes": {change.value: count for change, count in comparison.counts.items()},
            "regions": region_rows(comparison),
            "tracks": track_rows(comparison),
        }
    )
    return record


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "date": visit.date.isoformat(),
        "device": visit.device,
        "domain": visit.domain,
        "uv_photo": "taken by a camera" if visit.is_taken else "synthetic",
        "mm_per_pixel": visit.view.mm_per_pixel,
    }

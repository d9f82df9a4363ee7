"""An analysis as files: a folder for each photo, whole or not there at all, and one table of all photos."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.analyse import Analysis, Source, Tools
from uvphoto.analysis.drawing import FaceView, with_spots
from uvphoto.analysis.poster import draw_poster
from uvphoto.analysis.record import FORMAT_VERSION, as_record, to_json
from uvphoto.analysis.report import make_report, to_html
from uvphoto.analysis.tables import to_csv
from uvphoto.conversion.description import describe
from uvphoto.conversion.photo_files import plan_target
from uvphoto.errors import FileError
from uvphoto.picture import PictureInfo, Synthetic, encode_jpeg, write_colour, write_labels, write_mask, write_uv
from uvphoto.picture.atomic import replace_whole
from uvphoto.picture.whole_folder import whole_folder
from uvphoto.spots.table import SPOT_COLUMNS, spot_rows

RECORD = "analysis.json"
TABLE = "measures.csv"
_DRAWN_WIDTH = 2000  # pixels, of the spots drawn over the photo


@dataclass(frozen=True)
class Photo:
    """A photo that was read.

    Attributes:
        path: of its file.
        info: what the file says of itself.
        colour: (H, W, 3) float32 in [0, 1].

    """

    path: Path
    info: PictureInfo
    colour: NDArray[np.float32]


def write_analysis(folder: Path, photo: Photo, analysis: Analysis, tools: Tools, asked: Mapping[str, Any]) -> None:
    """Write all files of an analysis; a folder that holds an earlier one is replaced as a whole.

    Args:
        folder: that of this photo.
        photo: that was analysed.
        analysis: of it.
        tools: that made it.
        asked: what was asked for, by which ``is_done`` knows the same again.

    Raises:
        FileError: the place cannot be written, or holds something else.

    """
    with whole_folder(folder, RECORD, "analysis") as part:
        _write_pictures(part, photo, analysis, tools)
        _write_words(part, photo, analysis, tools, asked)


def is_done(folder: Path, photo: Path, asked: Mapping[str, Any]) -> bool:
    """Tell whether the same was asked of this photo before, and is there."""
    record = _read(folder / RECORD)
    if record is None or record.get("asked") != json.loads(json.dumps(asked)):
        return False
    return (folder / RECORD).stat().st_mtime_ns > photo.stat().st_mtime_ns


def write_table(out: Path) -> int:
    """Write one table of all photos that were analysed into a folder, a row for each region; return their number.

    Without any there is no table.

    Raises:
        FileError: the place cannot be written.

    """
    records = [record for path in sorted(out.glob(f"*/{RECORD}")) if (record := _read(path)) is not None]
    rows = [
        {"photo": record["photo"], "region": region, "is_refused": "yes" if record["is_refused"] else "no"}
        | {"findings": "; ".join(finding["kind"] for finding in record["findings"])}
        | measures
        for record in records
        for region, measures in record["regions"].items()
    ]
    if not rows:
        return 0
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    try:
        replace_whole(out / TABLE, to_csv(rows, columns).encode("utf-8-sig"))
    except OSError as error:
        raise FileError(out / TABLE, f"cannot be written ({error.strerror})", "Close it elsewhere") from error
    return len(records)


def _write_pictures(folder: Path, photo: Photo, analysis: Analysis, tools: Tools) -> None:
    face, detection = analysis.face, analysis.detection
    if analysis.source is not Source.TAKEN:
        target = plan_target(photo.path, photo.info, folder)
        write_uv(
            target.path, analysis.uv, bit_depth=target.bit_depth, synthetic=Synthetic.CONVERTED,
            description=describe(tools.converter, face.scale, tools.white_balance, analysis.balance),
        )  # fmt: skip
    write_mask(folder / "skin_mask.png", face.skin)
    write_labels(folder / "regions.png", face.regions)
    write_labels(folder / "spots.png", detection.labels.astype(np.uint16))
    view = FaceView(face.skin, _DRAWN_WIDTH)
    is_synthetic = analysis.source is Source.SYNTHETIC
    for name, ground in (("colour", photo.colour), ("uv", analysis.uv)):
        drawn = with_spots(view, view.photo(ground), detection.mask)
        data = encode_jpeg(drawn, quality=90, synthetic=Synthetic.COMPOSITE if is_synthetic else None)
        replace_whole(folder / f"spots_on_{name}.jpg", data)


def _write_words(folder: Path, photo: Photo, analysis: Analysis, tools: Tools, asked: Mapping[str, Any]) -> None:
    check_sum = hashlib.sha256(photo.path.read_bytes()).hexdigest()
    record = as_record(analysis, tools, photo.path.name) | {"photo_sha256": check_sum, "asked": dict(asked)}
    spots = spot_rows(analysis.spots) if analysis.has_numbers else []
    rows = [{"region": region, **measures} for region, measures in record["regions"].items()]
    report = make_report(analysis, tools, photo.colour, photo.path.name)
    texts = {
        "spots.csv": to_csv(spots, SPOT_COLUMNS),
        TABLE: to_csv(rows, tuple(rows[0])),
        "report.html": to_html(report),
    }
    for name, text in texts.items():
        replace_whole(folder / name, text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8"))
    synthetic = None if analysis.source is Source.TAKEN else Synthetic.COMPOSITE
    poster = draw_poster(report).astype(np.float32) / 255
    write_colour(folder / "report.png", poster, synthetic=synthetic, description=report.summary)
    replace_whole(folder / RECORD, to_json(record).encode())


def _read(path: Path) -> dict[str, Any] | None:
    try:
        record: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and record.get("format_version") == FORMAT_VERSION else None

"""What a report on one photo says and shows, before it becomes a page or a picture."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.analyse import Analysis, Source, Tools
from uvphoto.analysis.drawing import FaceView, Levels, end_of_errors, with_regions, with_spots
from uvphoto.analysis.record import DISCLAIMER, region_row
from uvphoto.pages.render import picture_source, render
from uvphoto.skin.white_balance.method import Method

WIDTH = 560  # pixels of a picture
HEADINGS = (
    "region",
    "spot share, %",
    "90 % interval",
    "spots",
    "per cm²",
    "median, mm",
    "90th pct., mm",
    "contrast, %",
)
_BOTH = {"cheeks": "both cheeks", "face": "whole face"}


@dataclass(frozen=True)
class Shown:
    """A picture and what it shows."""

    levels: Levels
    caption: str
    is_synthetic: bool


@dataclass(frozen=True)
class Report:
    """The content of a report.

    Attributes:
        photo: name of the file.
        summary: one sentence.
        pictures: colour, UV, spots, and doubt where it is known.
        rows: of the table under HEADINGS, in words.
        notes: small print under the table.
        facts: name and value of how it was made.

    """

    photo: str
    analysis: Analysis
    summary: str
    pictures: tuple[Shown, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


def make_report(analysis: Analysis, tools: Tools, colour: NDArray[np.float32], photo: str) -> Report:
    """Return the report on a photo (H, W, 3)."""
    return Report(
        photo,
        analysis,
        _summary(analysis),
        _pictures(analysis, colour),
        tuple(_row(analysis, name) for name in analysis.measures),
        _notes(analysis),
        _facts(analysis, tools),
    )


def to_html(report: Report) -> str:
    """Return a page that needs no other file."""
    pictures = [
        {
            "source": picture_source(shown.levels, is_synthetic=shown.is_synthetic),
            "caption": shown.caption,
            "width": shown.levels.shape[1],
            "height": shown.levels.shape[0],
        }
        for shown in report.pictures
    ]
    analysis = report.analysis
    values = {
        "photo": report.photo,
        "summary": report.summary,
        "is_refused": analysis.trust.is_refused,
        "is_synthetic": analysis.source is Source.SYNTHETIC,
        "findings": analysis.trust.findings,
        "pictures": pictures,
        "headings": HEADINGS,
        "rows": report.rows,
        "notes": report.notes,
        "facts": report.facts,
    }
    return render("report.html", values, package="uvphoto.analysis")


def _summary(analysis: Analysis) -> str:
    if not analysis.has_numbers:
        return "The photo lies outside of what can be measured; the reasons stand below."
    where, count = analysis.main_area, len(analysis.spots)
    ratio = _percent(analysis.measures[where].spot_ratio)
    return f"Pigment spots cover {ratio} % of the skin of the {where}; {count} spots in the face."


def _pictures(analysis: Analysis, colour: NDArray[np.float32]) -> tuple[Shown, ...]:
    view = FaceView(analysis.face.skin, WIDTH)
    is_synthetic = analysis.source is not Source.TAKEN
    photo, uv = view.photo(colour), view.photo(analysis.uv)
    ground = photo if analysis.source is Source.COLOUR else uv
    words = "UV photo, synthetic" if is_synthetic else "UV photo, taken by a camera"
    shown = [
        Shown(with_regions(view, photo, analysis.face.regions), "Photo with the regions that are measured", False),
        Shown(uv, words, is_synthetic),
        Shown(with_spots(view, ground, analysis.detection.mask), "Spots, outlined", is_synthetic),
    ]
    error = analysis.trust.expected_error
    if error is not None:
        highest = end_of_errors(error, analysis.face.skin)
        share = 100 * (1 - 10**-highest)
        caption = (
            f"Where the UV photo is uncertain: expected error of its contrast, black 0 to yellow {share:.0f} % of light"
        )
        shown.append(Shown(view.heat(error, highest), caption, True))
    return tuple(shown)


def _row(analysis: Analysis, region: str) -> tuple[str, ...]:
    row = region_row(analysis, region)
    low, high = row["spot_ratio_90_low"], row["spot_ratio_90_high"]
    interval = "" if math.isnan(low) else f"{_percent(low)} - {_percent(high)}"
    return (
        _BOTH.get(region, region.replace("_", " ")),
        _percent(row["spot_ratio"]),
        interval,
        _number(row["count"], 0),
        _number(row["count_per_cm2"], 1),
        _number(row["median_diameter_mm"], 1),
        _number(row["p90_diameter_mm"], 1),
        _number(100 * row["contrast"], 0),
    )


def _notes(analysis: Analysis) -> tuple[str, ...]:
    notes = [f"Lengths rest on the scale: {analysis.face.scale}. Left and right are the person's own."]
    if analysis.trust.no_intervals_because:
        notes.append(f"No intervals: {analysis.trust.no_intervals_because}")
    else:
        notes.append("The interval holds the share that a true UV photo of the moment would show, in 9 of 10 photos.")
    return (*notes, DISCLAIMER)


def _facts(analysis: Analysis, tools: Tools) -> tuple[tuple[str, str], ...]:
    info = tools.converter.info
    weights = (("Weights", f"{info.name} (SHA-256 {tools.converter.sha256[:16]})"),)
    balance = analysis.balance
    unit = "patches" if balance.method is Method.CARD else "pixels"
    from_what = f", from {balance.measured_on} {unit}. {balance.reason}" if balance.measured_on else ""
    balanced = (("White balance", f"{balance}{from_what}"),)
    return (
        ("Spots sought in", analysis.source.value),
        *(weights if analysis.source is Source.SYNTHETIC else ()),
        *(() if tools.white_balance is Method.NONE else balanced),
        ("Detector", analysis.detection.algorithm),
        ("Skin found by", analysis.face.skin_source),
        ("Scale", str(analysis.face.scale)),
    )


def _percent(share: float) -> str:
    return _number(100 * share, 2 if share < 0.1 else 1)


def _number(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"

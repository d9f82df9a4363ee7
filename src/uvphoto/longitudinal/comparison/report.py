"""What a report on two visits says and shows, before it becomes a page or a picture."""

from dataclasses import dataclass

from uvphoto.analysis.drawing import FaceView, Levels
from uvphoto.analysis.record import DISCLAIMER
from uvphoto.analysis.report import Shown
from uvphoto.longitudinal.comparison.compare import Comparison
from uvphoto.longitudinal.comparison.marks import MARKS, draw_marks
from uvphoto.longitudinal.comparison.pictures import (
    PALER_TO_DARKER,
    CloseView,
    brightened,
    close_view,
    difference_end,
    draw_difference,
)
from uvphoto.longitudinal.comparison.tables import Row, region_rows, strongest
from uvphoto.longitudinal.comparison.words import (
    CHANGED,
    MEANINGS,
    cautions,
    facts,
    heading,
    number,
    share,
    summary,
    visit_words,
)
from uvphoto.pages.render import picture_source, render

WIDTH = 560  # pixels of a picture
REGION_HEADINGS = (
    "region",
    "spots before, % of skin",
    "90 %",
    "spots after, % of skin",
    "90 %",
    "number before",
    "after",
)
SPOT_HEADINGS = (
    "spot", "region", "change", "strength before", "after", "difference", "smallest real", "area before, mm²", "after",
)  # fmt: skip
_BOTH = {"cheeks": "both cheeks", "face": "whole face"}
_CLOSE = 12  # spots that are shown close to


@dataclass(frozen=True)
class Report:
    """The content of a report.

    Attributes:
        title: of it.
        comparison: of which it is.
        summary: one sentence.
        cautions: what has to be known before any change is believed.
        pictures: before, after, difference, marks.
        end: of the scale of the difference, log10 of light.
        close: views of the spots that changed most.
        regions: rows under REGION_HEADINGS, in words.
        spots: rows under SPOT_HEADINGS, in words, of the spots that changed, the most first.
        facts: name and value of how it was made.

    """

    title: str
    comparison: Comparison
    summary: str
    cautions: tuple[str, ...]
    pictures: tuple[Shown, ...]
    end: float
    close: tuple[CloseView, ...]
    regions: tuple[tuple[str, ...], ...]
    spots: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[str, str], ...]


def make_report(person: str, comparison: Comparison) -> Report:
    """Return the report on two visits of a person."""
    changed, end = strongest(comparison), difference_end(comparison)
    return Report(
        heading(person, comparison),
        comparison,
        summary(comparison),
        tuple(cautions(comparison)),
        _pictures(comparison, end),
        end,
        tuple(close_view(comparison, place) for place in changed[:_CLOSE]),
        tuple(_region(row) for row in region_rows(comparison)),
        tuple(_spot(comparison, place) for place in changed),
        tuple(facts(comparison)),
    )


def to_html(report: Report) -> str:
    """Return a page that needs no other file."""
    is_synthetic = not report.comparison.first.is_taken

    def source(levels: Levels) -> str:
        return picture_source(levels, is_synthetic=is_synthetic)

    pictures = [
        {
            "source": source(one.levels),
            "caption": one.caption,
            "width": one.levels.shape[1],
            "height": one.levels.shape[0],
        }
        for one in report.pictures
    ]
    changes = {place + 1: comparison_words(report.comparison, place) for place in strongest(report.comparison)}
    values = {
        "title": report.title,
        "summary": report.summary,
        "cautions": (*report.cautions, DISCLAIMER),
        "is_synthetic": is_synthetic,
        "is_two_devices": report.comparison.first.device != report.comparison.last.device,
        "pictures": pictures,
        "end": report.end,
        "less": f"{100 * (1 - 10**-report.end):.0f}",
        "stops": ", ".join("#{:02x}{:02x}{:02x}".format(*colour) for colour in PALER_TO_DARKER),
        "legend": [(change.value, MARKS[change].words, MEANINGS[change]) for change in CHANGED],
        "close": [(one.spot, changes[one.spot], source(one.before), source(one.after)) for one in report.close],
        "region_headings": REGION_HEADINGS,
        "regions": report.regions,
        "spot_headings": SPOT_HEADINGS,
        "spots": report.spots,
        "facts": report.facts,
    }
    return render("comparison.html", values, package="uvphoto.longitudinal.comparison")


def comparison_words(comparison: Comparison, place: int) -> str:
    """Return what became of a spot and where it lies, by its place in the list of tracks."""
    region = comparison.places[place].replace("_", " ")
    return f"{comparison.tracks[place].change}{', ' if region else ''}{region}"


def _pictures(comparison: Comparison, end: float) -> tuple[Shown, ...]:
    view = FaceView(comparison.before.skin, WIDTH)
    before, after = (
        view.photo(brightened(uv, sighting.skin))
        for uv, sighting in ((comparison.first.view.uv, comparison.before), (comparison.after_uv, comparison.after))
    )
    is_synthetic = not comparison.first.is_taken
    kind = "synthetic UV photo" if is_synthetic else "UV photo"
    return (
        Shown(before, f"Before: {kind} of {visit_words(comparison.first)}", is_synthetic),
        Shown(after, f"After: {kind} of {visit_words(comparison.last)}, laid on the earlier one", is_synthetic),
        Shown(
            draw_difference(comparison, view, end),
            "Difference of what the skin absorbs: orange is darker than before, blue paler, white the same; grey where "
            "one of both shows no skin",
            is_synthetic,
        ),
        Shown(draw_marks(comparison, view, after), "Spots that changed, marked on the later photo", is_synthetic),
    )


def _region(row: Row) -> tuple[str, ...]:
    name = str(row["region"])
    value = {key: one for key, one in row.items() if not isinstance(one, str)}
    intervals = [
        ""
        if value[f"spot_ratio_90_low_{when}"] is None
        else f"{share(value[f'spot_ratio_90_low_{when}'])} - {share(value[f'spot_ratio_90_high_{when}'])}"
        for when in ("before", "after")
    ]
    return (
        _BOTH.get(name, name.replace("_", " ")),
        share(value["spot_ratio_before"]),
        intervals[0],
        share(value["spot_ratio_after"]),
        intervals[1],
        number(value["count_before"], 0),
        number(value["count_after"], 0),
    )


def _spot(comparison: Comparison, place: int) -> tuple[str, ...]:
    track = comparison.tracks[place]
    return (
        str(place + 1),
        comparison.places[place].replace("_", " ") or "–",
        track.change.value,
        *(number(one, 3) for one in (*track.strengths, track.difference, track.smallest_real)),
        *(number(one, 1) for one in track.areas_mm2),
    )

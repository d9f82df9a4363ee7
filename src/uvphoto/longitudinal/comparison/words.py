"""What a comparison says in words."""

import datetime as dt
import math

from uvphoto.longitudinal.comparison.compare import Comparison
from uvphoto.longitudinal.comparison.visit import Visit
from uvphoto.longitudinal.tracks import Change
from uvphoto.longitudinal.tracks.noise import PASSED

CHANGED = (Change.NEW, Change.GROWN, Change.FADED, Change.GONE)
MEANINGS = {
    Change.NEW: "absorbs more than before, and was not found then",
    Change.GROWN: "absorbs more than before: larger or darker",
    Change.FADED: "absorbs less than before: smaller or paler",
    Change.GONE: "absorbs less than before, and is not found any more",
}


def heading(person: str, comparison: Comparison) -> str:
    """Return the title."""
    return f"{person}: {comparison.first.date} and {comparison.last.date} laid on each other"


def summary(comparison: Comparison) -> str:
    """Return in one sentence what became of the spots."""
    counts = comparison.counts
    seen = sum(counts.values()) - counts[Change.UNKNOWN]
    told = ", ".join(f"{counts[change]} {change}" for change in (*CHANGED, Change.SAME))
    unseen = f" {counts[Change.UNKNOWN]} more lie where one photo shows no skin." if counts[Change.UNKNOWN] else ""
    return f"Of {seen} spots that both photos show, {told}.{unseen}"


def cautions(comparison: Comparison) -> list[str]:
    """Return what has to be known before any change is believed."""
    first, last = comparison.first, comparison.last
    seen = sum(comparison.counts.values()) - comparison.counts[Change.UNKNOWN]
    expected = f"{seen * PASSED:.0f}" if seen * PASSED >= 1 else "less than one"
    chance = (
        f"A change counts where it is beyond what one unchanged spot in {1 / PASSED:.0f} passes from photo to photo: "
        f"of {seen} spots {expected} would be told as changed although nothing happened."
    )
    found = [chance]
    if first.device != last.device:
        devices = f"The photos are by two devices, {first.device} and {last.device}: their noise differs, and what one"
        found.append(f"{devices} of them shows darker throughout looks like a change.")
    found.append("Both photos are shown with their skin equally bright; measured were the photos themselves.")
    if not first.is_taken:
        found.append("The UV photos are synthetic: computed, not taken with UV light.")
    return found


def visit_words(visit: Visit) -> str:
    """Return when and by what a photo was taken."""
    device = visit.device if visit.device == visit.domain else f"{visit.device} ({visit.domain})"
    return f"{visit.date}, {device}"


def apart(first: dt.date, last: dt.date) -> str:
    """Return the time between two visits."""
    days = (last - first).days
    return f"{days} days" if days < 90 else f"{days / 30.44:.0f} months"


def number(value: float | None, digits: int) -> str:
    """Return a number, or a dash where there is none."""
    return "–" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def share(value: float | None) -> str:
    """Return a share as per cent without the sign."""
    return number(None if value is None else 100 * value, 2)


def facts(comparison: Comparison) -> list[tuple[str, str]]:
    """Return name and value of how it was made."""
    registration = comparison.registration
    noise = "; ".join(
        f"{device}: {one.floor:.4f} and {100 * one.gain:.0f} % of the strength"
        for device, one in comparison.noise.items()
    )
    return [
        ("Earlier photo", visit_words(comparison.first)),
        ("Later photo", f"{visit_words(comparison.last)}, {apart(comparison.first.date, comparison.last.date)} later"),
        ("Skin seen in both", f"{registration.overlap:.0%} of the earlier photo's"),
        ("Laid on each other", f"to half a millimetre on {registration.consistent:.0%} of it, by its own measure"),
        ("Results made by", comparison.first.made_by),
        ("Noise of a spot's strength", f"{noise} (scale of the error, log10 of light)"),
    ]

"""From what was measured of a photo to what is said against it, and what to do about it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from uvphoto.analysis.findings import Finding, FindingKind, Severity
from uvphoto.analysis.quality import Quality
from uvphoto.skin.face_finding import FaceFinding, FaceProblem


@dataclass(frozen=True)
class Limit:
    """From where on a value is warned of, and from where on it is refused; ``math.inf`` (or minus it): never."""

    warn: float
    refuse: float


# From what faults do to the spot ratio of simulated photos (benchmarks/photo_quality.py): its error doubles where it is
# too dark, nearly so where it is blurred; * beyond what was tried, or set by other means: docs/explanation/trust.md.
BLUR_MM = Limit(0.5, 0.9)
PUPIL_DISTANCE = Limit(100.0, 50.0)  # *
LUMINANCE_LOW = Limit(0.06, 0.03)
LUMINANCE_HIGH = Limit(0.7, 0.9)  # *
CLIPPED = Limit(0.1, 0.35)  # * of strong contrast filters
NOISE = Limit(0.05, 0.15)  # *
CAST = Limit(8.0, 11.0)  # * no skin in good light is further off; a grey photo is 12
UNEVENNESS = Limit(3.0, 5.0)  # *
SKIN_SHARE = Limit(0.5, 0.15)  # *
YAW = Limit(20.0, 35.0)  # *
ROLL = Limit(25.0, math.inf)  # *
ITA_DEGREES = Limit(-5.0, -30.0)  # * where spots of a true UV photo cease to follow the pigment

_LIGHT = "Take it in even, bright light from the front: daylight at a window, or lamps on both sides."


def judge(quality: Quality, finding: FaceFinding) -> tuple[Finding, ...]:
    """Return what stands against a photo.

    Args:
        quality: of the photo.
        finding: what was found of faces.

    Returns:
        The findings, refusals first.

    """
    found = [*of_face(finding, quality.pupil_distance), *of_sharpness(quality), *_of_light(quality), *_of_skin(quality)]
    return refusals_first(found)


def refusals_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with the grave ones in front."""
    return tuple(sorted(findings, key=lambda one: one.severity is not Severity.REFUSE))


def above(
    kind: FindingKind, value: float, limit: Limit, message: str, remedy: str, *, digits: str = ".2g"
) -> list[Finding]:
    """Return a finding where a value is above a limit; ``message`` says what it is, with {value} and {limit}."""
    if not value > limit.warn:  # not a number is above nothing
        return []
    severity, passed = (Severity.REFUSE, limit.refuse) if value > limit.refuse else (Severity.WARN, limit.warn)
    return [Finding(kind, severity, message.format(value=f"{value:{digits}}", limit=f"{passed:{digits}}"), remedy)]


def below(
    kind: FindingKind, value: float, limit: Limit, message: str, remedy: str, *, digits: str = ".2g"
) -> list[Finding]:
    """Return a finding where a value is below a limit."""
    if not value < limit.warn:
        return []
    severity, passed = (Severity.REFUSE, limit.refuse) if value < limit.refuse else (Severity.WARN, limit.warn)
    return [Finding(kind, severity, message.format(value=f"{value:{digits}}", limit=f"{passed:{digits}}"), remedy)]


def of_face(finding: FaceFinding, pupil_distance: float) -> list[Finding]:
    """Return what stands against a photo for the face in it, its pose and its size.

    Args:
        finding: what was found of faces.
        pupil_distance: pixels between the pupils in the photo that is to be measured.

    """
    found = []
    if FaceProblem.NO_FACE in finding.problems:
        remedy = "Take the face from the front, upright, with hair out of it."
        found.append(Finding(FindingKind.NO_FACE, Severity.REFUSE, "No face was found.", remedy))
    if FaceProblem.SEVERAL in finding.problems:
        message = "Several faces are in the photo; the largest was measured."
        found.append(Finding(FindingKind.SEVERAL_FACES, Severity.WARN, message, "Crop the photo to one face."))
    straight = "Look straight into the camera."
    turned = above(FindingKind.TURNED, abs(finding.yaw), YAW,
                   "The head is turned by about {value} degrees (limit {limit}).", straight, digits=".0f")  # fmt: skip
    if not turned and FaceProblem.TURNED in finding.problems:
        turned = [Finding(FindingKind.TURNED, Severity.WARN, "The head is turned aside.", straight)]
    found += turned
    found += above(FindingKind.LEANING, abs(finding.roll), ROLL,
                   "The head leans by {value} degrees (limit {limit}).",
                   "Hold the head upright.", digits=".0f")  # fmt: skip
    found += below(FindingKind.SMALL, pupil_distance, PUPIL_DISTANCE,
                   "There are {value} pixels between the pupils; {limit} are needed.",
                   "Come nearer, or use a camera with more pixels.", digits=".0f")  # fmt: skip
    return found


def of_sharpness(quality: Quality) -> list[Finding]:
    """Return what stands against a photo for its blur and noise."""
    return [
        *above(FindingKind.BLURRED, quality.blur_mm, BLUR_MM,
               "The photo is blurred by {value} mm (limit {limit} mm).",
               "Focus on the eyes, wipe the lens, hold still, and switch off beauty filters."),
        *above(FindingKind.NOISY, 100 * quality.noise, _percent(NOISE),
               "The noise is {value} % of the range (limit {limit} %).", _LIGHT),
    ]  # fmt: skip


def of_clipping(quality: Quality) -> list[Finding]:
    """Return what stands against a photo for skin without detail."""
    clipped = 100 * max(quality.clipped_bright, quality.clipped_dark)
    return above(FindingKind.CLIPPED, clipped, _percent(CLIPPED),
                 "{value} % of the skin is without detail, white or black (limit {limit} %).",
                 "Expose for the face, and avoid flash, sun and shine.")  # fmt: skip


def _of_light(quality: Quality) -> list[Finding]:
    return [
        *below(FindingKind.DARK, 100 * quality.luminance, _percent(LUMINANCE_LOW),
               "The skin is dark: {value} % of white (limit {limit} %).", _LIGHT),
        *above(FindingKind.BRIGHT, 100 * quality.luminance, _percent(LUMINANCE_HIGH),
               "The skin is very bright: {value} % of white (limit {limit} %).", "Expose less."),
        *of_clipping(quality),
        *above(FindingKind.CAST, quality.cast, CAST,
               "The skin's colour leans to " + quality.cast_towards + ", {value} Delta E off any skin (limit {limit}).",
               "Use daylight or white lamps, one kind at a time, and no filter.", digits=".0f"),
        *above(FindingKind.UNEVEN, quality.unevenness, UNEVENNESS,
               "The light over the face differs by {value} stops (limit {limit}).", _LIGHT),
    ]  # fmt: skip


def _of_skin(quality: Quality) -> list[Finding]:
    return [
        *below(FindingKind.LITTLE_SKIN, 100 * quality.skin_share, _percent(SKIN_SHARE),
               "{value} % of the skin of a face are to be seen (limit {limit} %).",
               "Take the whole face, without hair, beard, hands, glasses or mask before it.", digits=".0f"),
        *below(FindingKind.DARK_SKIN, quality.ita_degrees, ITA_DEGREES,
               "The skin in the photo is dark (ITA {value} degrees, limit {limit}): it absorbs most UV light itself, "
               "so spots hardly stand out, and half of what is found, in a true UV photo too, is no pigment.",
               "If the photo is merely too dark, expose for the face; else compare visits of one person only.",
               digits=".0f"),
    ]  # fmt: skip


def _percent(limit: Limit) -> Limit:
    return Limit(100 * limit.warn, 100 * limit.refuse)

"""What becomes of spots on one face from one day to the next: noise, planted and faded spots found, false alarms.

    python benchmarks/tracks.py --people 26

Each simulated person is photographed on two days that follow each other, by the clinic and by a phone, in another pose
and light each time. In between a few spots are planted and a few others fade to a quarter; all else stays. Face, skin,
UV photo and spots are found as ``uvphoto analyse`` finds them, from the photos alone. Half of the people tell the noise
of each kind of photo, the other half how spots are followed with it; "seen" are those that the detector finds on the
day when they are there. All figures are those of simulated faces.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from uvphoto.analysis.face import find_measured_face
from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import Converter, load_converter
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import SimulatedPerson, draw_simulated
from uvphoto.errors import UnusablePhotoError
from uvphoto.longitudinal.registration import View, register
from uvphoto.longitudinal.tracks import Change, DeviceNoise, Sighting, Track, brought, fit_noise, follow
from uvphoto.longitudinal.tracks.blanks import blank_differences
from uvphoto.longitudinal.tracks.footprints import footprints
from uvphoto.longitudinal.tracks.noise import fit_blank
from uvphoto.simulate.face.mark_population import draw_newborn
from uvphoto.simulate.life import Life, Visit, visit
from uvphoto.simulate.marks import MarkKind
from uvphoto.simulate.photography import ClinicPhoto, PhonePhoto, clinic_photo, phone_photo
from uvphoto.simulate.series.births import placing
from uvphoto.simulate.series.changes import faded
from uvphoto.skin.plain_parser import PlainParser
from uvphoto.spots.detect import Detection, detect_spots

PLANTED = 6  # spots on each face, and as many that fade
LEFT = 0.25  # of the melanin of those that fade
NEAR_MM = 1.5  # of a mark within which a track is the mark's
SEEN = 0.3  # of a mark's place that the detector counts as spot when it sees it
KINDS = ("clinic, UV taken", "clinic, synthetic UV", "phone, synthetic UV")
Places = np.ndarray  # (N, 2) rows and columns of a mark's pixels, in the frame of the first day
Photo = ClinicPhoto | PhonePhoto


@dataclass(frozen=True)
class Seen:
    """What was found in one photo."""

    view: View
    detection: Detection


@dataclass(frozen=True)
class Pair:
    """Two days of one face by one kind of photo."""

    sightings: tuple[Sighting, Sighting]
    mm_per_pixel: float
    planted: tuple[Places, ...]
    faded: tuple[Places, ...]


def two_days(one: SimulatedPerson, rng: np.random.Generator) -> tuple[tuple[Life, Life], list[int], list[int]]:
    """Return a person's life without and with the change, and the seeds of the marks that were planted and faded."""
    life = replace(one.life, days=np.array([0.0, 1.0]))
    course = life.course
    kinds = [MarkKind.FAINT, MarkKind.LENTIGO, MarkKind.FRECKLE]
    place = placing(course.places)
    new = [draw_newborn(life.person, kinds[n % len(kinds)], *place(rng), rng) for n in range(PLANTED)]
    pigment = [mark.seed for mark in course.marks if mark.kind in kinds]
    fading = rng.permutation(pigment)[:PLANTED].tolist()
    marks = [faded(mark, LEFT) if mark.seed in fading else mark for mark in course.marks]
    changed = replace(life, course=replace(course, marks=(*marks, *new)))
    return (life, changed), [mark.seed for mark in new], fading


def look(photo: Photo, converter: Converter | None) -> Seen:
    face = find_measured_face(photo.colour, PlainParser())
    scale = face.scale.mm_per_pixel
    uv = photo.uv if converter is None else convert(photo.colour, converter, mm_per_pixel=scale)
    return Seen(View(uv, face.skin, scale, face.finding.pupils), detect_spots(uv, face.skin, scale))


def pair_of(photos: Sequence[Photo], marks: Sequence[list[int]], converter: Converter | None) -> Pair | str:
    """Lay the second day on the first; else tell why not. ``marks`` are numbers in the second and the first photo."""
    try:
        first, second = (look(photo, converter) for photo in photos)
    except UnusablePhotoError as error:
        return str(error)
    registration = register(first.view, second.view)
    if registration.problem:
        return registration.problem
    laid = registration.bring(photos[1].spots.astype(np.float32), nearest=True)
    itself = register(first.view, first.view)
    sightings = (
        brought(first.detection, first.view.skin, itself, day=0.0, device="camera"),
        brought(second.detection, second.view.skin, registration, day=1.0, device="camera"),
    )
    planted, gone = (
        tuple(places for number in numbers if len(places := np.argwhere((labels == number) & first.view.skin)))
        for numbers, labels in zip(marks, (laid, photos[0].spots), strict=True)
    )
    return Pair(sightings, first.view.mm_per_pixel, planted, gone)


def pairs(settings: SimulationSettings, converter: Converter) -> Iterator[tuple[int, str, Pair | str]]:
    """Yield each person's pair of each kind."""
    for number in range(settings.people):
        one = draw_simulated(settings, number)
        lives, new, fading = two_days(one, np.random.default_rng([settings.seed, number]))
        days: list[Visit] = [visit(life, day) for day, life in enumerate(lives)]
        numbers = [[lives[1].numbers[seed] for seed in new], [lives[0].numbers[seed] for seed in fading]]
        clinic = [clinic_photo(life, day, one.studio) for life, day in zip(lives, days, strict=True)]
        phone = [phone_photo(life, day, one.phones[0], 0, one.studio) for life, day in zip(lives, days, strict=True)]
        for kind, photos, network in zip(KINDS, (clinic, clinic, phone), (None, converter, converter), strict=True):
            yield number, kind, pair_of(photos, numbers, network)
        print(f"\r{number + 1} of {settings.people} people", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def is_near(track: Track, places: Places, mm_per_pixel: float) -> bool:
    return bool(np.hypot(*(places - [track.row, track.column]).T).min() * mm_per_pixel <= NEAR_MM)


def unchanged(tracks: Sequence[Track], pair: Pair) -> list[Track]:
    """Return the tracks of spots with which nothing was done."""
    touched = [*pair.planted, *pair.faded]
    return [one for one in tracks if not any(is_near(one, places, pair.mm_per_pixel) for places in touched)]


def found(
    marks: Sequence[Places], day: Sighting, tracks: Sequence[Track], changes: set[Change], scale: float
) -> list[tuple[bool, bool]]:
    """Return of each mark whether the detector sees it on the day when it is there, and whether a track tells of it."""
    return [
        (
            bool((day.labels[tuple(places.T)] > 0).mean() >= SEEN),
            any(one.change in changes and is_near(one, places, scale) for one in tracks),
        )
        for places in marks
    ]


def fitted(cases: Sequence[Pair]) -> DeviceNoise:
    """Fit the noise to spots with which nothing was done, and to bare skin."""
    repeats, blanks = [], []
    for pair in cases:
        tracks = unchanged(follow(pair.sightings, {"camera": DeviceNoise(1.0, 0.0)}, pair.mm_per_pixel), pair)
        repeats += [(one.strengths[0], one.strengths[1]) for one in tracks if np.isfinite(one.difference)]
        spots = footprints([one.labels for one in pair.sightings], pair.mm_per_pixel)
        blanks.append(blank_differences(spots, *pair.sightings, pair.mm_per_pixel))
    return fit_noise(repeats, fit_blank(blanks))


def judged(cases: Sequence[Pair], noise: DeviceNoise) -> tuple[str, ...]:
    new: list[tuple[bool, bool]] = []
    gone: list[tuple[bool, bool]] = []
    alarms, spots = [], []
    for pair in cases:
        tracks = follow(pair.sightings, {"camera": noise}, pair.mm_per_pixel)
        before, after = pair.sightings
        new += found(pair.planted, after, tracks, {Change.NEW, Change.GROWN}, pair.mm_per_pixel)
        gone += found(pair.faded, before, tracks, {Change.FADED, Change.GONE}, pair.mm_per_pixel)
        rest = [one for one in unchanged(tracks, pair) if one.change is not Change.UNKNOWN]
        alarms.append(sum(one.change is not Change.SAME for one in rest))
        spots.append(len(rest))

    def told(marks: list[tuple[bool, bool]], *, seen: bool) -> str:
        hits = [is_told for is_seen, is_told in marks if is_seen or not seen]
        return f"{sum(hits)} of {len(hits)}"

    return (
        *(told(marks, seen=seen) for marks in (new, gone) for seen in (False, True)),
        f"{np.mean(alarms):.1f} ({np.max(alarms)})",
        f"{np.mean(spots):.0f}",
        f"{sum(alarms) / max(sum(spots), 1):.1%}",
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=26)
    parser.add_argument("--seed", type=int, default=9808)
    parser.add_argument("--weights", help="name or file of the converter; else the bundled")
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args(arguments)
    cv2.setNumThreads(given.threads or -1)
    settings = SimulationSettings(people=given.people, seed=given.seed, phones=1)
    converter = load_converter(WeightsStore.of_user().find(given.weights), RunSettings(threads=given.threads))
    halves: dict[str, tuple[list[Pair], list[Pair]]] = defaultdict(lambda: ([], []))
    refused: dict[str, list[str]] = defaultdict(list)
    for number, kind, pair in pairs(settings, converter):
        if isinstance(pair, str):
            refused[kind].append(pair)
        else:
            halves[kind][number % 2].append(pair)
    print(
        "| photos | faces judged | refused | floor | gain | bare skin | new, told | of those seen | faded, told "
        "| of those seen | false alarms a face (most) | spots followed a face | share of them |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
    for kind, (learned, held_out) in halves.items():
        noise = fitted(learned)
        cells = (
            kind,
            len(held_out),
            len(refused[kind]),
            f"{noise.floor:.4f}",
            f"{noise.gain:.3f}",
            f"{noise.blank:.4f}",
        )
        print("| " + " | ".join(str(cell) for cell in (*cells, *judged(held_out, noise))) + " |")
    for kind, reasons in ((kind, reasons) for kind, reasons in refused.items() if reasons):
        print(f"\n{kind}, refused: " + "; ".join(sorted(set(reasons))))


if __name__ == "__main__":
    main()

"""How exactly photos of one face are laid on each other, by device and pose, and whether another face is refused.

    python benchmarks/registration.py --people 24

Each simulated person comes twice, two years apart, and is photographed by the clinic and by a phone. A phone's photo is
laid on the clinic's of the same day, and each device's later photo on its earlier one; and the phone photo of the next
person on the clinic's. Once by the true UV photos and once by synthetic ones of the converter. Errors are those of the
places found, in mm on the skin and in pixels of the fixed photo, against the simulator's own warp; of each pair the
median and the 95th percentile over its skin, and over what of it the registration calls sure. All figures are those of
simulated faces.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import Converter, load_converter
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.longitudinal.registration import Registration, View, register
from uvphoto.simulate.face.lighting import RELIEF_MM
from uvphoto.simulate.face.pose import warp
from uvphoto.simulate.life import Life, visit
from uvphoto.simulate.photography import ClinicPhoto, PhonePhoto, clinic_photo, phone_photo
from uvphoto.skin.pupils import find_pupils

TURNED = 12.0  # degrees of yaw and pitch together from which on a pair counts as turned
VISITS = 5  # half a year apart: the last one is two years after the first
STEP = 8  # pixels from one place to the next at which the error is taken
PAIRS = ("phone on clinic", "clinic on clinic, two years", "phone on phone, two years")
Photo = ClinicPhoto | PhonePhoto


@dataclass(frozen=True)
class Case:
    """One photo laid on another of the same person."""

    pair: str
    degrees: float  # between both views of the head
    found: Registration
    median_mm: float
    most_mm: float  # 95th percentile
    sure: float  # share of the places that are sure
    most_sure_mm: float  # 95th percentile of those
    mm_per_pixel: float  # of the fixed photo
    seconds: float


def view_of(photo: Photo, converter: Converter | None) -> View:
    scale = photo.view.mm_per_pixel
    uv = photo.uv if converter is None else convert(photo.colour, converter, mm_per_pixel=scale)
    return View(uv, photo.skin_mask, scale, find_pupils(photo.colour))


def errors_mm(found: Registration, life: Life, fixed: Photo, moving: Photo) -> tuple[np.ndarray, np.ndarray]:
    """Return the errors of the places of the moving photo's skin, thinned, in mm, and which of them are sure."""
    surface = life.canvas, life.surface.depth, RELIEF_MM
    step = slice(STEP // 2, None, STEP)
    seen = warp(moving.view, *surface)
    places = life.canvas.to_millimetres(np.stack([seen.rows[step, step], seen.columns[step, step]], -1).reshape(-1, 2))
    there = fixed.view.seen_at(places, *surface)
    own = np.stack(np.meshgrid(*(np.arange(side)[step] for side in seen.rows.shape), indexing="ij"), -1).reshape(-1, 2)
    inside = ((there >= 0) & (there <= np.array(fixed.skin_mask.shape) - 1)).all(axis=1)
    inside &= moving.skin_mask[tuple(own.T)]
    inside[inside] &= fixed.skin_mask[tuple(there[inside].round().astype(int).T)]
    y, x = (
        ((place + 0.5) * side / whole - 0.5).astype(np.float32)[None]
        for place, side, whole in zip(there[inside].T, found.rows.shape, fixed.skin_mask.shape, strict=True)
    )
    off = [
        cv2.remap(way, x, y, cv2.INTER_LINEAR)[0] - place
        for way, place in zip((found.rows, found.columns), own[inside].T, strict=True)
    ]
    sure = found.bring_sure()[tuple(there[inside].round().astype(int).T)]
    return np.hypot(*off) * moving.view.mm_per_pixel, sure


def cases_of(settings: SimulationSettings, converter: Converter | None) -> tuple[list[Case], list[Registration]]:
    """Return each person's cases, and the next person's phone photo laid on the same clinic photo."""
    cases, others, before = [], [], None
    for number in range(settings.people):
        one = draw_simulated(settings, number)
        days = [visit(one.life, index) for index in (0, settings.visits - 1)]
        clinic = [clinic_photo(one.life, day, one.studio) for day in days]
        phone = [phone_photo(one.life, day, one.phones[0], 0, one.studio) for day in days]
        views = {id(photo): view_of(photo, converter) for photo in (*clinic, *phone)}
        for pair, (fixed, moving) in zip(PAIRS, ((clinic[0], phone[0]), clinic, phone), strict=True):
            start = time.perf_counter()
            found = register(views[id(fixed)], views[id(moving)])
            seconds = time.perf_counter() - start
            far, sure = errors_mm(found, one.life, fixed, moving)
            turn = np.hypot(fixed.view.yaw - moving.view.yaw, fixed.view.pitch - moving.view.pitch)
            ends = float(np.median(far)), float(np.quantile(far, 0.95))
            believed = float(sure.mean()), float(np.quantile(far[sure], 0.95))
            cases.append(Case(pair, float(turn), found, *ends, *believed, fixed.view.mm_per_pixel, seconds))
        if before is not None:
            others.append(register(before, views[id(phone[0])]))
        before = views[id(clinic[0])]
        print(f"\r{number + 1} of {settings.people} people", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return cases, others


def line(name: str, cases: Sequence[Case]) -> str:
    used = [one for one in cases if not one.found.problem]
    if not used:
        return f"| {name} | {len(cases)} | {len(cases)} |" + " |" * 8
    scale = np.array([one.mm_per_pixel for one in used])
    middle, most, sure, most_sure = (
        np.array([getattr(one, name) for one in used]) for name in ("median_mm", "most_mm", "sure", "most_sure_mm")
    )
    cells = [
        f"{np.median(middle):.2f}", f"{np.median(most):.2f}", f"{most.max():.2f}", f"{np.median(sure):.0%}",
        f"{np.median(most_sure):.2f}", f"{most_sure.max():.2f}", f"{np.median(middle / scale):.2f}",
        f"{np.median(most / scale):.2f}",
    ]  # fmt: skip
    return f"| {name} | {len(cases)} | {len(cases) - len(used)} | " + " | ".join(cells) + " |"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=24)
    parser.add_argument("--seed", type=int, default=9102)
    parser.add_argument("--weights", help="name or file of the converter; else the bundled")
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args(arguments)
    settings = SimulationSettings(people=given.people, seed=given.seed, phones=1, visits=VISITS)
    converter = load_converter(WeightsStore.of_user().find(given.weights), RunSettings(threads=given.threads))
    print(
        "| laid by | pairs | refused | median, mm | 95 %, mm | worst 95 %, mm | of the skin sure | 95 % of it, mm "
        "| worst | median, pixels | 95 %, pixels |\n|---|---|---|---|---|---|---|---|---|---|---|"
    )
    told = []
    for name, network in (("true UV", None), ("synthetic UV", converter)):
        cases, others = cases_of(settings, network)
        for pair in PAIRS:
            print(line(f"{name}, {pair}", [one for one in cases if one.pair == pair]))
        for title, chosen in (("near to straight", False), (f"turned by {TURNED:.0f} degrees or more", True)):
            print(line(f"{name}, {title}", [one for one in cases if (one.degrees >= TURNED) is chosen]), flush=True)
        accepted = sum(not one.problem for one in others)
        least, largest = min(one.found.consistent for one in cases), max(one.consistent for one in others)
        told.append(
            f"{name}: {accepted} of {len(others)} photos of another person accepted; consistent on {least:.0%} or more "
            f"of one person's skin, on {largest:.0%} or less of two people's; "
            f"{np.median([one.seconds for one in cases]):.2f} s a pair"
        )
    print("\n" + "\n".join(told))


if __name__ == "__main__":
    main()

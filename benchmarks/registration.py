"""How exactly photos of one face are laid on each other, by device and pose, and whether another face is refused.

    python benchmarks/registration.py --people 40

Each simulated person's phone photo is laid on the clinic's of the same day, once by the true UV photos and once by
synthetic ones of the converter, and the phone photo of the next person on the same one. Errors are those of the places
found, in mm on the skin and in pixels of the clinic's photo, against the simulator's own warp; of each photo the median
and the 95th percentile over its skin. All figures are those of simulated faces.
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
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import WARP_STEP, ClinicPhoto, PhonePhoto, clinic_photo, phone_photo
from uvphoto.simulate.staging import CLINIC_FRAME_MM
from uvphoto.skin.pupils import find_pupils

TURNED = 12.0  # degrees of yaw and pitch together from which on a phone photo counts as turned


@dataclass(frozen=True)
class Case:
    """One phone photo laid on a clinic's."""

    degrees: float  # between both views of the head
    found: Registration
    median_mm: float
    most_mm: float  # 95th percentile
    seconds: float


def view_of(photo: ClinicPhoto | PhonePhoto, converter: Converter | None) -> View:
    scale = photo.view.mm_per_pixel
    uv = photo.uv if converter is None else convert(photo.colour, converter, mm_per_pixel=scale)
    return View(uv, photo.skin_mask, scale, find_pupils(photo.colour))


def errors_mm(found: Registration, clinic: ClinicPhoto, phone: PhonePhoto) -> np.ndarray:
    """Return the errors of the places of the phone's skin, thinned, in mm."""
    rows, columns = np.moveaxis(phone.to_clinic, 2, 0)
    own_rows, own_columns = (WARP_STEP // 2 + WARP_STEP * np.arange(side) for side in rows.shape)
    height, width = clinic.skin_mask.shape
    inside = (rows >= 0) & (rows <= height - 1) & (columns >= 0) & (columns <= width - 1)
    inside &= phone.skin_mask[np.ix_(own_rows, own_columns)]
    inside[inside] &= clinic.skin_mask[rows[inside].round().astype(int), columns[inside].round().astype(int)]
    there_y, there_x = (
        ((place[inside] + 0.5) * own / whole - 0.5).astype(np.float32)[None]
        for place, own, whole in zip((rows, columns), found.rows.shape, clinic.skin_mask.shape, strict=True)
    )
    grid = np.meshgrid(own_rows, own_columns, indexing="ij")
    off = [
        cv2.remap(places, there_x, there_y, cv2.INTER_LINEAR)[0] - own[inside]
        for places, own in zip((found.rows, found.columns), grid, strict=True)
    ]
    return np.hypot(*off) * phone.view.mm_per_pixel


def cases_of(settings: SimulationSettings, converter: Converter | None) -> tuple[list[Case], list[Registration]]:
    """Return each person's case, and the next person's phone photo laid on the same clinic photo."""
    cases, others, before = [], [], None
    for number in range(settings.people):
        one = draw_simulated(settings, number)
        visited = visit(one.life, 0)
        clinic = clinic_photo(one.life, visited, one.studio)
        phone = phone_photo(one.life, visited, one.phones[0], 0, one.studio)
        fixed, moving = view_of(clinic, converter), view_of(phone, converter)
        start = time.perf_counter()
        found = register(fixed, moving)
        seconds = time.perf_counter() - start
        far = errors_mm(found, clinic, phone)
        turn = np.hypot(clinic.view.yaw - phone.view.yaw, clinic.view.pitch - phone.view.pitch)
        cases.append(Case(float(turn), found, float(np.median(far)), float(np.quantile(far, 0.95)), seconds))
        if before is not None:
            others.append(register(before, moving))
        before = fixed
        print(f"\r{number + 1} of {settings.people} people", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return cases, others


def line(name: str, cases: Sequence[Case], mm_per_pixel: float) -> str:
    used = [one for one in cases if not one.found.problem]
    if not used:
        return f"| {name} | {len(cases)} | {len(cases)} | | | | | |"
    middle, most = (np.median([getattr(one, key) for one in used]) for key in ("median_mm", "most_mm"))
    worst = max(one.most_mm for one in used)
    return (
        f"| {name} | {len(cases)} | {len(cases) - len(used)} | {middle:.2f} | {most:.2f} | {worst:.2f} | "
        f"{middle / mm_per_pixel:.2f} | {most / mm_per_pixel:.2f} |"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--seed", type=int, default=9102)
    parser.add_argument("--weights", help="name or file of the converter; else the bundled")
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args(arguments)
    settings = SimulationSettings(people=given.people, seed=given.seed, phones=1)
    converter = load_converter(WeightsStore.of_user().find(given.weights), RunSettings(threads=given.threads))
    print("| laid by | photos | refused | median, mm | 95 %, mm | worst 95 %, mm | median, pixels | 95 %, pixels |")
    print("|---|---|---|---|---|---|---|---|")
    told = []
    for name, network in (("true UV", None), ("synthetic UV", converter)):
        cases, others = cases_of(settings, network)
        scale = CLINIC_FRAME_MM / settings.size
        print(line(name, cases, scale))
        for title, chosen in (("near to straight", False), (f"turned by {TURNED:.0f} degrees or more", True)):
            print(line(f"{name}, {title}", [one for one in cases if (one.degrees >= TURNED) is chosen], scale))
        accepted = sum(not one.problem for one in others)
        least, largest = min(one.found.consistent for one in cases), max(one.consistent for one in others)
        told.append(
            f"{name}: {accepted} of {len(others)} photos of another person accepted; consistent on {least:.0%} or more "
            f"of one person's skin, on {largest:.0%} or less of two people's; "
            f"{np.median([one.seconds for one in cases]):.2f} s a photo"
        )
    print("\n" + "\n".join(told))


if __name__ == "__main__":
    main()

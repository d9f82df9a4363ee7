"""Which step of a phone costs how much: the same simulated people again, with one step of the phone made faultless.

    python benchmarks/phone_steps.py --weights compact-simulated-1 --people 40

Each person is taken by one phone, and then again with some of its steps undone: the same place, pose and noise. Spots
are sought in the synthetic UV photo and in the true UV photo of the same frame; ratios are those of both cheeks. "sd"
is the standard deviation over people of log((found + 0.5 %) / (true + 0.5 %)): how far photos differ in the share of
spots that is found, whatever the mean is. All figures are those of simulated faces.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import Converter, load_converter
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import SimulatedPerson, draw_simulated
from uvphoto.simulate.camera.phone import Phone
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import Occasion, PhonePhoto, draw_occasion, take_with_phone
from uvphoto.skin.regions import skin_of
from uvphoto.skin.window import window_around
from uvphoto.spots.detect import detect_spots

AREA = "cheeks"
ROOM_MM = 14.0  # around the skin, wider than the network sees
OFFSET = 0.005  # so that faces without spots have a logarithm
Step = Callable[[Phone, Occasion, SimulatedPerson], tuple[Phone, Occasion]]


def without_smoothing(phone: Phone, occasion: Occasion, _: SimulatedPerson) -> tuple[Phone, Occasion]:
    return replace(phone, denoise=0.0, beautify=0.0), occasion


def sharp(phone: Phone, occasion: Occasion, _: SimulatedPerson) -> tuple[Phone, Occasion]:
    return replace(phone, lens_blur=0.45), replace(
        occasion, shot=replace(occasion.shot, focus_blur=0.0, motion_length=0.0)
    )


def without_noise(phone: Phone, occasion: Occasion, _: SimulatedPerson) -> tuple[Phone, Occasion]:
    return replace(phone, read_noise=0.0, full_well=1e6, jpeg_quality=98), occasion


def plain_tones(phone: Phone, occasion: Occasion, _: SimulatedPerson) -> tuple[Phone, Occasion]:
    shot = replace(occasion.shot, balance_error=(1.0, 1.0, 1.0), exposure_error=0.0)
    return replace(phone, saturation=1.0, contrast=0.0, local_tone=0.0, sharpen=0.0), replace(occasion, shot=shot)


def in_the_clinics_light(phone: Phone, occasion: Occasion, one: SimulatedPerson) -> tuple[Phone, Occasion]:
    return phone, replace(occasion, lighting=one.studio.lighting)


def all_of_them(phone: Phone, occasion: Occasion, one: SimulatedPerson) -> tuple[Phone, Occasion]:
    for step in (without_smoothing, sharp, without_noise, plain_tones, in_the_clinics_light):
        phone, occasion = step(phone, occasion, one)
    return phone, occasion


STEPS: Mapping[str, Step] = {
    "as taken": lambda phone, occasion, _: (phone, occasion),
    "no noise reduction, no smoothing of skin": without_smoothing,
    "no blur": sharp,
    "no noise, hardly any compression": without_noise,
    "plain colours and tones": plain_tones,
    "lamps of the clinic": in_the_clinics_light,
    "all of these": all_of_them,
}


def ratios(photo: PhonePhoto, converter: Converter) -> tuple[float, float]:
    """Return the spot ratio in the cheeks, found and true."""
    scale = photo.view.mm_per_pixel
    box = window_around(photo.skin_mask, ROOM_MM / scale)
    skin = photo.skin_mask[box]
    cheeks = skin_of(AREA, photo.regions[box], skin)
    made = convert(np.ascontiguousarray(photo.colour[box]), converter, mm_per_pixel=scale)
    return tuple(float(detect_spots(uv, skin, scale).mask[cheeks].mean()) for uv in (made, photo.uv[box]))


def measure(settings: SimulationSettings, converter: Converter) -> Mapping[str, np.ndarray]:
    """Return found and true ratios by step, (N, 2), and tell on stderr how far it is."""
    found = defaultdict(list)
    for number in range(settings.people):
        one = draw_simulated(settings, number)
        visited = visit(one.life, 0)
        for name, step in STEPS.items():
            rng = one.life.stream("phone", 0, "visit", visited.index)
            phone, occasion = step(one.phones[0], draw_occasion(rng, one.life, one.phones[0]), one)
            photo = take_with_phone(one.life, visited, phone, occasion, one.studio, rng=rng)
            found[name].append(ratios(photo, converter))
        print(f"\r{number + 1} of {settings.people} people", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {name: np.array(pairs) for name, pairs in found.items()}


def line(name: str, pairs: np.ndarray) -> str:
    made, true = pairs.T
    spread = np.log((made + OFFSET) / (true + OFFSET)).std(ddof=1)
    means = f"{100 * made.mean():.2f} | {100 * true.mean():.2f}"
    return f"| {name} | {means} | {spread:.2f} | {np.corrcoef(made, true)[0, 1]:.3f} |"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", help="name or file; else the bundled")
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--seed", type=int, default=9102)
    parser.add_argument("--phone-family", default="usual", help="usual or other")
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args(arguments)
    settings = SimulationSettings.of(
        people=given.people, seed=given.seed, phones=1, population="global", phone_family=given.phone_family
    )
    weights = WeightsStore.of_user().find(given.weights)
    found = measure(settings, load_converter(weights, RunSettings(threads=given.threads)))
    print(f"{weights.info.name}, {given.people} simulated people, seed {given.seed}, {given.phone_family} phones\n")
    print("| the phone | found, % of the cheeks | true, % | sd | r |\n|---|---|---|---|---|")
    for name, pairs in found.items():
        print(line(name, pairs))


if __name__ == "__main__":
    main()

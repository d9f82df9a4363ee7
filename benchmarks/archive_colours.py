"""How far apart the skin of the same people is in photos of different devices, before and after colour calibration.

    python benchmarks/archive_colours.py --people 120 --cards 30 --seed 77

Every person is photographed by each of the simulator's four clinics, and each clinic photographs a ColorChecker Classic
(reflectances measured by N. Ohta), held up to 30 degrees aslant, in light that falls off by up to a tenth over it. Once
with the clinics as the simulator has them, which are all well set; once with devices that are set otherwise, in white
balance (gains of red and blue with a standard deviation of 12 %) and exposure (15 %, never brighter), each for ever.
Told are, over all people and pairs of clinics, Delta E ab between the medians of the skin, and the same with the
exposure taken out (a* and b* at L* 65):

- as taken;
- one card: each clinic has photographed one, once;
- a card in each photo, of the first --cards people;
- mean skin, same people: the clinics share their people, on whom the correction is found and judged, and have no card;
- mean skin, other people: the correction is found with a quarter of the people at each clinic, none at two of them, and
  judged on all.

All photos are simulated.
"""

import argparse
from dataclasses import replace
from datetime import date
from itertools import combinations

import colour
import numpy as np
from numpy.typing import NDArray

from uvphoto.archives.colour import ArchivePhoto, Correction, plan_corrections, read_card, read_colours
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.simulate.camera.clinic import ClinicCamera, take_colour
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import clinic_photo
from uvphoto.simulate.spectra import WAVELENGTHS
from uvphoto.simulate.staging import studios
from uvphoto.simulate.streams import stream
from uvphoto.skin.skin_locus import at_lightness
from uvphoto.skin.white_balance.balance import apply_matrix
from uvphoto.skin.white_balance.lab import to_lab

SIZE = 256  # pixels of a side
PITCH, GAP, MARGIN = 40, 6, 60  # pixels of the drawn card
MM_PER_PIXEL = 1.0  # of the card's photo
STEEPEST, LARGEST_FALL = 30.0, 0.1  # degrees, share
WELL_SET, OTHERWISE = "well set", "set otherwise"

Photos = list[ArchivePhoto]
Pixels = NDArray[np.float32]
Matrix = NDArray[np.float32]


def card_reflectances() -> NDArray[np.float64]:
    """Return (24, L), the ends held below 380 nm."""
    card = colour.SDS_COLOURCHECKERS["ColorChecker N Ohta"]
    return np.stack([np.interp(WAVELENGTHS, one.wavelengths, one.values) for one in card.values()])


def photograph_card(camera: ClinicCamera, level: float, rng: np.random.Generator) -> Pixels:
    """Photograph a card in a clinic."""
    height, width = 4 * PITCH + GAP + 2 * MARGIN, 6 * PITCH + GAP + 2 * MARGIN
    scene = np.full((height, width, 3), 0.3, np.float32)
    scene[MARGIN - 5 : 5 - MARGIN, MARGIN - 5 : 5 - MARGIN] = 0.02
    for number, patch in enumerate(card_reflectances() @ camera.colour_weights):
        top, left = (MARGIN + GAP + PITCH * place for place in divmod(number, 6))
        scene[top : top + PITCH - GAP, left : left + PITCH - GAP] = patch
    light = np.cos(np.radians(rng.uniform(0, STEEPEST))) * level
    fall = np.linspace(1, 1 - rng.uniform(0, LARGEST_FALL), width)[:: rng.choice([-1, 1]), None]
    return take_colour(camera, scene * (light * fall).astype(np.float32), MM_PER_PIXEL, rng)


def settings_of(device: int, seed: int, how: str) -> Matrix:
    """Return the gains (3, 3) at which a device stands."""
    rng = stream(seed, "settings", device)
    red, blue, exposure = np.exp(rng.normal(0, [0.12, 0.12, 0.15]))
    gains = np.array([red, 1, blue]) * min(exposure, 1.0) / max(red, 1, blue)
    return np.diag(gains if how == OTHERWISE else np.ones(3)).astype(np.float32)


def photograph(people: int, cards: int, seed: int) -> dict[str, Photos]:
    """Return the photo of each person in each clinic, by how devices are set; the first people hold cards."""
    photos: dict[str, Photos] = {WELL_SET: [], OTHERWISE: []}
    for number in range(people):
        one = draw_simulated(SimulationSettings(people=people, seed=seed, size=SIZE), number)
        visited = visit(one.life, 0)
        for index, studio in enumerate(studios(SIZE)):
            photo = clinic_photo(one.life, visited, studio)
            level, rng = visited.sitting.light, stream(seed, "card", number, index)
            card = photograph_card(studio.camera, level, rng) if number < cards else None
            for how, taken in photos.items():
                gains, device = settings_of(index, seed, how), studio.camera.name
                colours = read_colours(apply_matrix(gains, photo.colour), photo.skin_mask, seek_card=False)
                reading = None if card is None else read_card(apply_matrix(gains, card))
                colours = replace(colours, card=reading)
                taken.append(ArchivePhoto(f"{one.name} {device}", one.name, device, visited.date, True, colours))
    return photos


def session_cards(seed: int, how: str) -> Photos:
    """Return one photo of a card by each clinic."""
    photos = []
    for index, studio in enumerate(studios(SIZE)):
        card = photograph_card(studio.camera, 1.0, stream(seed, "session card", index))
        colours = read_colours(apply_matrix(settings_of(index, seed, how), card))
        name = studio.camera.name
        photos.append(ArchivePhoto(f"card {name}", "", name, date(2021, 1, 1), True, colours))
    return photos


def without_card(photos: Photos) -> Photos:
    return [replace(photo, colours=replace(photo.colours, card=None)) for photo in photos]


def apart(photos: Photos, plan: dict[str, Correction]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far the skin of each person is apart between each two clinics, with and without the exposure."""
    skin: dict[str, list[NDArray[np.float64]]] = {}
    for photo in photos:
        if photo.colours.skin is not None:
            skin.setdefault(photo.person, []).append(np.asarray(plan[photo.name].matrix) @ photo.colours.skin)
    both, colours = [], []
    for seen in skin.values():
        for first, second in combinations([to_lab(one) for one in seen], 2):
            both.append(float(np.linalg.norm(first - second)))
            colours.append(float(np.linalg.norm(at_lightness(first) - at_lightness(second))))
    return np.array(both), np.array(colours)


def by_other_people(photos: Photos) -> dict[str, Correction]:
    """Plan corrections with a quarter of the people at each clinic, and give them to all photos of the clinic."""
    people = sorted({photo.person for photo in photos})
    clinics = sorted({photo.device for photo in photos})
    group = {person: clinics[place % len(clinics)] for place, person in enumerate(people)}
    chosen = [photo for photo in photos if group[photo.person] == photo.device]
    plan = plan_corrections(chosen)
    of_clinic = {photo.device: plan[photo.name] for photo in chosen}
    return {photo.name: of_clinic[photo.device] for photo in photos}


def report(photos: Photos, session: Photos) -> None:
    """Print the table of one setting of the devices, and what was done."""
    plain, with_card = without_card(photos), [photo for photo in photos if photo.colours.card is not None]
    plans = {
        "as taken": (plain, {photo.name: Correction() for photo in plain}),
        "one card": (plain, plan_corrections([*plain, *session])),
        f"a card in each photo, {len(with_card)} photos": (with_card, plan_corrections(with_card)),
        "mean skin, same people": (plain, plan_corrections(plain)),
        "mean skin, other people": (plain, by_other_people(plain)),
    }
    print("| | Delta E, median | 95 % | at one lightness, median | 95 % |\n|---|---|---|---|---|")
    for name, (chosen, plan) in plans.items():
        both, colours = apart(chosen, plan)
        figures = [f"{np.quantile(values, share):.1f}" for values in (both, colours) for share in (0.5, 0.95)]
        print(f"| {name} | {' | '.join(figures)} |")
    for name, (chosen, plan) in plans.items():
        print(f"\n{name}")
        for device in sorted({photo.device for photo in chosen}):
            print(f"- {device}: {next(plan[one.name].reason for one in chosen if one.device == device)}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--people", type=int, default=120)
    arguments.add_argument("--cards", type=int, default=30)
    arguments.add_argument("--seed", type=int, default=77)
    asked = arguments.parse_args()
    print(f"{asked.people} simulated people, {len(studios(SIZE))} clinics")
    for how, photos in photograph(asked.people, asked.cards, asked.seed).items():
        print(f"\n## Devices {how}\n")
        report(photos, session_cards(asked.seed, how))


if __name__ == "__main__":
    main()

"""What a white balance does to phone photos: to the skin's colour, and to what converters make of them.

    uvphoto simulate held-out --people 40 --seed 9102 --size 1024 --phones 1
    python benchmarks/white_balance.py held-out [--weights FILE ...]

For each way to balance: in how many phone photos it was found (the others stay as they are); how far the skin's median
is from that in the clinic's photo of the same person, as Delta E ab and with the exposure taken out (a* and b* at L*
65); and for each converter PSNR over the skin and r of the spot ratio in the cheeks, against the phone's true UV photo.
"sclera as drawn" assumes the colour that the simulator gives the white of all eyes, in place of grey: real eyes differ
from each other, the simulator's do not. "known skin" takes the clinic's photo for the truth: no method can do better.
All photos are simulated.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import Converter, load_converter
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.storage import read_dataset
from uvphoto.errors import UnusablePhotoError
from uvphoto.evaluation.faces import Face, open_face
from uvphoto.metrics import pearson, psnr
from uvphoto.simulate.camera.colorimetry import decode_srgb, linear_srgb, xyz
from uvphoto.simulate.face.materials import sclera
from uvphoto.skin.pupils import Pupils, find_pupils
from uvphoto.skin.regions import skin_of
from uvphoto.skin.skin_locus import at_lightness
from uvphoto.skin.white_balance.balance import UNBALANCED, Balance, apply
from uvphoto.skin.white_balance.find import find_balance
from uvphoto.skin.white_balance.from_sclera import balance_by_sclera
from uvphoto.skin.white_balance.lab import from_lab, to_lab
from uvphoto.skin.white_balance.method import Method
from uvphoto.spots.detect import detect_spots

Pixels = NDArray[np.float32]
Lab = NDArray[np.float64]
Finder = Callable[[Face, Pupils | None, Lab], Balance]


def by_method(method: Method) -> Finder:
    def find(face: Face, pupils: Pupils | None, _clinic: Lab) -> Balance:
        return find_balance(face.colour, method, skin=face.skin, pupils=pupils)

    return find


def sclera_as_drawn(face: Face, pupils: Pupils | None, _clinic: Lab) -> Balance:
    red, green, blue = linear_srgb(xyz(sclera()))
    return balance_by_sclera(face.colour, pupils, face.skin, (red, green, blue))


def known_skin(face: Face, _pupils: Pupils | None, clinic: Lab) -> Balance:
    own = skin_lab(face.colour, face)
    red, green, blue = from_lab([own[0], *at_lightness(clinic, own[0])]) / from_lab(own)
    return Balance(Method.SKIN, (red, green, blue))


FINDERS: dict[str, Finder] = {
    **{method.value: by_method(method) for method in (Method.NONE, Method.SKIN, Method.SCLERA, Method.AUTO)},
    "sclera as drawn": sclera_as_drawn,
    "known skin": known_skin,
}


@dataclass(frozen=True)
class Converted:
    """What a converter made of a photo."""

    psnr: float
    found: float
    true: float


@dataclass(frozen=True)
class Result:
    """What came of one photo, balanced one way."""

    is_found: bool
    delta_e: float
    at_one_lightness: float
    converted: dict[str, Converted]


def skin_lab(colour: Pixels, face: Face) -> Lab:
    return to_lab(decode_srgb(np.median(colour[face.skin], axis=0).astype(np.float64)))


def judge(face: Face, clinic: Lab, converters: dict[str, Converter]) -> dict[str, Result]:
    pupils, cheeks = find_pupils(face.colour), skin_of("cheeks", face.regions, face.skin)
    scale = face.mm_per_pixel

    def spot_ratio(uv: Pixels) -> float:
        return float(detect_spots(uv, face.skin, scale).mask[cheeks].mean())

    true = spot_ratio(face.uv)

    def judge_uv(uv: Pixels) -> Converted:
        return Converted(psnr(uv, face.uv, face.skin), spot_ratio(uv), true)

    known: dict[tuple[float, ...], dict[str, Converted]] = {}  # by gains: auto is as good as what it chose
    results = {}
    for name, finder in FINDERS.items():
        balance, is_found = UNBALANCED, True
        try:
            balance = finder(face, pupils, clinic)
        except UnusablePhotoError:
            is_found = False
        colour = apply(balance, face.colour)
        own = skin_lab(colour, face)
        if balance.gains not in known:
            known[balance.gains] = {
                name: judge_uv(convert(colour, one, mm_per_pixel=scale)) for name, one in converters.items()
            }
        apart = float(np.hypot(*(at_lightness(own) - at_lightness(clinic))))
        results[name] = Result(is_found, float(np.linalg.norm(own - clinic)), apart, known[balance.gains])
    return results


def print_table(results: dict[str, list[Result]], weights: list[str]) -> None:
    columns = ["balance", "found", "Delta E", "at one lightness: median", "90th percentile"]
    columns += [f"{one}: {what}" for one in weights for what in ("PSNR, dB", "r (95 %)", "error, % of skin")]
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for name, judged in results.items():
        apart = [one.at_one_lightness for one in judged]
        cells = [
            name,
            f"{np.mean([one.is_found for one in judged]):.0%}",
            f"{np.median([one.delta_e for one in judged]):.1f}",
            f"{np.median(apart):.1f}",
            f"{np.percentile(apart, 90):.1f}",
        ]
        for one in weights:
            converted = [result.converted[one] for result in judged]
            found, true = np.array([[each.found, each.true] for each in converted]).T
            r = pearson(found, true)
            cells += [f"{np.mean([each.psnr for each in converted]):.2f}", f"{r.r:.3f} ({r.low:.2f}-{r.high:.2f})"]
            cells += [f"{100 * np.abs(found - true).mean():.2f}"]
        print(f"| {' | '.join(cells)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", nargs="*", default=[], help="names or files; none: colours alone are judged")
    parser.add_argument("--people", type=int, default=0, help="at most so many; 0: all")
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    dataset, store = read_dataset(arguments.data), WeightsStore.of_user()
    run = RunSettings(threads=arguments.threads)
    converters = {Path(name).stem: load_converter(store.find(name), run) for name in arguments.weights}
    rows = [row for row in dataset.photos if row.uv or row.truth_uv]
    people = list(dict.fromkeys(row.person for row in rows))[: arguments.people or None]
    results: dict[str, list[Result]] = defaultdict(list)
    clinic: dict[str, Lab] = {}
    for row in sorted((row for row in rows if row.person in people), key=lambda row: (row.person, row.domain)):
        face = open_face(dataset, row)
        if row.domain == "clinic":
            clinic[row.person] = skin_lab(face.colour, face)
        elif row.person in clinic:
            for name, result in judge(face, clinic[row.person], converters).items():
                results[name].append(result)
    print(f"{len(results[Method.NONE])} phone photos of {len(people)} simulated people\n")
    print_table(results, list(converters))


if __name__ == "__main__":
    main()

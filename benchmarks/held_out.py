"""How near converters come to the true UV photos of held-out simulated people, and to the spots in their cheeks.

    uvphoto simulate held-out --people 40 --seed 9001 --size 1024 --phones 1
    python benchmarks/held_out.py held-out --learned-from faces [--weights FILE ...]

Baselines: the colour channel that comes nearest (identity), and a regression per pixel (cubic polynomial of the three
channels, fitted to the pixels of the training people). PSNR and SSIM are over the skin; the spot share is that of the
detector in both cheeks, and r its correlation with the true UV photos' over people (95 % interval).
Precision and recall are of the pixels of spots, against the detector on the true UV photo: 1 - precision is the share
of invented spots. All photos are simulated: no figure here speaks for the clinic.
"""

import argparse
import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.weights_file import read_weights
from uvphoto.datasets.manifest import DataSet, PhotoRow
from uvphoto.datasets.storage import read_dataset
from uvphoto.metrics import pearson, precision_recall, psnr, ssim
from uvphoto.picture import read_colour, read_labels, read_mask, read_uv
from uvphoto.skin.regions import REGIONS
from uvphoto.spots.detect import detect_spots

Pixels = NDArray[np.float32]
Method = Callable[[Pixels, float], Pixels]  # colour, mm per pixel -> UV

CHEEKS = [REGIONS.index(name) + 1 for name in ("left_cheek", "right_cheek")]
TONES = ((41.0, "light, ITA above 41"), (28.0, "intermediate, 28-41"), (10.0, "tan, 10-28"), (-91.0, "dark, below 10"))
PIXELS_OF_A_PHOTO = 2000  # for the regression
DEGREE = 3


@dataclass(frozen=True)
class Case:
    """One held-out photo."""

    person: str
    domain: str
    colour: Pixels
    uv: Pixels
    skin: NDArray[np.bool_]
    cheeks: NDArray[np.bool_]
    mm_per_pixel: float
    spots: NDArray[np.bool_]  # in the true UV photo


@dataclass(frozen=True)
class Result:
    """What one method made of one photo."""

    psnr: float
    ssim: float
    spot_share: float
    precision: float
    recall: float


def read_case(dataset: DataSet, row: PhotoRow) -> Case:
    colour = read_colour(dataset.folder / row.colour).pixels
    uv = read_uv(dataset.folder / (row.uv or row.truth_uv)).pixels
    skin = read_mask(dataset.folder / row.skin_mask)
    cheeks = np.isin(read_labels(dataset.folder / row.regions), CHEEKS) & skin
    scale = dataset.scale_of(row) or float("nan")
    return Case(row.person, row.domain, colour, uv, skin, cheeks, scale, detect_spots(uv, skin, scale).mask)


def judge(case: Case, method: Method) -> Result:
    made = method(case.colour, case.mm_per_pixel)
    found = detect_spots(made, case.skin, case.mm_per_pixel).mask
    agreement = precision_recall(found & case.cheeks, case.spots & case.cheeks)
    return Result(psnr(made, case.uv, case.skin), ssim(made, case.uv, case.skin), found[case.cheeks].mean(),
                  agreement.precision, agreement.recall)  # fmt: skip


def terms(colour: Pixels) -> NDArray[np.float64]:
    """Return the products of the channels up to DEGREE: (..., 20)."""
    red, green, blue = (colour[..., channel].astype(np.float64) for channel in range(3))
    powers = [(i, j, k) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i) for k in range(DEGREE + 1 - i - j)]
    return np.stack([red**i * green**j * blue**k for i, j, k in powers], axis=-1)


def fit_regression(dataset: DataSet) -> Method:
    """Fit UV to the colours of single pixels of the training people's skin, clinic photos and phone photos alike."""
    rng = np.random.default_rng(0)
    inputs, outputs = [], []
    for row in dataset.of_split("train"):
        if not (row.uv or row.truth_uv):
            continue
        skin = np.flatnonzero(read_mask(dataset.folder / row.skin_mask))
        chosen = rng.choice(skin, min(len(skin), PIXELS_OF_A_PHOTO), replace=False)
        inputs.append(terms(read_colour(dataset.folder / row.colour).pixels.reshape(-1, 3)[chosen]))
        outputs.append(read_uv(dataset.folder / (row.uv or row.truth_uv)).pixels.reshape(-1)[chosen])
    weights = np.linalg.lstsq(np.concatenate(inputs), np.concatenate(outputs), rcond=None)[0]

    def method(colour: Pixels, _scale: float) -> Pixels:
        return np.clip(np.stack([terms(line) @ weights for line in colour]), 0, 1).astype(np.float32)

    return method


def methods(arguments: argparse.Namespace) -> dict[str, Method]:
    found: dict[str, Method] = {
        name: (lambda colour, _scale, channel=channel: np.ascontiguousarray(colour[..., channel]))
        for channel, name in enumerate(("red channel", "green channel", "blue channel"))
    }
    if arguments.learned_from is not None:
        found["regression per pixel"] = fit_regression(read_dataset(arguments.learned_from))
    for path in arguments.weights:
        weights = read_weights(path)
        converter = load_converter(weights)
        found[path.stem] = lambda colour, scale, converter=converter: convert(colour, converter, mm_per_pixel=scale)
    return found


def mean(values: list[float]) -> float:
    return float(np.nanmean(values))


def line(name: str, cases: list[Case], results: list[Result]) -> str:
    true = [case.spots[case.cheeks].mean() for case in cases]
    shares = [result.spot_share for result in results]
    r = pearson(shares, true)
    error = mean([abs(one - other) for one, other in zip(shares, true, strict=True)])
    return (
        f"| {name} | {len(cases)} | {mean([result.psnr for result in results]):.2f} "
        f"| {mean([result.ssim for result in results]):.4f} | {r.r:.3f} ({r.low:.2f}-{r.high:.2f}) "
        f"| {100 * error:.2f} | {mean([result.precision for result in results]):.2f} "
        f"| {mean([result.recall for result in results]):.2f} |"
    )


HEADING = (
    "| converter | photos | PSNR, dB | SSIM | r of the spot share (95 %) | error of the share, % of skin "
    f"| precision | recall |\n|{'---|' * 8}"
)


def tone_of(people: dict[str, float], case: Case) -> str:
    return next(name for limit, name in TONES if people[case.person] >= limit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--learned-from", type=Path, help="data set of the training people, for the regression")
    parser.add_argument("--domains", nargs="+", choices=("clinic", "phone"), default=("clinic", "phone"))
    parser.add_argument("--weights", type=Path, nargs="*", default=[], help="checkpoints or converter weights")
    arguments = parser.parse_args()
    dataset = read_dataset(arguments.data)
    with (arguments.data / "people.csv").open(encoding="utf-8", newline="") as file:
        people = {row["person"]: float(row["ita_degrees"]) for row in csv.DictReader(file)}
    converters = methods(arguments)
    cases = [
        read_case(dataset, row)
        for row in dataset.photos
        if (row.uv or row.truth_uv) and row.domain in arguments.domains
    ]
    results = {name: [judge(case, method) for case in cases] for name, method in converters.items()}
    for domain in arguments.domains:
        print(f"\nSimulated people, {domain} photos\n\n{HEADING}")
        for name, judged in results.items():
            chosen = [pair for pair in zip(cases, judged, strict=True) if pair[0].domain == domain]
            if chosen:
                print(line(name, [case for case, _ in chosen], [result for _, result in chosen]))
    last = list(results)[-1]
    print(f"\n{last}, clinic photos by skin tone\n\n{HEADING.replace('converter', 'skin tone')}")
    for _, tone in TONES:
        chosen = [pair for pair in zip(cases, results[last], strict=True)
                  if pair[0].domain == "clinic" and tone_of(people, pair[0]) == tone]  # fmt: skip
        if len(chosen) > 3:
            print(line(tone, [case for case, _ in chosen], [result for _, result in chosen]))


if __name__ == "__main__":
    main()

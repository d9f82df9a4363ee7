"""How often the intervals of spot ratios hold what the true UV photo gives, and how well the map of errors ranks.

    uvphoto simulate unseen --people 100 --seed 9301 --size 1024 --phones 2
    python benchmarks/interval_coverage.py unseen [--weights NAME] [--calibration FILE]

Coverage of the calibration's intervals on people whom neither the weights nor the calibration have seen, by kind of
photo, region and skin tone, with the 95 % interval of Wilson (1927, J. Am. Stat. Assoc. 22:209); and of the map of
expected errors: Spearman's rho with the errors, the area under the sparsification error (0: errors leave in the right
order, 1: in random order), and the coverage of its 90 % intervals; against the network's spread alone, and a constant.
"""

import argparse
import csv
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from uvphoto.analysis.calibration import Calibration, find_calibration, read_calibration
from uvphoto.analysis.intervals import LEVELS
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.storage import read_dataset
from uvphoto.evaluation.calibrate import observe_all
from uvphoto.evaluation.held_out_photo import HeldOutPhoto
from uvphoto.metrics import wilson
from uvphoto.skin.tone import tone_of

Values = NDArray[np.float64]
Row = tuple[str, str, str, float, float, float, bool]  # kind of photo, region, tone, level, true, width, held

SHARES = np.arange(0, 1, 0.02)  # of the pixels that are taken away


def intervals_of(photo: HeldOutPhoto, calibration: Calibration, tone: str) -> list[Row]:
    known = photo.region_features(calibration.errors, calibration.domain.distance(photo.skin))
    rows = []
    for name in calibration.areas:
        true, found = photo.true.get(name, math.nan), photo.found.get(name, math.nan)
        if name in known and math.isfinite(true) and math.isfinite(found):
            for level, (low, high) in calibration.intervals(name, found, known[name]).items():
                rows.append((photo.domain, name, tone, level, true, high - low, low <= true <= high))
    return rows


def coverage_line(name: str, rows: Sequence[Row]) -> str:
    cells = []
    for level in LEVELS:
        of_level = [row for row in rows if row[3] == level]
        held = sum(row[-1] for row in of_level)
        _, _, _, low, high = wilson(held, len(of_level))
        cells.append(f"{held / len(of_level):.2f} ({low:.2f}-{high:.2f})")
    width = 100 * float(np.median([row[5] for row in rows if row[3] == 0.9]))
    true = 100 * float(np.median([row[4] for row in rows]))
    return f"| {name} | {len(rows) // len(LEVELS)} | {true:.1f} | {width:.1f} | {' | '.join(cells)} |"


def sparsification(errors: Values, guess: Values) -> float:
    """Area between the mean error left when the worst-guessed pixels go and when the worst go, over that of chance."""
    best, by_guess = np.sort(errors), errors[np.argsort(guess, kind="stable")]
    kept = np.maximum((len(errors) * (1 - SHARES)).astype(int), 1)
    left, least = (np.cumsum(order)[kept - 1] / kept for order in (by_guess, best))
    return float((left - least).mean() / (errors.mean() - least).mean())


def map_lines(photos: Sequence[HeldOutPhoto], calibration: Calibration) -> list[str]:
    errors = np.concatenate([one.errors for one in photos])
    features = np.concatenate([one.features for one in photos])
    rng = np.random.default_rng(0)
    guesses = {
        "map of expected errors": calibration.errors.predict(features),
        "the network's spread alone": features[:, 1] + rng.normal(0, 1e-9, len(errors)),
        "constant": rng.random(len(errors)),
    }
    lines = ["| guess | Spearman's rho | within a photo, median | sparsification error |", "|---|---|---|---|"]
    ends = np.cumsum([len(one.errors) for one in photos])[:-1]
    for name, guess in guesses.items():
        within = [spearmanr(a, b)[0] for a, b in zip(np.split(guess, ends), np.split(errors, ends), strict=True)]
        rho = spearmanr(guess, errors)[0]
        lines.append(f"| {name} | {rho:.2f} | {np.nanmedian(within):.2f} | {sparsification(errors, guess):.2f} |")
    expected = guesses["map of expected errors"]
    held = (errors <= calibration.errors.factor * expected).mean()
    means = np.array([(part.mean(), known.mean()) for part, known in
                      zip(np.split(errors, ends), np.split(expected, ends), strict=True)])  # fmt: skip
    lines.append(f"\n90 % intervals of single pixels hold {100 * held:.1f} %; mean error {errors.mean():.4f}, expected "
                 f"{expected.mean():.4f}; means of photos: r = {np.corrcoef(means.T)[0, 1]:.2f}")  # fmt: skip
    return lines


def print_report(photos: Sequence[HeldOutPhoto], calibration: Calibration, tones: dict[str, str]) -> None:
    rows = [row for one in photos for row in intervals_of(one, calibration, tones.get(one.person, "unknown"))]
    levels = " | ".join(f"{level:.0%}" for level in LEVELS)
    print(f"| photos | regions | true, % | width of 90 %, % | {levels} |\n|{'---|' * (4 + len(LEVELS))}")
    for domain in dict.fromkeys(row[0] for row in rows):
        of_domain = [row for row in rows if row[0] == domain]
        print(coverage_line(f"{domain}, all regions", of_domain))
        for name in calibration.areas:
            print(coverage_line(f"{domain}, {name}", [row for row in of_domain if row[1] == name]))
        for tone in dict.fromkeys(row[2] for row in of_domain):
            print(coverage_line(f"{domain}, {tone} skin", [row for row in of_domain if row[2] == tone]))
    print("\n" + "\n".join(map_lines(photos, calibration)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", help="name or file; else the bundled ones")
    parser.add_argument("--calibration", type=Path, help="else the one beside the weights")
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    dataset = read_dataset(arguments.data)
    weights = WeightsStore.of_user().find(arguments.weights)
    calibration = read_calibration(arguments.calibration) if arguments.calibration else find_calibration(weights)
    if calibration is None:
        parser.error(f"{weights.path} has no calibration beside it; give one with --calibration")
    converter = load_converter(weights, RunSettings(threads=arguments.threads))
    rows = [row for row in dataset.photos if row.uv or row.truth_uv]
    people = arguments.data / "people.csv"
    tones = {}
    if people.is_file():
        with people.open(encoding="utf-8", newline="") as file:
            tones = {row["person"]: tone_of(float(row["ita_degrees"])).value for row in csv.DictReader(file)}
    photos = list(observe_all(dataset, rows, converter, calibration.white_balance, lambda _done, _total: None))
    print_report(photos, calibration, tones)


if __name__ == "__main__":
    main()

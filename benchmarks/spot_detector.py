"""How well the detector of spots finds the true pigment of simulated people, in true UV photos and in colour photos.

    uvphoto simulate held-out --people 40 --seed 9102 --size 1024 --phones 1
    python benchmarks/spot_detector.py held-out [--split test] [--domains clinic]

The truth lies in the chromophores: pixels of marks with more melanin than the skin around. Much of it is too faint for
any photo; so the same is told against the spots whose mean darkening in the true UV photo, against the true bare skin
around, is 10 % or more. All photos are simulated: no figure here speaks for the clinic.
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.datasets.manifest import DataSet, PhotoRow
from uvphoto.datasets.spot_table import read_spot_kinds
from uvphoto.datasets.storage import read_dataset
from uvphoto.metrics.concordance import concordance
from uvphoto.metrics.correlation import pearson, spearman
from uvphoto.metrics.masks import precision_recall
from uvphoto.metrics.method_comparison import bland_altman, least_squares
from uvphoto.metrics.spot_matching import SpotMatch, match_spots, pool
from uvphoto.picture import read_colour, read_labels, read_mask, read_uv
from uvphoto.simulate.camera.colorimetry import decode_srgb
from uvphoto.simulate.marks import MarkKind
from uvphoto.skin.regions import REGIONS
from uvphoto.spots.detect import Detection, detect_spots, detect_spots_in_colour
from uvphoto.spots.local_fit import fit_locally

Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]

VISIBLE = 0.10  # darkening
SMOOTHING_MM, AROUND_MM = 0.3, 3.5  # with which the visible is told
TONES = ((41.0, "light, ITA above 41"), (28.0, "intermediate, 28-41"), (10.0, "tan, 10-28"), (-91.0, "dark, below 10"))
PLACES = {name: (value,) for value, name in enumerate(REGIONS, start=1)} | {"cheeks": (2, 3)}
HEADING = (
    "| {} | photos | true, % | found, % | r (95 %) | rho | CCC | slope | bias, % "
    f"| pixels: precision | recall | spots: precision | recall |\n|{'---|' * 13}"
)


@dataclass(frozen=True)
class Case:
    """One photo, its truth, and what was found in it, by what it was found in."""

    domain: str
    tone: str
    regions: NDArray[np.uint8]  # within the skin
    kinds: NDArray[np.object_]  # by label, "" for none
    marks: NDArray[np.uint16]
    pigment: Labels
    visible: Labels
    found: dict[str, Labels]

    def where(self, place: str) -> Mask:
        """Return the skin of a place, (H, W)."""
        return np.isin(self.regions, PLACES[place])


def read_case(dataset: DataSet, row: PhotoRow, tone: str) -> Case:
    folder = dataset.folder
    uv, colour = read_uv(folder / (row.uv or row.truth_uv)).pixels, read_colour(folder / row.colour).pixels
    skin, marks = read_mask(folder / row.skin_mask), read_labels(folder / row.spots).astype(np.uint16)
    table = read_spot_kinds(folder / row.spot_table)
    kinds = np.full(max(table, default=0) + 1, "", object)
    for number, kind in table.items():
        kinds[number] = kind
    is_pigment = np.array([bool(kind) and MarkKind(kind).is_pigment for kind in kinds])
    pigment = np.where(is_pigment[marks] & skin, marks, 0).astype(np.int32)
    scale = dataset.scale_of(row) or float("nan")
    found: dict[str, Detection] = {
        "true UV": detect_spots(uv, skin, scale),
        "colour": detect_spots_in_colour(colour, skin, scale),
    }
    visible = visible_of(pigment, darkening(uv, skin & (marks == 0), scale))
    regions = np.where(skin, read_labels(folder / row.regions), 0).astype(np.uint8)
    return Case(row.domain, tone, regions, kinds, marks, pigment, visible,
                {name: one.labels for name, one in found.items()})  # fmt: skip


def darkening(uv: NDArray[np.float32], bare: Mask, scale: float) -> NDArray[np.float64]:
    """Share of light that each pixel lacks against the surface through the true bare skin around it."""
    light = cv2.GaussianBlur(decode_srgb(uv), (0, 0), SMOOTHING_MM / scale)
    log_light = np.log10(np.maximum(light, 1e-4))
    return 1 - 10 ** np.float64(log_light - fit_locally(log_light, bare.astype(np.float32), {AROUND_MM / scale: 1.0}))


def visible_of(labels: Labels, dark: NDArray[np.float64]) -> Labels:
    area = np.maximum(np.bincount(labels.ravel()), 1)
    is_visible = np.bincount(labels.ravel(), dark.ravel()) / area >= VISIBLE
    return np.where(is_visible[labels], labels, 0).astype(np.int32)


def line(name: str, cases: list[Case], place: str, truth: Callable[[Case], Labels], source: str) -> str:
    areas, matches, pixels = [], [], []
    for case in cases:
        where = case.where(place)
        if not where.any():
            continue
        true, found = truth(case), case.found[source]
        areas.append((100 * (true > 0)[where].mean(), 100 * (found > 0)[where].mean()))
        matches.append(match_spots(found, true, where))
        pixels.append(((found > 0)[where], (true > 0)[where]))
    true_share, found_share = np.array(areas).T
    r, rho, ccc = (measure(true_share, found_share) for measure in (pearson, spearman, concordance))
    both = precision_recall(*(np.concatenate(one) for one in zip(*pixels, strict=True)))
    spots: SpotMatch = pool(matches)
    return (
        f"| {name} | {len(areas)} | {true_share.mean():.1f} | {found_share.mean():.1f} "
        f"| {r.r:.3f} ({r.low:.2f}-{r.high:.2f}) | {rho.r:.3f} | {ccc.r:.3f} "
        f"| {least_squares(true_share, found_share).slope.value:.2f} "
        f"| {bland_altman(true_share, found_share).bias.value:+.1f} "
        f"| {both.precision:.2f} | {both.recall:.2f} | {spots.precision:.2f} | {spots.recall:.2f} |"
    )


def kinds_found(cases: Iterable[Case], source: str) -> dict[str, tuple[int, float]]:
    """Count the marks of each kind on the face, and tell the share of their pixels that lies on found spots."""
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for case in cases:
        on_face, found = case.regions > 0, case.found[source] > 0
        pixels, hits = (np.bincount(case.marks[on_face & what], minlength=len(case.kinds)) for what in (True, found))
        for number in np.flatnonzero(pixels[1:]) + 1:
            total = totals[case.kinds[number]]
            for index, value in enumerate((1, hits[number], pixels[number])):
                total[index] += int(value)
        total = totals["bare skin"]
        total[1] += int(hits[0])
        total[2] += int(pixels[0])
    return {kind: (count, hit / pixel) for kind, (count, hit, pixel) in sorted(totals.items())}


def report(cases: list[Case], source: str) -> None:
    print(f"\nFound in {source}, {cases[0].domain} photos\n\n{HEADING.format('cheeks against')}")
    print(line("all pigment", cases, "cheeks", lambda case: case.pigment, source))
    print(line(f"pigment {100 * VISIBLE:.0f} % darker", cases, "cheeks", lambda case: case.visible, source))
    print(f"\n{HEADING.format('region, all pigment')}")
    for place in PLACES:
        print(line(place, cases, place, lambda case: case.pigment, source))
    print(f"\n{HEADING.format('skin tone, cheeks, all pigment')}")
    for _, tone in TONES:
        chosen = [case for case in cases if case.tone == tone]
        if len(chosen) > 3:
            print(line(tone, chosen, "cheeks", lambda case: case.pigment, source))
    print("\n| kind | marks | share of their area taken for pigment, % |\n|---|---|---|")
    for kind, (count, share) in kinds_found(cases, source).items():
        print(f"| {kind} | {count or ''} | {100 * share:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", choices=("train", "validation", "test"), help="all splits without it")
    parser.add_argument("--domains", nargs="+", choices=("clinic", "phone"), default=("clinic", "phone"))
    arguments = parser.parse_args()
    dataset = read_dataset(arguments.data)
    with (arguments.data / "people.csv").open(encoding="utf-8", newline="") as file:
        people = {row["person"]: float(row["ita_degrees"]) for row in csv.DictReader(file)}
    for domain in arguments.domains:
        cases = [
            read_case(dataset, row, next(name for limit, name in TONES if people[row.person] >= limit))
            for row in dataset.photos
            if row.domain == domain and (row.uv or row.truth_uv) and arguments.split in {None, row.split}
        ]
        for source in ("true UV", "colour") if cases else ():
            report(cases, source)


if __name__ == "__main__":
    main()

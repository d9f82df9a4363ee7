"""How marks stand out in UV, blue, green and red: in theory on 100 simulated skins, and in their simulated photos.

python benchmarks/mark_contrast.py [--people 100] [--size 768] [--data DIR]

Darkening is 1 - (light from the mark) / (light from the skin around it), in linear light.
"""

import argparse
import csv
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

from uvphoto.datasets.manifest import DataSet, PhotoRow
from uvphoto.datasets.simulated import SimulationSettings, write_simulated
from uvphoto.datasets.storage import read_dataset
from uvphoto.picture import read_colour, read_labels, read_mask, read_uv
from uvphoto.simulate.camera.clinic import clinic_cameras
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb, individual_typology_angle, lab
from uvphoto.simulate.face.people import draw_person
from uvphoto.simulate.optics.skin_optics import GLOSS, SkinOptics, reflectance
from uvphoto.simulate.streams import stream

BANDS = ("UV", "blue", "green", "red")
TONES = ((41.0, "light, ITA above 41"), (28.0, "intermediate, 28-41"), (10.0, "tan, 10-28"), (-91.0, "dark, below 10"))
SEEN = 0.04  # darkening in the UV photo that stands out
UNSEEN = 1.0  # CIEDE2000: a colour difference that the eye does not see side by side
Values = NDArray[np.float64]


def altered(skin: SkinOptics) -> dict[str, SkinOptics]:
    """Return a skin with each of five reference marks."""
    melanin, upper = float(np.asarray(skin.melanin)), float(np.asarray(skin.upper_share))
    half = 0.5 * melanin

    def added(share_above: float) -> SkinOptics:
        total = melanin + half
        return skin.changed(melanin=total, upper_share=(upper * melanin + share_above * half) / total)

    return {
        "50 % more melanin, upper epidermis": added(1.0),
        "50 % more melanin, spread as before": skin.changed(melanin=melanin + half),
        "50 % more melanin, basal layer": added(0.0),
        "melanin in the papillary dermis, 1 % by volume": skin.changed(dermal_melanin=0.01),
        "blood x 2.5": skin.changed(blood=2.5 * float(np.asarray(skin.blood))),
    }


def theory(people: int) -> None:
    """Print the darkening by five reference marks on the skins of simulated people, by skin tone."""
    camera = clinic_cameras()[0]
    weights = np.column_stack([camera.uv_weights, camera.colour_weights[:, ::-1]])  # (L, 4) in the order of BANDS
    found: dict[tuple[str, str], list[Values]] = defaultdict(list)
    for number in range(people):
        skin = draw_person(stream(0, "person", number, "life")).skin
        around = reflectance(skin)
        ita = float(individual_typology_angle(lab(around + GLOSS)))
        tone = next(name for limit, name in TONES if ita > limit)
        for name, changed in altered(skin).items():
            found[name, tone].append(1.0 - (reflectance(changed) @ weights) / (around @ weights))
    print(f"\nReference marks on the skins of {people} simulated people, median darkening in %\n")
    print(f"| mark | skin | people | {' | '.join(BANDS)} |\n|---|---|---|{'---|' * len(BANDS)}")
    for name in altered(draw_person(stream(0)).skin):
        for _, tone in TONES:
            rows = found.get((name, tone), [])
            if rows:
                cells = " | ".join(f"{value:.0f}" for value in 100 * np.median(rows, axis=0))
                print(f"| {name} | {tone} | {len(rows)} | {cells} |")


def marks_of(dataset: DataSet, row: PhotoRow) -> Iterator[tuple[str, str, Values]]:
    """Yield kind, depth, and darkening in BANDS with the colour difference, (5,), of each mark that can be measured."""
    paths = {column: dataset.path(row, column) for column in ("colour", "uv", "skin_mask", "spots", "spot_table")}
    files = {column: path for column, path in paths.items() if path is not None}
    scale = dataset.scale_of(row) or 1.0
    linear = decode_srgb(np.dstack([read_uv(files["uv"]).pixels, read_colour(files["colour"]).pixels[..., ::-1]]))
    skin, labels = read_mask(files["skin_mask"]), read_labels(files["spots"])
    rows, columns = np.indices(skin.shape)
    with files["spot_table"].open(encoding="utf-8-sig", newline="") as file:
        for mark in csv.DictReader(file):
            radius = float(mark["radius_mm"]) / scale
            middle = float(mark["row"]), float(mark["column"])
            reach = int(2.4 * radius + 2)
            box = tuple(slice(max(int(at) - reach, 0), int(at) + reach + 2) for at in middle)
            distance = np.hypot(rows[box] - middle[0], columns[box] - middle[1]) / radius
            own = np.isin(labels[box], [0, int(mark["id"])]) & skin[box]
            core = own & (distance < 0.6)
            ring = skin[box] & (labels[box] == 0) & (distance > 1.6) & (distance < 2.4)
            if radius < 2.0 or core.sum() < 8 or ring.sum() < 20 or core.sum() < 0.8 * (distance < 0.6).sum():
                continue
            means = np.stack([linear[box][where].mean(axis=0) for where in (core, ring)]).astype(np.float64)
            colours = rgb2lab(encode_srgb(means[:, :0:-1]))
            difference = float(deltaE_ciede2000(colours[0], colours[1]))
            yield mark["kind"], mark["depth"], np.append(1.0 - means[0] / means[1], difference)


def photos(dataset: DataSet) -> None:
    """Print the darkening by the marks of simulated photos, by kind, and the share that only the UV photo shows."""
    found: dict[tuple[str, str], list[Values]] = defaultdict(list)
    for row in dataset.photos:
        if row.is_pair:
            for kind, depth, darkening in marks_of(dataset, row):
                found[kind, depth].append(darkening)
    print(f"\nMarks in the photos of {len(dataset.persons)} simulated people, median darkening in %\n")
    print(
        f"| mark | depth | measured | {' | '.join(BANDS)} | colour difference | in UV alone, % | in colour alone, % |"
    )
    print(f"|---|---|---|{'---|' * len(BANDS)}---|---|---|")
    for (kind, depth), values in sorted(found.items()):
        table = np.array(values)
        uv, difference = np.abs(table[:, 0]), table[:, 4]
        cells = " | ".join(f"{value:.0f}" for value in 100 * np.median(table[:, :4], axis=0))
        uv_alone, colour_alone = (uv > SEEN) & (difference < UNSEEN), (uv < SEEN) & (difference > UNSEEN)
        shares = f"{100 * uv_alone.mean():.0f} | {100 * colour_alone.mean():.0f}"
        print(f"| {kind} | {depth} | {len(table)} | {cells} | {np.median(difference):.1f} | {shares} |")
    print(f"\nUV shows a mark of more than {100 * SEEN:.0f} %, colour one of more than {UNSEEN} CIEDE2000.")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--size", type=int, default=768)
    parser.add_argument("--data", type=Path, help="a simulated data set that is there already")
    options = parser.parse_args()
    theory(options.people)
    if options.data is not None:
        photos(read_dataset(options.data))
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = SimulationSettings(people=options.people, size=options.size, seed=3)
        photos(write_simulated(settings, Path(folder), processes=os.cpu_count() or 1))


if __name__ == "__main__":
    main()

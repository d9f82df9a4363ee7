"""How exactly a forecast picture has the shares of spots that it is asked for, and how long one takes.

    python benchmarks/image_forecast_shares.py --data FOLDER

Of each person of a simulated data set four true UV photos are known, laid on the fourth; asked for are the shares that
a later photo really has, so that changes are as large as they are in those people. Regions of less than 200 mm2 are
left out.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from image_forecast_cases import Shown, read_photos
from matplotlib.figure import Figure

from uvphoto.datasets.simulated import read_settings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.datasets.storage import read_dataset
from uvphoto.longitudinal.forecast.forecaster import LONGEST
from uvphoto.longitudinal.image_forecast.forecast import Frame, forecast_image
from uvphoto.longitudinal.image_forecast.outcome import MARK, ImageForecast
from uvphoto.longitudinal.image_forecast.parameters import ImageModel, bundled_image_model
from uvphoto.longitudinal.registration import register
from uvphoto.longitudinal.tracks.sighting import Sighting, brought
from uvphoto.simulate.series.cohort_plan import REGIONS
from uvphoto.simulate.series.dose_history import DoseHistory
from uvphoto.skin.regions import REGIONS as LABELS
from uvphoto.skin.window import window_around
from uvphoto.spots.detect import detect_spots
from uvphoto.spots.measure import RegionMeasures, measure_regions

KNOWN, LATER = 4, 6  # visits known, and the number of the one whose shares are asked for
LEAST_MM2 = 200.0


def draw(frame: Frame, future: ImageForecast, came: np.ndarray, path: Path) -> None:
    """Draw the last photo, the forecast, what came, and the two maps."""
    box = window_around(frame.skin, 10)
    figure = Figure(figsize=(15, 4.2), layout="constrained")
    panels = figure.subplots(1, 5)
    photos = {"Last photo": frame.uv, f"{MARK}, {future.days_ahead:.0f} days on": future.uv, "What came": came}
    for axis, (title, picture) in zip(panels, photos.items(), strict=False):
        axis.imshow(picture[box], cmap="gray", vmin=0, vmax=1)
        axis.set_title(title)
    low, high = future.interval(0.95)
    maps = {
        f"{MARK}: width of the 95 % interval,\nlog10 of light": np.where(future.skin, high - low, np.nan),
        f"{MARK}: probability of a spot\n(those not yet born have no place)": np.where(
            future.skin, future.probability, np.nan
        ),
    }
    for axis, (title, values) in zip(panels[3:], maps.items(), strict=True):
        shown = axis.imshow(values[box], cmap="magma", vmin=0, vmax=float(np.nanquantile(values, 0.995)))
        axis.set_title(title, fontsize=10)
        figure.colorbar(shown, ax=axis, shrink=0.6)
    for axis in panels:
        axis.set_axis_off()
    figure.suptitle("Simulated face")
    figure.savefig(path, dpi=80)


@dataclass(frozen=True, eq=False)
class Made:
    """A forecast, and what it was asked for."""

    frame: Frame
    future: ImageForecast
    now: Mapping[str, RegionMeasures]
    wanted: Mapping[str, float]
    seconds: float


def make(model: ImageModel, photos: Sequence[Shown], dose: DoseHistory) -> Made:
    """Forecast the last of some photos from those before it, laid on the last but one."""
    *known, later = photos
    fixed, sightings = known[-1], []
    found = [detect_spots(photo.uv, photo.skin, photo.mm_per_pixel) for photo in photos]
    for photo, detection in zip(known, found[:-1], strict=True):
        if photo is fixed:
            sightings.append(Sighting(photo.day, photo.source, detection.labels, detection.absorbance, photo.skin))
        elif not (way := register(fixed.view, photo.view)).problem:
            sightings.append(brought(detection, photo.skin, way, day=photo.day, device=photo.source))
    now, came = (measure_regions(found[place], photos[place].regions, photos[place].skin) for place in (-2, -1))
    wanted = {region: came[region].spot_ratio for region in REGIONS if now[region].skin_mm2 > LEAST_MM2}
    frame = Frame(fixed.uv, fixed.skin, fixed.regions, fixed.mm_per_pixel)
    began = time.perf_counter()
    future = forecast_image(model, sightings, frame, wanted, days_ahead=later.day - fixed.day, dose=dose)
    return Made(frame, future, now, wanted, time.perf_counter() - began)


def told(name: str, made: Made) -> tuple[list[float], int]:
    """Print a person's regions; return by how much shares are off, and how many the notes tell."""
    off, noted = [], 0
    for region, share in made.wanted.items():
        drawn = made.future.spot_ratios[region]
        place = made.frame.skin & (made.frame.regions == 1 + LABELS.index(region))
        is_noted = any(note.startswith(f"{region}:") for note in made.future.notes)
        shares = (made.now[region].spot_ratio, share, drawn, float(made.future.probability[place].mean()))
        cells = " | ".join(f"{100 * value:.2f} %" for value in shares)
        print(f"| {name} | {region} | {cells} | {'yes' if is_noted else ''} |", flush=True)
        off.append(drawn - share)
        noted += is_noted
    return off, noted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--person", help="this one alone, of whom a picture is drawn")
    parser.add_argument("--picture", type=Path, default=Path("image-forecast.png"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    data, settings, model = read_dataset(args.data), read_settings(args.data), bundled_image_model()
    print("| person | region | now | asked for | in the picture | mean probability | told in the notes |")
    print("|---|---|---|---|---|---|---|")
    off, seconds, notes = [], [], 0
    for number in range(min(args.people, settings.people)):
        one = draw_simulated(settings, number)
        if args.person not in (None, one.name) or one.life.days[LATER] - one.life.days[KNOWN - 1] > LONGEST:
            continue
        photos = [photo for photo in read_photos(data, one, None, KNOWN) if photo.visit in (*range(KNOWN), LATER)]
        made = make(model, photos, one.life.history)
        if args.person:
            way = register(photos[-2].view, photos[-1].view)
            draw(made.frame, made.future, np.clip(way.bring(photos[-1].uv), 0, 1), args.picture)
        more, noted = told(one.name, made)
        off += more
        notes += noted
        seconds.append(made.seconds)
    far = 100 * np.abs(off)
    print(f"\n{len(off)} regions; off by {np.median(far):.3f} percentage points (median), {far.max():.2f} at most; ")
    print(f"{notes} out of reach; {np.median(seconds):.1f} s a forecast (median), {np.max(seconds):.1f} at most")


if __name__ == "__main__":
    main()

"""How faults of a photo spoil the spot ratio: from where on photos are warned of and refused.

    uvphoto simulate held-out --people 40 --seed 9102 --size 1024 --phones 1
    python benchmarks/photo_quality.py held-out --photos 12

Sharp clinic photos of simulated people are blurred, darkened, overexposed, tinted, made noisy, small, or lit from one
side, in steps. For each step: what ``measure_quality`` says of the photo, and the mean error of the spot ratio (cheeks
and whole face) against the true UV photo, in units of that of the photos as they were.
"""

import argparse
import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.quality import measure_quality
from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.storage import read_dataset
from uvphoto.evaluation.faces import Face, open_face
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.skin.face_finding import find_face
from uvphoto.spots.detect import detect_spots
from uvphoto.spots.measure import measure_regions

Pixels = NDArray[np.float32]
Change = Callable[[Face], Face]

AREAS = ("cheeks", "face")


def to_8_bits(pixels: Pixels) -> Pixels:
    return (np.rint(np.clip(pixels, 0, 1) * 255) / 255).astype(np.float32)


def blurred(face: Face, mm: float) -> Face:
    return replace(face, colour=to_8_bits(cv2.GaussianBlur(face.colour, (0, 0), mm / face.mm_per_pixel)))


def lit(face: Face, *gains: float) -> Face:
    light = decode_srgb(face.colour) * np.array(gains, np.float32)
    return replace(face, colour=to_8_bits(encode_srgb(np.clip(light, 0, 1))))


def noisy(face: Face, deviation: float) -> Face:
    noise = np.random.default_rng(0).normal(0, deviation, face.colour.shape)
    return replace(face, colour=to_8_bits(face.colour + noise))


def sidelit(face: Face, stops: float) -> Face:
    columns = np.flatnonzero(face.skin.any(axis=0))
    place = (np.arange(face.skin.shape[1]) - columns[0]) / (columns[-1] - columns[0]) - 0.5
    gain = 2.0 ** (stops * np.clip(place, -0.5, 0.5) - max(stops / 2 - 1, 0))  # the lit side keeps below white
    light = decode_srgb(face.colour) * gain.astype(np.float32)[None, :, None]
    return replace(face, colour=to_8_bits(encode_srgb(np.clip(light, 0, 1))))


def coarser(face: Face, mm_per_pixel: float) -> Face:
    """Reduce the photo; the UV photo that comes of it is judged at the size of the true one."""
    height, width = face.skin.shape
    factor = face.mm_per_pixel / mm_per_pixel
    size = (round(width * factor), round(height * factor))
    small = cv2.resize(face.colour, size, interpolation=cv2.INTER_AREA)
    return replace(face, colour=to_8_bits(small), mm_per_pixel=mm_per_pixel)


CHANGES: dict[str, Change] = {
    "as it was": lambda face: face,
    **{f"blur {mm} mm": functools.partial(blurred, mm=mm) for mm in (0.2, 0.3, 0.4, 0.6, 0.9)},
    **{f"light x {gain}": lambda face, gain=gain: lit(face, gain, gain, gain)
       for gain in (0.5, 0.25, 0.12, 0.06, 1.5, 2.0, 3.0)},
    **{f"red x {warm}, blue / {warm}": lambda face, warm=warm: lit(face, warm, 1, 1 / warm)
       for warm in (1.15, 1.3, 1.5, 0.85, 0.7)},
    **{f"green x {green}": lambda face, green=green: lit(face, 1, green, 1) for green in (0.8, 0.9, 1.1, 1.2)},
    **{f"noise {deviation}": functools.partial(noisy, deviation=deviation) for deviation in (0.01, 0.02, 0.04, 0.08)},
    **{f"{mm} mm per pixel": functools.partial(coarser, mm_per_pixel=mm) for mm in (0.35, 0.5, 0.7, 1.0)},
    **{f"{stops} stops across": functools.partial(sidelit, stops=stops) for stops in (1, 2, 3, 4)},
}  # fmt: skip
SHOWN = ("blur_mm", "luminance", "clipped_bright", "clipped_dark", "noise", "cast", "unevenness", "pupil_distance")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", help="name or file; else the bundled ones")
    parser.add_argument("--photos", type=int, default=12)
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    dataset = read_dataset(arguments.data)
    converter = load_converter(WeightsStore.of_user().find(arguments.weights), RunSettings(threads=arguments.threads))
    rows = [row for row in dataset.photos if row.domain == "clinic" and row.uv][: arguments.photos]
    errors: dict[str, list[list[float]]] = {name: [] for name in CHANGES}
    qualities: dict[str, list[list[float]]] = {name: [] for name in CHANGES}
    for row in rows:
        face = open_face(dataset, row)
        true = ratios(face, face.uv)
        for name, change in CHANGES.items():
            changed = change(face)
            size = changed.colour.shape[1::-1]
            skin = cv2.resize(face.skin.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
            quality = measure_quality(changed.colour, skin, find_face(changed.colour), changed.mm_per_pixel)
            uv = convert(changed.colour, converter, mm_per_pixel=changed.mm_per_pixel)
            found = ratios(face, cv2.resize(uv, face.skin.shape[::-1], interpolation=cv2.INTER_LINEAR))
            errors[name].append([found[area] - true[area] for area in AREAS])
            qualities[name].append([getattr(quality, one) for one in SHOWN])
    print_table(errors, qualities)


def ratios(face: Face, uv: Pixels) -> dict[str, float]:
    found = measure_regions(detect_spots(uv, face.skin, face.mm_per_pixel), face.regions, face.skin)
    return {area: found[area].spot_ratio for area in AREAS}


def print_table(errors: dict[str, list[list[float]]], qualities: dict[str, list[list[float]]]) -> None:
    print(f"| change | {' | '.join(SHOWN)} | error, times | bias, % of skin |\n|{'---|' * (len(SHOWN) + 3)}")
    usual = np.abs(errors["as it was"]).mean()
    for name, values in errors.items():
        shown = " | ".join(f"{one:.3g}" for one in np.nanmedian(qualities[name], axis=0))
        print(f"| {name} | {shown} | {np.abs(values).mean() / usual:.2f} | {100 * np.mean(values):+.2f} |")


if __name__ == "__main__":
    main()

"""Seconds, memory and seams of a conversion, against the paper's way and MONAI's; each in a process of its own.

    pip install --no-deps --target peers monai
    python benchmarks/convert.py --peers peers [--weights FILE_OR_NAME] [--threads 2] [--large] [--all-tiles]

Everything is measured at the weights' working scale, so without resampling, but the row that says so. Memory is the
peak over the photo's own two arrays (colour and UV, float32) and the library itself, weights included. The paper's
U-Net (unet_256 of pix2pix, random weights, torch) converts tiles of 256 at half a tile's overlap: of part of the photo,
from which its time is extrapolated, unless --all-tiles is given. On a machine that is busy with other things, processor
seconds tell more than seconds. Linux only, as memory is read from /proc.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import skimage.data

from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.errors import WeightsError
from uvphoto.models.weights_info import ExactTiling

WORKER = Path(__file__).with_name("convert_worker.py")
UNET = "paper's U-Net, torch float32, 256 tiles at 50 %"
MONAI = "our network, torch float32, MONAI's sliding window"

JOB = "from JPEG to JPEG at 240 mm, default"

Row = dict[str, float]


@dataclass(frozen=True)
class Case:
    """A way to convert: what the table calls it, what the worker calls it, with which weights."""

    title: str
    name: str
    weights: Path


def photo(height: int, width: int) -> np.ndarray:
    """Return a face at the size of a real photo, (H, W, 3) float32 in [0, 1]."""
    face = skimage.data.astronaut()[:384].astype(np.float32) / 255
    return np.clip(cv2.resize(face, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)


def list_cases(store: WeightsStore, wanted: str | None) -> list[Case]:
    """Return our ways, those with int8 where there are such weights."""
    path = store.find(wanted).path
    cases = [
        Case("onnxruntime float32 (default)", "onnxruntime float32", path),
        Case("OpenVINO float32", "openvino float32", path),
        Case("OpenVINO bfloat16", "openvino bfloat16", path),
        Case("torch float32", "torch float32", path),
    ]
    try:
        short = store.find(wanted, int8=True)
    except WeightsError:
        return cases
    if short.info.precision != "int8":  # a file was named
        return cases
    return [*cases, *(Case(f"{name} int8", f"{name.lower()} int8", short.path) for name in ("onnxruntime", "OpenVINO"))]


def measure(case: Case, picture: Path, options: argparse.Namespace) -> Row | str:
    """Return what a worker measures, or why it does not."""
    command = [sys.executable, str(WORKER), case.name, "--photo", str(picture), "--weights", str(case.weights)]
    command += ["--threads", str(options.threads), *(["--all-tiles"] if options.all_tiles else [])]
    environment = os.environ | {"OMP_NUM_THREADS": str(options.threads)}
    if options.peers is not None:
        environment["PYTHONPATH"] = str(options.peers.resolve())
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if result.returncode:
        return (result.stderr.strip().splitlines() or ["ended without a word"])[-1]
    row: Row = json.loads(result.stdout.splitlines()[-1])
    return row


def cells(row: Row, paper: Row, work: float | None = None) -> str:
    """Return the cells of a measurement; ``work`` is what it would take at the processor's peak, processor seconds."""
    values = [
        f"{row['seconds']:.1f}",
        f"{row['processor_seconds']:.1f}",
        f"{paper['seconds'] / row['seconds']:.1f}",
        "" if work is None else f"{work / row['processor_seconds']:.0%}",
        f"{row['memory']:.0f}",
        f"{row['tiled_whole']:.4f}" if "tiled_whole" in row else "",
        f"{row['offsets']:.4f}" if "offsets" in row else "",
    ]
    return " | ".join(values)


def print_speed(picture: Path, cases: list[Case], options: argparse.Namespace) -> None:
    """Print the table of the 12-megapixel photo."""
    path = cases[0].weights
    facts, paper = (measure(Case(name, name, path), picture, options) for name in ("facts", "unet"))
    if isinstance(facts, str) or isinstance(paper, str):
        raise SystemExit(f"the yardstick cannot be measured: {facts}; {paper}")
    work = facts["work"] * facts["pixels"] / 1e9 / facts["peak"]  # of a thread
    print(
        f"12 megapixels, {options.threads} threads. The float32 peak of a thread is {facts['peak']:.0f} GFLOP/s; the "
        f"network takes {facts['work'] / 1e3:.1f} kFLOP a pixel, halos included {facts['pixels'] / 1e6:.1f} million "
        f"pixels. Of the U-Net's {paper['all_tiles']:.0f} tiles {paper['tiles']:.0f} were converted.\n"
    )
    print(
        "| converter | seconds | processor seconds | times as fast as the paper's | share of the peak "
        "| MiB over the photo | tiles against one pass, levels | tiles at two places, levels |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    print(f"| {UNET} | {cells(paper, paper)} |", flush=True)
    for case in (Case(MONAI, "monai", path), *cases, Case(JOB, "job", path)):
        row = measure(case, picture, options)
        told = f"not measured: {row}" if isinstance(row, str) else cells(row, paper, work if case in cases else None)
        print(f"| {case.title} | {told} |", flush=True)


def print_memory(picture: Path, cases: list[Case], options: argparse.Namespace) -> None:
    """Print the table of the 48-megapixel photo."""
    print("\n48 megapixels\n\n| converter | seconds | MiB over the photo |\n|---|---|---|")
    for case in (*cases, Case(JOB, "job", cases[0].weights)):
        row = measure(case, picture, options)
        told = f"not measured: {row} |" if isinstance(row, str) else f"{row['seconds']:.1f} | {row['memory']:.0f}"
        print(f"| {case.title} | {told} |", flush=True)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", help="name or file; else the bundled ones")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peers", type=Path, help="folder with MONAI")
    parser.add_argument("--all-tiles", action="store_true", help="let the U-Net convert the whole photo")
    parser.add_argument("--large", action="store_true", help="the memory of 48 megapixels too")
    options = parser.parse_args()
    store = WeightsStore.of_user()
    if not isinstance(store.find(options.weights).info.tiling, ExactTiling):
        raise SystemExit("the benchmark is about weights that tile exactly")
    cases = list_cases(store, options.weights)
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "photo.npy"
        np.save(picture, photo(3000, 4000))
        print_speed(picture, cases, options)
        if options.large:
            np.save(picture, photo(6000, 8000))
            print_memory(picture, cases, options)


if __name__ == "__main__":
    main()

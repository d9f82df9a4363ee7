"""How much detail candidates for the default generator keep, after the same number of patches.

    uvphoto simulate faces --people 300 --seed 2026 --size 1024 --phones 2
    python benchmarks/generator_detail.py faces --cache cache --steps 600

Each candidate learns by the pixel loss alone from the same patches in the same order, and is judged on the same
patches of held-out people. ``detail`` is the share of the variance of the true UV patches' fine structure (what a
Gaussian of 2 pixels removes, on skin) that the converted ones explain.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from lightning_fabric import Fabric

from uvphoto.config import read_toml
from uvphoto.datasets.patches import PatchSource
from uvphoto.datasets.prepared import learnable_rows, prepare
from uvphoto.datasets.storage import read_dataset
from uvphoto.models.reach import reach_of
from uvphoto.models.settings import CompactSettings
from uvphoto.training.learners import build_learners
from uvphoto.training.pix2pix import pix2pix_step
from uvphoto.training.settings import LossSettings, OptimiserSettings, TrainingSettings
from uvphoto.training.validation import HeldOut, Pixels, convert_patches, held_out_patches, judge

CANDIDATES = {
    "plain, width 32, 4 levels": CompactSettings(width=32, levels=4, unshuffle=1),
    "unshuffled, width 32, 4 levels": CompactSettings(width=32, levels=4, unshuffle=2),
    "unshuffled, width 48, 3 levels": CompactSettings(width=48, levels=3, unshuffle=2),
    "unshuffled, width 32, 3 levels": CompactSettings(width=32, levels=3, unshuffle=2),
}
FINE_SIGMA = 2.0  # pixels


def explained_detail(made: Sequence[Pixels], patches: Sequence[HeldOut]) -> float:
    """Return 1 - (variance of the error) / (variance of the truth), both of the fine structure on skin."""
    errors, truths = [], []
    for one, patch in zip(made, patches, strict=True):
        inside = cv2.erode(patch.skin.astype(np.uint8), np.ones((9, 9))) > 0
        fine = [image - cv2.GaussianBlur(image, (0, 0), FINE_SIGMA) for image in (one, patch.uv)]
        errors.append((fine[0] - fine[1])[inside])
        truths.append(fine[1][inside])
    return float(1 - np.concatenate(errors).var() / np.concatenate(truths).var())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--recipe", type=Path, default=Path("recipes/pix2pix-compact.toml"))
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="parts of candidates' names")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    base = read_toml(TrainingSettings, arguments.recipe)
    dataset = read_dataset(arguments.data)
    held_out = [
        prepare(dataset, learnable_rows(dataset, split, phone_truth=base.patches.phone_truth),
                base.patches.mm_per_pixel, arguments.cache)
        for split in ("train", "validation")
    ]  # fmt: skip
    source = PatchSource(held_out[0], base.patches, base.seed)
    patches = held_out_patches(held_out[1], base.patches, base.validation)
    columns = (
        "generator",
        "weights",
        "reach, pixels",
        "PSNR, dB",
        "SSIM",
        "detail",
        "spot share error",
        "seconds a step",
    )
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}", flush=True)
    for name, generator in CANDIDATES.items():
        if arguments.only and not any(part in name for part in arguments.only):
            continue
        settings = replace(
            base, generator=generator, steps=arguments.steps, ema_decay=0.99,
            loss=LossSettings(adversarial_weight=0), optimiser=OptimiserSettings(learning_rate=5e-4, beta1=0.9),
        )  # fmt: skip
        fabric = Fabric(accelerator="cpu", precision=settings.precision)
        learners = build_learners(fabric, settings)
        spent = 0.0
        for step in range(settings.steps):
            pairs = [source[step * settings.batch + place] for place in range(settings.batch)]
            batch = {name: torch.from_numpy(np.stack(part)).contiguous(memory_format=torch.channels_last)
                     for name, part in zip(("colour", "uv"), zip(*pairs, strict=True), strict=True)}  # fmt: skip
            start = time.perf_counter()
            pix2pix_step(fabric, learners.generator, learners.discriminator, batch, settings.loss)
            learners.end_step()
            spent += time.perf_counter() - start
        made = convert_patches(learners.average.module, patches, fabric.device)
        figures = judge(made, patches, settings.patches.mm_per_pixel)
        weights = sum(one.numel() for one in learners.generator.bare.parameters())
        print(
            f"| {name} | {weights / 1e6:.2f} M | {reach_of(generator)} | {figures['psnr']:.2f} | {figures['ssim']:.4f} "
            f"| {explained_detail(made, patches):.3f} | {figures['spot_ratio_error']:.4f} "
            f"| {spent / settings.steps:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()

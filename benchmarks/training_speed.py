"""Steps a second of training, against an independent pix2pix of the same networks, batch and precision.

    pip install --no-deps --target peers lightning-bolts==0.7.0
    python benchmarks/training_speed.py --peers peers

The peer is the step of lightning-bolts' Pix2Pix (Apache-2.0): its losses, its two optimisers, its order. The package is
older than today's torch and Lightning, so its file is loaded alone, with a plain torch module for its base class, and
our U-Net and PatchGAN in place of its own (which differ in a layer). Each runs in a process of its own.
"""

import argparse
import importlib
import json
import resource
import subprocess
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from uvphoto.models.build import build_discriminator, build_generator
from uvphoto.models.settings import PatchGanSettings, UnetSettings
from uvphoto.training.learners import build_learners
from uvphoto.training.pix2pix import pix2pix_step
from uvphoto.training.settings import LossSettings, OptimiserSettings, TrainingSettings

GENERATOR = UnetSettings()
DISCRIMINATOR = PatchGanSettings()


class _Bare(nn.Module):
    """What the peer needs of LightningModule: to be a module and to keep its arguments."""

    def save_hyperparameters(self) -> None:
        values = sys._getframe(1).f_locals  # noqa: SLF001 - as Lightning itself looks them up
        self.hparams = types.SimpleNamespace(**{name: values[name] for name in ("learning_rate", "lambda_recon")})


class _Judge(nn.Module):
    """Our PatchGAN as the peer calls its own: with UV and colour apart."""

    def __init__(self) -> None:
        super().__init__()
        self.network = build_discriminator(DISCRIMINATOR)

    def forward(self, uv: Tensor, colour: Tensor) -> Tensor:
        return self.network(torch.cat([colour, uv], dim=1))


def peer_step(peers: Path, precision: str) -> Callable[[Tensor, Tensor], None]:
    """Return a step of lightning-bolts' Pix2Pix: discriminator first, then generator, as Lightning 1 did."""
    stub: Any = types.ModuleType("pytorch_lightning")
    stub.LightningModule = _Bare
    sys.modules["pytorch_lightning"] = stub
    stability: Any = types.ModuleType("pl_bolts.utils.stability")
    stability.under_review = lambda: lambda thing: thing
    sys.modules["pl_bolts.utils.stability"] = stability
    for name in (
        "pl_bolts",
        "pl_bolts.utils",
        "pl_bolts.models",
        "pl_bolts.models.gans",
        "pl_bolts.models.gans.pix2pix",
    ):
        package = types.ModuleType(name)
        package.__path__ = [str(peers.joinpath(*name.split(".")))]
        sys.modules[name] = package  # without running their __init__, which wants all of Lightning
    model = importlib.import_module("pl_bolts.models.gans.pix2pix.pix2pix_module").Pix2Pix(3, 1)
    model.gen, model.patch_gan = build_generator(GENERATOR), _Judge()
    of_discriminator, of_generator = model.configure_optimizers()

    def step(colour: Tensor, uv: Tensor) -> None:
        for loss, optimiser, own, other in (
            (model._disc_step, of_discriminator, model.patch_gan, model.gen),  # noqa: SLF001 - its step is its own
            (model._gen_step, of_generator, model.gen, model.patch_gan),  # noqa: SLF001
        ):
            own.requires_grad_(requires_grad=True)
            other.requires_grad_(requires_grad=False)
            with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16-mixed"):
                value = loss(uv, colour)
            optimiser.zero_grad()
            value.backward()
            optimiser.step()

    return step


def our_step(precision: str) -> Callable[[Tensor, Tensor], None]:
    settings = TrainingSettings(
        name="speed", precision=precision, generator=GENERATOR, discriminator=DISCRIMINATOR,  # type: ignore[arg-type]
        loss=LossSettings(adversarial="bce"), optimiser=OptimiserSettings(),
    )  # fmt: skip
    fabric = Fabric(accelerator="cpu", precision=settings.precision)
    learners = build_learners(fabric, settings)

    def step(colour: Tensor, uv: Tensor) -> None:
        batch = {
            name: one.contiguous(memory_format=torch.channels_last) for name, one in (("colour", colour), ("uv", uv))
        }
        pix2pix_step(fabric, learners.generator, learners.discriminator, batch, settings.loss)
        learners.end_step()

    return step


def measure(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    make = our_step if arguments.only == "uvphoto" else lambda precision: peer_step(arguments.peers, precision)
    step = make(arguments.precision)
    colour, uv = torch.rand(arguments.batch, 3, 256, 256) * 2 - 1, torch.rand(arguments.batch, 1, 256, 256) * 2 - 1
    step(colour, uv)
    seconds = []
    for _ in range(arguments.steps):
        start = time.perf_counter()
        step(colour, uv)
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": sorted(seconds)[len(seconds) // 2], "peak": peak}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, required=True, help="folder that holds pl_bolts")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precision", choices=("32-true", "bf16-mixed"), default="32-true")
    parser.add_argument("--only", choices=("uvphoto", "lightning-bolts"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        measure(arguments)
        return
    print(
        "| program | precision | batch | seconds a step (median) | steps a second | peak memory, MiB |\n|" + "---|" * 6
    )
    for precision in ("32-true", "bf16-mixed"):
        for only in ("lightning-bolts", "uvphoto"):
            done = subprocess.run(
                [sys.executable, "-W", "ignore", *sys.argv, "--only", only, "--precision", precision],
                check=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            found = json.loads(done.stdout.splitlines()[-1])
            print(f"| {only} | {precision} | {arguments.batch} | {found['seconds']:.2f} | {1 / found['seconds']:.2f} "
                  f"| {found['peak']:.0f} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()

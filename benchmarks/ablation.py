"""What each ingredient of learning for phones brings: the rows of the table in docs/explanation/joint-learning.md.

    uvphoto simulate faces --people 300 --seed 2026 --size 1024 --phones 2
    uvphoto train recipes/pix2pix-compact.toml --data faces --out clinic
    python benchmarks/ablation.py faces --start-from clinic/last.safetensors --out ablation
    uvphoto simulate other --people 20 --seed 9606 --size 1024 --phones 2 --phone-family other
    python benchmarks/domain_shift.py other --weights clinic/last.safetensors ablation/*/last.safetensors

Each row goes on from the network of clinic pairs with the recipe's settings but for those below. A row that is finished
is kept, one that was stopped goes on. The time of each is printed, in seconds of one core where ``--threads`` is 1.
"""

import argparse
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from uvphoto.cli.train import TrainingBars
from uvphoto.config import from_mapping
from uvphoto.training.material import Sources
from uvphoto.training.run import RunPlace, train
from uvphoto.training.settings import TrainingSettings

RECIPE = Path(__file__).parents[1] / "recipes" / "pix2pix-compact.toml"
SHORT = {
    "seed": 3, "steps": 600, "batch": 4, "ema_decay": 0.995, "loss": {"adversarial_weight": 0.0},
    "optimiser": {"constant_share": 0.3, "learning_rate": 3e-4}, "validation": {"every": 500},
}  # fmt: skip
LONGER = {
    "seed": 3, "steps": 1800, "loss": {"adversarial_weight": 0.0},
    "optimiser": {"constant_share": 0.3, "learning_rate": 4e-4}, "validation": {"every": 450},
}  # fmt: skip
STYLE = {
    "white_balance": 0.12, "exposure": 0.5, "tone": 0.15, "blur": 1.2, "noise": 0.02, "jpeg_quality": 50,
    "shading": 0.8, "colour_matrix": 0.06, "motion": 3.0, "smoothing": 0.7, "local_tone": 0.4, "contrast": 0.4,
    "saturation": 0.3, "sharpening": 1.0,
}  # fmt: skip
MILDER_STYLE = {
    "share": 0.6, "white_balance": 0.1, "exposure": 0.4, "tone": 0.15, "blur": 0.8, "noise": 0.015, "jpeg_quality": 55,
    "shading": 0.8, "colour_matrix": 0.05, "motion": 2.5, "smoothing": 0.5, "local_tone": 0.4, "contrast": 0.4,
    "saturation": 0.25, "sharpening": 1.2,
}  # fmt: skip
JUDGE = {"discriminator": "patchgan", "width": 16, "norm": "none"}
UNPAIRED = {
    "cycle_weight": 0.0, "back_cycle_weight": 0.0, "adversarial_weight": 0.0, "ramp": 0.3, "back_learning_rate": 5e-4,
    "back": {"network": "unet", "width": 24, "halvings": 5, "dropout": False, "in_channels": 1, "out_channels": 3},
    "uv_discriminator": JUDGE | {"in_channels": 1},
    "colour_discriminator": JUDGE | {"in_channels": 3},
}  # fmt: skip


def merged(settings: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with changes in them, table by table."""
    result = dict(settings)
    for name, value in changes.items():
        result[name] = merged(result.get(name, {}), value) if isinstance(value, Mapping) else value
    return result


ROWS: Mapping[str, Mapping[str, Any]] = {
    "pairs": SHORT,
    "cycle": merged(SHORT, {
        "loss": {"adversarial_weight": 1.0},
        "unpaired": UNPAIRED | {"cycle_weight": 10.0, "back_cycle_weight": 0.5, "adversarial_weight": 1.0},
    }),
    "contrast": merged(SHORT, {
        "steps": 500, "loss": {"adversarial_weight": 1.0},
        "unpaired": UNPAIRED | {"contrast_weight": 1.0, "adversarial_weight": 1.0},
    }),
    "style": merged(SHORT, {"steps": 1000, "patches": {"augmentation": STYLE}}),
    "style-and-consistency": merged(SHORT, {
        "steps": 1000, "patches": {"augmentation": STYLE}, "unpaired": UNPAIRED | {"consistency_weight": 0.5},
    }),
    "milder-style": merged(LONGER, {"patches": {"augmentation": MILDER_STYLE}}),
    "milder-style-and-truth": merged(LONGER, {"patches": {"augmentation": MILDER_STYLE, "phone_truth": True}}),
}  # fmt: skip


def settings_of(recipe: Path, row: str) -> TrainingSettings:
    """Return the settings of a row."""
    mapping = merged(tomllib.loads(recipe.read_text(encoding="utf-8")), ROWS[row])
    return from_mapping(TrainingSettings, {**mapping, "name": row})


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="simulated data set with phone photos")
    parser.add_argument("--start-from", type=Path, required=True, help="the network that learned from clinic pairs")
    parser.add_argument("--out", type=Path, required=True, help="folder of the runs")
    parser.add_argument("--recipe", type=Path, default=RECIPE)
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS))
    parser.add_argument("--cache", type=Path, help="where photos at the working scale are kept; default: in OUT")
    parser.add_argument("--steps", type=int, help="of each row, in place of its own; to try it out")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    for row in given.rows:
        settings = settings_of(given.recipe, row)
        if given.steps is not None:
            settings = replace(settings, steps=given.steps)
        place = RunPlace(Sources(given.data), given.out / row, given.cache or given.out / "cache", given.start_from)
        start = time.process_time()
        with TrainingBars() as bars:
            train(settings, place, bars)
        print(f"{row}: {settings.steps} steps, {time.process_time() - start:.0f} processor seconds", flush=True)


if __name__ == "__main__":
    main()

"""The benchmark that trains the rows of the ablation: what each row changes, and that it runs."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from uvphoto.config import to_mapping
from uvphoto.models.build import build_generator
from uvphoto.models.checkpoint import load_checkpoint, save_checkpoint
from uvphoto.models.weights_info import ExactTiling, WeightsInfo
from uvphoto.training.settings import TrainingSettings


@pytest.fixture(scope="module")
def ablation(load_benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """Return the module benchmarks/ablation.py."""
    return load_benchmark("ablation")


def test_rows_change_what_they_say_and_nothing_else(ablation: ModuleType) -> None:
    rows: dict[str, TrainingSettings] = {row: ablation.settings_of(ablation.RECIPE, row) for row in ablation.ROWS}
    pairs = to_mapping(rows["pairs"])
    assert rows["pairs"].unpaired is None
    assert changed(pairs, to_mapping(rows["style"])) == {"name", "steps", "patches"}
    assert changed(pairs, to_mapping(rows["cycle"])) == {"name", "loss", "unpaired"}
    plain, with_truth = rows["milder-style"], rows["milder-style-and-truth"]
    assert changed(to_mapping(plain), to_mapping(with_truth)) == {"name", "patches"}
    assert (plain.patches.phone_truth, with_truth.patches.phone_truth) == (False, True)
    assert plain.patches.augmentation == with_truth.patches.augmentation
    assert rows["cycle"].unpaired is not None
    assert rows["cycle"].unpaired.has_way_back
    assert rows["contrast"].unpaired is not None
    assert not rows["contrast"].unpaired.has_way_back


def changed(one: dict[str, object], other: dict[str, object]) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def test_a_row_goes_on_from_a_network_and_leaves_weights(
    ablation: ModuleType, faces: Path, tmp_path: Path, recipe: Path
) -> None:
    settings = ablation.settings_of(recipe, "pairs").generator
    start = tmp_path / "clinic.safetensors"
    save_checkpoint(start, build_generator(settings), WeightsInfo("clinic", settings, ExactTiling(1, 1), 0.9375, "CC0"))
    ablation.main([
        str(faces), "--start-from", str(start), "--out", str(tmp_path), "--recipe", str(recipe), "--rows", "pairs",
        "--steps", "2",
    ])  # fmt: skip
    _, info = load_checkpoint(tmp_path / "pairs" / "last.safetensors")
    assert info.name == "pairs"
    assert info.provenance["started_from"]

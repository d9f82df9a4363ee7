"""The benchmark of misregistration: which runs there are, whom it learns from, and that its figures are the house's."""

import json
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import RunSettings, Runtime
from uvphoto.conversion.weights_file import read_weights
from uvphoto.datasets.storage import read_dataset
from uvphoto.evaluation.cases import Source, judge
from uvphoto.evaluation.faces import open_face
from uvphoto.picture import read_uv


@pytest.fixture(scope="module")
def bench(load_benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """Return the module benchmarks/misregistration.py, after those that it imports."""
    for name in ("pair_distortion", "misregistration_pairs", "misregistration_training"):
        load_benchmark(name)
    return load_benchmark("misregistration")


def test_the_most_telling_runs_come_first(bench: ModuleType) -> None:
    chosen = bench.variants_of([0.0, 1.0, 2.0, 4.0], [1.0, 4.0], 7, again=True)
    names = [one.name for one in chosen]
    assert names[:3] == ["moved-0-seed-7", "moved-4-seed-7", "registered-4-seed-7"]
    assert names[-1] == "moved-0-seed-8"
    assert len(set(names)) == 7
    assert bench.variants_of([], [], 7, again=False) == []


def test_nobody_is_learned_from_and_judged(bench: ModuleType, faces: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = read_dataset(faces)
    monkeypatch.setattr(bench, "VALIDATION", 1)
    count = len(dataset.persons)
    people = bench.People.of(dataset, 1, count - 2)
    names = [{row.person for row in rows} for rows in (people.learned, people.validation, people.tested)]
    assert sum(len(one) for one in names) == len(set.union(*names)) == count
    with pytest.raises(SystemExit, match="too few"):
        bench.People.of(dataset, 1, 1)
    with pytest.raises(SystemExit, match="are needed"):
        bench.People.of(dataset, 2, count - 2)


def test_what_is_won_back_is_a_share_of_what_was_lost(bench: ModuleType) -> None:
    true = np.linspace(0.01, 0.2, 12)
    wave = np.cos(3 * np.arange(12)) * 0.05

    def run(level: float, *, registered: bool, noise: float, likeness: float) -> dict[str, Any]:
        people = [
            {"true": one, "found": one + noise * off, "ssim": likeness, "psnr": 30.0}
            for one, off in zip(true, wave, strict=True)
        ]
        return {"level": level, "registered": registered, "seed": 1, "pairs": 9, "refused": 0, "off_median": level,
                "off_p95": level, "people": people}  # fmt: skip

    runs = [
        run(0, registered=False, noise=0.0, likeness=0.9), run(4, registered=False, noise=1.0, likeness=0.5),
        run(4, registered=True, noise=0.1, likeness=0.8),
    ]  # fmt: skip
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in bench.table(runs).splitlines()[2:]]
    assert [one[0] for one in cells] == ["off by 0 px", "off by 4 px", "laid back from 4 px"]
    assert cells[0][-2:] == cells[1][-2:] == ["", ""]
    assert cells[2][-1] == "75%"
    assert 90 < int(cells[2][-2][:-1]) <= 100
    assert cells[1][6].startswith("-0.")
    runs[1] = run(4, registered=False, noise=0.0, likeness=0.9)  # nothing lost: nothing that could be won back
    assert all(line.endswith("|  |  |") for line in bench.table(runs).splitlines()[2:])


def test_runs_are_kept_judged_as_an_evaluation_judges_them_and_not_done_again(
    bench: ModuleType, faces: Path, recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_after_the_other(work: Callable[[Any], Any], jobs: Sequence[Any], _: int) -> Iterator[Any]:
        return map(work, jobs)

    monkeypatch.setattr(bench, "VALIDATION", 1)
    for name in (bench.__name__, "misregistration_pairs"):
        monkeypatch.setattr(f"{name}.in_processes", one_after_the_other)
    file, out = tmp_path / "runs.jsonl", tmp_path / "out"
    call = [
        "--dataset", str(faces), "--people", "1", "--test", "2", "--levels", "0,2", "--registered", "", "--device",
        "cpu", "--recipe", str(recipe), "--steps", "2", "--loaders", "0", "--out", str(out), "--json", str(file),
    ]  # fmt: skip
    bench.main(call)
    bench.main(call)  # nothing is left to do, else the folders that are there would be refused
    clean, moved = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    assert (clean["off_median"], moved["off_median"]) == (0, pytest.approx(2, abs=0.01))
    dataset = read_dataset(out / moved["run"])
    learned = next(row for row in dataset.photos if row.split == "train")
    original = next(row for row in read_dataset(faces).photos if row.person == learned.person and row.uv)
    assert not np.array_equal(read_uv(dataset.folder / learned.uv).pixels, read_uv(faces / original.uv).pixels)
    weights = read_weights(out / f"run-{moved['run']}" / "last.safetensors")
    converter = load_converter(weights, RunSettings(Runtime.TORCH, threads=1))
    for person in moved["people"]:
        row = next(row for row in read_dataset(faces).photos if row.person == person["person"] and row.uv)
        record = judge(open_face(read_dataset(faces), row), converter).record
        assert person["true"] == record.true_ratio("cheeks")
        assert person["found"] == pytest.approx(record.found_ratio(Source.SYNTHETIC, "cheeks"), abs=1e-4)
        assert person["ssim"] == pytest.approx(record.findings[Source.SYNTHETIC].ssim, abs=1e-4)
        assert person["psnr"] == pytest.approx(record.findings[Source.SYNTHETIC].psnr, abs=1e-3)


def test_the_recipe_is_changed_in_nothing_else(bench: ModuleType) -> None:
    given = Namespace(recipe=bench.RECIPE, steps=7, batch=None, loaders=2)
    settings, recipe = bench.settings_of(given), bench.read_toml(bench.TrainingSettings, bench.RECIPE)
    assert (settings.steps, settings.loaders, settings.validation.every) == (7, 2, 7)
    assert (settings.loss, settings.patches, settings.optimiser) == (recipe.loss, recipe.patches, recipe.optimiser)
